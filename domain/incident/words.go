package incident

import (
	"strings"
	"time"

	"steward/domain"
)

// Instant is a moment on the product's clock.
type Instant = time.Time

var verbWords = map[Verb]domain.Text{
	Assign: {En: "assign", Zh: "分派"}, Take: {En: "take", Zh: "接手"}, Start: {En: "start", Zh: "开始处理"}, Hold: {En: "put on hold", Zh: "挂起"},
	Resume: {En: "resume", Zh: "恢复处理"}, Resolve: {En: "resolve", Zh: "解决"}, Accept: {En: "accept the resolution", Zh: "验收"},
	Reject: {En: "reject the resolution", Zh: "退回解决方案"}, Close: {En: "close", Zh: "关闭"}, Reopen: {En: "reopen", Zh: "重新打开"},
	Escalate: {En: "escalate", Zh: "上报"}, AnswerEscalation: {En: "answer the escalation", Zh: "答复上报"}, Classify: {En: "classify", Zh: "修改分类"},
	Cancel: {En: "cancel", Zh: "取消"}, LogWork: {En: "log work", Zh: "登记工时"}, Reply: {En: "reply", Zh: "回复"}, Note: {En: "note", Zh: "添加内部备注"},
	Attach: {En: "attach a file", Zh: "添加附件"}, Link: {En: "link", Zh: "关联"}, Unlink: {En: "remove a link", Zh: "取消关联"},
}

var statusWords = map[Status]domain.Text{
	New: {En: "new", Zh: "新建"}, Active: {En: "active", Zh: "处理中"}, OnHold: {En: "on hold", Zh: "挂起"},
	Resolved: {En: "resolved", Zh: "已解决"}, Closed: {En: "closed", Zh: "已关闭"}, Cancelled: {En: "cancelled", Zh: "已取消"},
}

// Text answers the status in words.
func (s Status) Text() domain.Text { return statusWords[s] }

// remedies say what is possible instead, by the state in which a verb was refused.
var remedies = map[Status]domain.Text{
	New:       {En: "It has not been worked on yet; start or resolve it first.", Zh: "尚未开始处理，请先开始处理或解决。"},
	Active:    {En: "It is being worked on; resolve it or put it on hold.", Zh: "正在处理中，可先解决或挂起。"},
	OnHold:    {En: "Resume or resolve it first.", Zh: "请先恢复处理或解决。"},
	Resolved:  {En: "Accept or reject the resolution first.", Zh: "请先验收或退回解决方案。"},
	Closed:    {En: "Reopen it first, or raise a new incident.", Zh: "请先重新打开，或新建事件。"},
	Cancelled: {En: "Reopen it first, or raise a new incident.", Zh: "请先重新打开，或新建事件。"},
}

var peopleWords = []struct {
	letter string
	text   domain.Text
}{
	{"q", domain.Text{En: "the requester", Zh: "提单人"}}, {"a", domain.Text{En: "agents", Zh: "坐席"}},
	{"t", domain.Text{En: "technicians", Zh: "技术员"}}, {"m", domain.Text{En: "service managers", Zh: "服务经理"}},
}

func refuseState(s State, r rule) *domain.Error {
	code := domain.Conflict
	if s.Over() {
		code = domain.Closed
	}
	v, st, re := verbWords[r.verb], statusWords[s.Status], remedies[s.Status]
	return domain.Refuse(code,
		"You cannot "+v.En+": this incident is "+st.En+". "+re.En,
		"无法"+v.Zh+"：事件当前状态为“"+st.Zh+"”。"+re.Zh)
}

func refusePerson(r rule) *domain.Error {
	var en, zh []string
	for _, p := range peopleWords {
		if strings.Contains(r.people, p.letter) {
			en, zh = append(en, p.text.En), append(zh, p.text.Zh)
		}
	}
	v := verbWords[r.verb]
	return domain.Refuse(domain.Forbidden,
		"Only "+join(en)+" may "+v.En+"; ask one of them.",
		"只有"+strings.Join(zh, "、")+"可以"+v.Zh+"，请联系相关人员。")
}

func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// past is the name of the signal that tells the process of a verb.
var past = map[Verb]string{
	Create: "Created", Assign: "Assigned", Take: "Taken", Start: "Started", Hold: "Held", Resume: "Resumed", Resolve: "Resolved",
	Accept: "Accepted", Reject: "Rejected", Close: "Closed", Reopen: "Reopened", Escalate: "Escalated",
	AnswerEscalation: "EscalationAnswered", Classify: "Classified", Cancel: "Cancelled", Reply: "Replied",
}

// Signal answers the name of the captioned signal for a verb that the process must know: the verb in the past tense.
func Signal(v Verb) string {
	if name, ok := past[v]; ok {
		return name
	}
	return "Woken"
}
