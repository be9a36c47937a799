// Package notice is the dictionary of what people are told: a key and what it speaks of become a sentence in the reader's
// language and zone.
package notice

import (
	"strings"
	"time"

	"steward/domain"
	"steward/domain/sla"
)

// Params is what a notice speaks of. It is stored with the notice, so a later change of a title or name does not change what
// somebody was told.
type Params struct {
	Number   string       `json:"number,omitempty"`
	Title    string       `json:"title,omitempty"`
	Actor    string       `json:"actor,omitempty"` // the name of who did it; empty: it happened by itself
	ActorEn  string       `json:"actor_en,omitempty"`
	Until    *time.Time   `json:"until,omitempty"`    // until when the reader is waited for
	Clock    string       `json:"clock,omitempty"`    // a kind of clock
	Line     string       `json:"line,omitempty"`     // which of its lines was crossed
	Step     *domain.Text `json:"step,omitempty"`     // of a plan
	Official string       `json:"official,omitempty"` // number of a document
}

// sentences has a sentence for every key that the processes use. {until} stands for a clause that is left out when
// there is no such instant.
var sentences = map[string]domain.Text{
	"created":             {En: "{actor} raised {number}: {title}{until}", Zh: "{actor}提交了 {number}：{title}{until}"},
	"assigned":            {En: "{actor} assigned {number} to you or your group: {title}{until}", Zh: "{actor}将 {number} 分派给您或您的组：{title}{until}"},
	"replied":             {En: "{actor} replied in {number}: {title}", Zh: "{actor}在 {number} 中回复：{title}"},
	"noted":               {En: "{actor} wrote an internal note in {number}: {title}", Zh: "{actor}在 {number} 中添加了内部备注：{title}"},
	"held_for_you":        {En: "{actor} needs your answer to go on with {number}: {title}{until}", Zh: "{number} 需要您的答复才能继续处理（{actor}）：{title}{until}"},
	"resumed":             {En: "{number} goes on: {title}{until}", Zh: "{number} 已恢复处理：{title}{until}"},
	"resolved":            {En: "{actor} resolved {number}, please accept or reject it: {title}{until}", Zh: "{actor}已解决 {number}，请验收或退回：{title}{until}"},
	"rejected":            {En: "{actor} rejected the resolution of {number}: {title}{until}", Zh: "{actor}退回了 {number} 的解决方案：{title}{until}"},
	"accepted":            {En: "{actor} accepted the resolution of {number}: {title}", Zh: "{actor}已验收 {number}：{title}"},
	"closed":              {En: "{actor} closed {number}: {title}", Zh: "{actor}关闭了 {number}：{title}"},
	"auto_closed":         {En: "{number} closed by itself, nobody had answered in time: {title}", Zh: "{number} 逾期未答复，已自动关闭：{title}"},
	"reopened":            {En: "{actor} reopened {number}: {title}{until}", Zh: "{actor}重新打开了 {number}：{title}{until}"},
	"cancelled":           {En: "{actor} cancelled {number}: {title}", Zh: "{actor}取消了 {number}：{title}"},
	"escalated":           {En: "{actor} calls for you in {number}: {title}{until}", Zh: "{actor}就 {number} 向您上报：{title}{until}"},
	"escalation_answered": {En: "{actor} answered the escalation of {number}: {title}", Zh: "{actor}已答复 {number} 的上报：{title}"},
	"escalation_reminder": {En: "{number} was escalated to you and still waits for your answer: {title}{until}", Zh: "{number} 的上报仍在等待您的答复：{title}{until}"},
	"reminder_handle":     {En: "{number} still waits to be handled: {title}{until}", Zh: "{number} 仍待处理：{title}{until}"},
	"level_warned":        {En: "{line} of the time for {number} has passed ({clock}): {title}{until}", Zh: "{number} 的{clock}时限已用去 {line}：{title}{until}"},
	"level_breached":      {En: "{number} is late ({clock}): {title}", Zh: "{number} 已超出{clock}时限：{title}"},
	"level_reached":       {En: "{number} is late and was escalated to {line} ({clock}): {title}", Zh: "{number} 已超时并上报至{line}（{clock}）：{title}"},
	"plan_opened":         {En: "{number} waits on you for “{step}”: {title}{until}", Zh: "{number} 的“{step}”待您处理：{title}{until}"},
	"plan_reminded":       {En: "{number} still waits on you for “{step}”: {title}{until}", Zh: "{number} 的“{step}”仍待您处理：{title}{until}"},
	"plan_escalated":      {En: "“{step}” of {number} is late and was escalated to you: {title}{until}", Zh: "{number} 的“{step}”已超时并上报给您：{title}{until}"},
	"plan_urged":          {En: "{actor} asks you to hurry with “{step}” of {number}: {title}{until}", Zh: "{actor}催办 {number} 的“{step}”：{title}{until}"},
	"plan_returned":       {En: "{actor} returned {number} to “{step}”: {title}", Zh: "{actor}将 {number} 退回到“{step}”：{title}"},
	"plan_circulated":     {En: "{number} was circulated to you: {title}", Zh: "{number} 已传阅给您：{title}"},
	"plan_over_done":      {En: "{number} has passed all its steps: {title}", Zh: "{number} 的全部步骤已完成：{title}"},
	"plan_over_rejected":  {En: "{actor} rejected {number}: {title}", Zh: "{actor}拒绝了 {number}：{title}"},
	"plan_over_failed":    {En: "A task of {number} could not be done: {title}", Zh: "{number} 的任务无法完成：{title}"},
	"plan_over_withdrawn": {En: "{actor} withdrew {number}: {title}", Zh: "{actor}撤回了 {number}：{title}"},
	"plan_over_cancelled": {En: "{actor} terminated {number}: {title}", Zh: "{actor}终止了 {number}：{title}"},
	"document_issued":     {En: "{number} was approved and issued as {official}: {title}", Zh: "{number} 已审批通过并编号为 {official}：{title}"},
	"document_circulated": {En: "{official} ({number}) was circulated to you, please read it: {title}{until}", Zh: "{official}（{number}）已传阅给您，请阅读并签收：{title}{until}"},
	"document_reminded":   {En: "You have not read {official} ({number}) yet: {title}{until}", Zh: "您尚未签收 {official}（{number}）：{title}{until}"},
	"document_revoked":    {En: "{official} ({number}) has been revoked and is no longer in force: {title}", Zh: "{official}（{number}）已撤销，不再有效：{title}"},
	"document_kept":       {En: "The revocation of {official} ({number}) was not decided for; it stays in force: {title}", Zh: "{official}（{number}）的撤销未获通过，继续有效：{title}"},
	"reminder_reply":      {En: "{number} is still on hold and waits for an answer: {title}{until}", Zh: "{number} 仍在挂起，等待答复：{title}{until}"},
}

