package printing

import (
	"cmp"
	"strconv"

	"steward/domain"
	"steward/domain/sla"
	"steward/store"
)

// The words of printed records and saved lists, beside those of the domain.
var (
	StateWords = map[string]domain.Text{
		"new": {En: "New", Zh: "新建"}, "active": {En: "In progress", Zh: "处理中"}, "on_hold": {En: "On hold", Zh: "挂起"},
		"resolved": {En: "Resolved", Zh: "已解决"}, "closed": {En: "Closed", Zh: "已关闭"}, "cancelled": {En: "Cancelled", Zh: "已取消"},
	}
	VerdictWords = map[string]domain.Text{
		"": {En: "Running", Zh: "进行中"}, "done": {En: "Approved", Zh: "已通过"}, "rejected": {En: "Rejected", Zh: "已拒绝"}, "failed": {En: "Could not be done", Zh: "无法完成"},
		"withdrawn": {En: "Withdrawn", Zh: "已撤回"}, "cancelled": {En: "Terminated", Zh: "已终止"},
	}
	// TicketKinds are the kinds of incidents.
	TicketKinds = map[string]domain.Text{
		"question": {En: "Question", Zh: "疑问"}, "consultation": {En: "Consultation", Zh: "咨询"}, "complaint": {En: "Complaint", Zh: "投诉"}, "incident": {En: "Incident", Zh: "事件"},
	}
	HoldWords = map[string]domain.Text{
		"customer": {En: "waiting for the customer", Zh: "等待客户"}, "vendor": {En: "waiting for a vendor", Zh: "等待供应商"}, "problem": {En: "waiting for a problem", Zh: "等待问题处理"},
		"change": {En: "waiting for a change", Zh: "等待变更"}, "evidence": {En: "waiting for evidence", Zh: "等待证据"},
	}
	priorityWords = map[string]domain.Text{
		"1": {En: "Critical", Zh: "紧急"}, "2": {En: "High", Zh: "高"}, "3": {En: "Medium", Zh: "中"}, "4": {En: "Low", Zh: "低"}, "5": {En: "Planned", Zh: "计划"},
	}
	levelWords   = map[string]domain.Text{"1": {En: "High", Zh: "高"}, "2": {En: "Medium", Zh: "中"}, "3": {En: "Low", Zh: "低"}}
	channelWords = map[string]domain.Text{
		"portal": {En: "Portal", Zh: "门户"}, "phone": {En: "Telephone", Zh: "电话"}, "mail": {En: "E-mail", Zh: "邮件"}, "api": {En: "API", Zh: "接口"},
		"desk": {En: "Desk", Zh: "服务台"}, "import": {En: "Import", Zh: "导入"},
	}
	resolutionWords = map[string]domain.Text{
		"solved": {En: "Solved", Zh: "已解决"}, "workaround": {En: "Workaround given", Zh: "提供了临时措施"}, "not_reproducible": {En: "Not reproducible", Zh: "无法重现"},
		"duplicate": {En: "Duplicate", Zh: "重复"}, "by_change": {En: "Solved by a change", Zh: "通过变更解决"}, "no_fault": {En: "No fault found", Zh: "未发现故障"},
		"withdrawn": {En: "Withdrawn by the requester", Zh: "提单人撤回"},
	}
	clockWords = map[string]domain.Text{
		"running": {En: "running", Zh: "计时中"}, "paused": {En: "on hold", Zh: "暂停"}, "met": {En: "met", Zh: "达标"}, "breached": {En: "breached", Zh: "超时"}, "cancelled": {En: "cancelled", Zh: "已取消"},
	}
	linkWords = map[string][2]domain.Text{ // as its first record says it, and its second
		"relates":    {{En: "relates to", Zh: "相关于"}, {En: "relates to", Zh: "相关于"}},
		"duplicates": {{En: "is a duplicate of", Zh: "重复于"}, {En: "is duplicated by", Zh: "被其重复"}},
		"causes":     {{En: "causes", Zh: "导致"}, {En: "is caused by", Zh: "起因于"}},
		"parent":     {{En: "is the parent of", Zh: "上级于"}, {En: "is a child of", Zh: "下级于"}},
	}
	saidWords = map[string]domain.Text{ // with what act a message was said
		"hold": {En: "put on hold", Zh: "挂起"}, "resolve": {En: "resolved", Zh: "解决"}, "accept": {En: "accepted", Zh: "验收通过"}, "reject": {En: "not solved", Zh: "退回（尚未解决）"},
		"close": {En: "closed", Zh: "关闭"}, "reopen": {En: "reopened", Zh: "重新打开"}, "escalate": {En: "escalated", Zh: "上报经理"}, "answer_escalation": {En: "answered the escalation", Zh: "答复上报"},
		"cancel": {En: "cancelled", Zh: "取消"}, "assign": {En: "assigned", Zh: "分派"}, "take": {En: "took it over", Zh: "接手"}, "resume": {En: "resumed", Zh: "恢复处理"},
	}
	itemWords = map[string]domain.Text{ // what became of an item of a plan
		"yes": {En: "approved", Zh: "同意"}, "no": {En: "rejected", Zh: "拒绝"}, "yes task": {En: "completed", Zh: "完成"}, "no task": {En: "could not do it", Zh: "无法完成"},
		"yes submit": {En: "submitted again", Zh: "已重新提交"}, "advised yes": {En: "advised in favour", Zh: "意见：赞成"}, "advised no": {En: "advised against", Zh: "意见：反对"}, "advised": {En: "gave an opinion", Zh: "已给出意见"},
		"yes timeout": {En: "counts as approved: the time had passed", Zh: "超时，视为同意"}, "no timeout": {En: "counts as rejected: the time had passed", Zh: "超时，视为拒绝"},
		"yes self": {En: "approved by itself: it is their own request", Zh: "自动同意：申请人本人"}, "yes again": {En: "approved by itself: approved in this plan before", Zh: "自动同意：此前已在本流程中同意"},
		"closed returned": {En: "returned it", Zh: "退回"}, "closed transferred": {En: "handed on", Zh: "已转办"}, "closed removed": {En: "taken out", Zh: "已减签"},
	}
	FieldWords = map[string]domain.Text{
		"number": {En: "Number", Zh: "编号"}, "kind": {En: "Kind", Zh: "类型"}, "title": {En: "Subject", Zh: "主题"}, "state": {En: "State", Zh: "状态"}, "hold_reason": {En: "On hold because of", Zh: "挂起原因"},
		"priority": {En: "Priority", Zh: "优先级"}, "impact": {En: "Impact", Zh: "影响"}, "urgency": {En: "Urgency", Zh: "紧急程度"}, "requester": {En: "Requester", Zh: "提单人"}, "customer": {En: "Customer", Zh: "客户"},
		"unit": {En: "Department", Zh: "部门"}, "service": {En: "Service", Zh: "服务"}, "category": {En: "Category", Zh: "类别"}, "place": {En: "Place", Zh: "地点"}, "serial_number": {En: "Serial number", Zh: "序列号"},
		"queue": {En: "Queue", Zh: "队列"}, "group": {En: "Group", Zh: "组"}, "assignee": {En: "Assignee", Zh: "处理人"}, "channel": {En: "Channel", Zh: "渠道"}, "external_ref": {En: "External number", Zh: "外部编号"},
		"created_by": {En: "Recorded by", Zh: "登记人"}, "created_at": {En: "Raised", Zh: "提交时间"}, "updated_at": {En: "Last change", Zh: "最近变动"}, "resolved_at": {En: "Resolved", Zh: "解决时间"}, "resolved_by": {En: "Resolved by", Zh: "解决人"},
		"closed_at": {En: "Closed", Zh: "关闭时间"}, "resolution_code": {En: "Result", Zh: "结果"}, "due_at": {En: "Deadline", Zh: "截止时间"}, "due_kind": {En: "Deadline of", Zh: "截止时限"}, "escalated": {En: "Escalated", Zh: "已上报"},
		"applicant": {En: "Requester", Zh: "申请人"}, "amount": {En: "Amount", Zh: "金额"}, "template": {En: "Plan", Zh: "审批流程"}, "verdict": {En: "Verdict", Zh: "审批结果"}, "waiting_on": {En: "Waits on", Zh: "当前审批人"},
		"official": {En: "Official number", Zh: "文号"}, "document_group": {En: "Group", Zh: "分类"}, "written_by": {En: "Written by", Zh: "拟稿人"}, "type": {En: "Type", Zh: "公文类型"}, "record": {En: "Record", Zh: "单据编号"}, "issued_at": {En: "Issued", Zh: "签发时间"}, "archived_at": {En: "Archived", Zh: "归档时间"}, "keep_until": {En: "Kept until", Zh: "保管至"},
		"revoked_at": {En: "Revoked", Zh: "撤销时间"}, "revoke_reason": {En: "Reason", Zh: "撤销原因"}, "revoke_asked_by": {En: "Asked for by", Zh: "撤销申请人"}, "revoke_asked_at": {En: "Asked for", Zh: "申请撤销时间"},
		"rating": {En: "Rating", Zh: "评价"}, "policy": {En: "Policy", Zh: "策略"}, "clock": {En: "Clock", Zh: "时限"}, "minutes": {En: "Time spent", Zh: "工时"},
	}
	stepWords = map[string]domain.Text{ // of an incident's own waits
		"handle": {En: "Handling", Zh: "处理"}, "reply": {En: "Reply", Zh: "回复"}, "accept": {En: "Acceptance", Zh: "验收"}, "escalation": {En: "Answer to the escalation", Zh: "上报答复"}, "follow_up": {En: "Follow-up", Zh: "跟进"},
	}
	SectionWords = map[string]domain.Text{
		"description": {En: "Description", Zh: "描述"}, "solution": {En: "Solution", Zh: "解决方案"}, "conversation": {En: "Conversation", Zh: "对话"}, "work": {En: "Time spent", Zh: "工时"},
		"links": {En: "Linked records", Zh: "关联单据"}, "clocks": {En: "Service levels", Zh: "服务时限"}, "waiting": {En: "Waiting for", Zh: "正在等待"}, "plan": {En: "Plan", Zh: "计划"},
		"approval": {En: "Request for approval", Zh: "审批申请"}, "approvals": {En: "Requests for approval", Zh: "审批申请"}, "tickets": {En: "Tickets", Zh: "工单"}, "revocation": {En: "Revocation", Zh: "撤销"}, "document": {En: "Document", Zh: "公文"}, "documents": {En: "Documents", Zh: "公文"},
	}
	DocumentWords = map[string]domain.Text{ // where a document stands
		"in_approval": {En: "In approval", Zh: "审批中"}, "approved": {En: "Approved", Zh: "已审定"}, "circulating": {En: "In circulation", Zh: "传阅中"}, "issued": {En: "Issued", Zh: "已签发"},
		"archived": {En: "Archived", Zh: "已归档"}, "revoking": {En: "Revocation being decided", Zh: "撤销审批中"}, "revoked": {En: "Revoked", Zh: "已撤销"}, "rejected": {En: "Rejected", Zh: "已拒绝"},
		"failed": {En: "Could not be done", Zh: "无法完成"}, "withdrawn": {En: "Withdrawn", Zh: "已撤回"}, "cancelled": {En: "Terminated", Zh: "已终止"},
	}
	inForceWord  = domain.Text{En: "In force", Zh: "有效"}
	archivedWord = domain.Text{En: "Archived by Steward on %s (%s). Files are kept beside this page; their digests tell that they are the same.", Zh: "由 Steward 于 %s（%s）归档。附件另行保存，可凭校验值核对。"}
	totalWord    = domain.Text{En: "Total", Zh: "合计"}
	printedWord  = domain.Text{En: "Printed by %s on %s (%s)", Zh: "%s 打印于 %s（%s）"}
	internalWord = domain.Text{En: "internal note", Zh: "内部备注"}
	withWord     = domain.Text{En: "with ", Zh: "附件："}
	untilWord    = domain.Text{En: "until %s", Zh: "截至 %s"}
	sinceWord    = domain.Text{En: "since %s", Zh: "自 %s 起"}
	deputyWord   = domain.Text{En: "%s for %s", Zh: "%s（代 %s）"}
	EveryWord    = domain.Text{En: "everybody with the role “%s”", Zh: "角色“%s”全体"}
	systemWord   = domain.Text{En: "System", Zh: "系统"}
	YesWord      = domain.Text{En: "yes", Zh: "是"}
	minutesWord  = domain.Text{En: "%d min", Zh: "%d 分钟"}
	starsWord    = domain.Text{En: "%d of 5 stars", Zh: "5 星中的 %d 星"}
	olderWord    = domain.Text{En: "Older messages are not printed; the first of these is number %d from the end.", Zh: "更早的消息未打印；以下为最近 %d 条。"}
	roundWord    = domain.Text{En: "round %d", Zh: "第 %d 轮"}
)

// Word answers the word of a key; one that is not known stands for itself.
func Word(words map[string]domain.Text, key, language string) string {
	if text, ok := words[key]; ok {
		return text.In(language)
	}
	return key
}

// Name answers a reference's name in the language, empty for none.
func Name(r *store.Ref, language string) string {
	switch {
	case r == nil:
		return ""
	case language == "en":
		return cmp.Or(r.NameEn, r.Name)
	}
	return cmp.Or(r.Name, r.NameEn)
}

// Text answers a text in the language, in the other one where that is all there is.
func Text(t domain.Text, language string) string { return cmp.Or(t.In(language), t.En, t.Zh) }

// Priority answers a priority in words, such as P1 Critical.
func Priority(p int, language string) string {
	n := strconv.Itoa(p)
	return "P" + n + " " + Word(priorityWords, n, language)
}

// ClockKind answers the name of a promise, such as resolution.
func ClockKind(kind, language string) string {
	return cmp.Or(sla.Kind(kind).Text().In(language), kind)
}
