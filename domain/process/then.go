package process

import "steward/domain"

var thens = map[string]domain.Text{
	"auto_closed":          {En: "it closes by itself, accepted by silence", Zh: "视为验收，自动关闭"},
	"reminder_handle":      {En: "those who handle it and the service managers are reminded", Zh: "提醒处理人和服务经理"},
	"reminder_reply":       {En: "who is waited for is reminded", Zh: "提醒被等待的人"},
	"escalation_reminder":  {En: "the service managers are reminded of the escalation", Zh: "再次提醒服务经理处理上报"},
	"reopen_ends":          {En: "it can no longer be reopened", Zh: "不能再重新打开"},
	"circulation_reminder": {En: "whoever has not read it is reminded", Zh: "提醒尚未阅读的人"},
	"circulation_over":     {En: "the circulation ends", Zh: "传阅结束"},
	"plan_remind":          {En: "they are reminded", Zh: "发送提醒"},
	"plan_approve":         {En: "it counts as approved", Zh: "视为同意"},
	"plan_reject":          {En: "it counts as rejected", Zh: "视为拒绝"},
	"plan_transfer":        {En: "it is handed on", Zh: "转给他人"},
	"plan_escalate":        {En: "it is escalated to their head", Zh: "上报其上级"},
}

// Then says what happens at the end of a wait if nobody acts, for its key: to people on the record's page, to operators in the Temporal Web UI.
func Then(key string) domain.Text { return thens[key] }