// Known tells whether the dictionary has a sentence for the key.
func Known(what string) bool {
	_, ok := sentences[what]
	return ok
}

// Text answers the sentence for a notice in the language ("zh", else English), with instants in zone (an IANA name; UTC if
// it is unknown). A key without a sentence, of a newer release, is told as a change.
func Text(what string, p Params, language, zone string) string {
	s, ok := sentences[what]
	if !ok {
		s = domain.Text{En: "{number} has changed: {title}", Zh: "{number} 有变化：{title}"}
	}
	someone := domain.Text{En: "Steward", Zh: "系统"}
	actor := domain.Text{En: p.ActorEn, Zh: p.Actor}
	if actor.En == "" {
		actor.En = p.Actor
	}
	if actor == (domain.Text{}) {
		actor = someone
	}
	step := ""
	if p.Step != nil {
		step = p.Step.In(language)
	}
	return strings.NewReplacer("{step}", step, "{official}", p.Official, "{line}", line(p.Line, language), "{clock}", clock(p, step, language), "{number}", p.Number, "{title}", p.Title, "{actor}", actor.In(language), "{until}", until(p.Until, language, zone)).
		Replace(s.In(language))
}

// clock answers a kind of clock in words, of a task with its name.
func clock(p Params, task, language string) string {
	kind := sla.Kind(p.Clock).Text().In(language)
	if p.Clock != string(sla.Task) || task == "" {
		return kind
	}
	return domain.Text{En: kind + " “" + task + "”", Zh: kind + "“" + task + "”"}.In(language)
}

// line answers a crossed line in words: "level 2" is a name of the program's.
func line(name, language string) string {
	if n, ok := strings.CutPrefix(name, "level "); ok {
		return domain.Text{En: name, Zh: "第 " + n + " 级"}.In(language)
	}
	return name
}

func until(at *time.Time, language, zone string) string {
	if at == nil {
		return ""
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	t := domain.Text{En: " (until " + at.In(loc).Format("Mon 2 Jan 15:04") + ")", Zh: "（截止 " + at.In(loc).Format("1月2日 15:04") + "）"}
	return t.In(language)
}
