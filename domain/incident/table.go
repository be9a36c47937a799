package incident

import (
	"slices"
	"strings"

	"steward/domain"
)

// Verb is what a person does to an incident.
type Verb string

// The verbs of an incident.
const (
	Create           Verb = "create"
	Assign           Verb = "assign"
	Take             Verb = "take"
	Start            Verb = "start"
	Hold             Verb = "hold"
	Resume           Verb = "resume"
	Resolve          Verb = "resolve"
	Accept           Verb = "accept"
	Reject           Verb = "reject"
	Close            Verb = "close"
	Reopen           Verb = "reopen"
	Escalate         Verb = "escalate"
	AnswerEscalation Verb = "answer_escalation"
	Classify         Verb = "classify"
	Cancel           Verb = "cancel"
	LogWork          Verb = "log_work"
	Reply            Verb = "reply"
	Note             Verb = "note"
	Attach           Verb = "attach"
	Link             Verb = "link"
	Unlink           Verb = "unlink"
)

// Who says what a viewer is to one incident; a person may be several things at once.
type Who struct {
	Requester  bool // raised it, or is a contact who sees all of the same customer
	Agent      bool
	Technician bool
	Assignee   bool // it is theirs to handle
	Manager    bool // service manager or administrator
}

// rule is a row of the table: in which states, and by whom, a verb is legal. Letters: states n(ew) a(ctive) h(old)
// r(esolved) c(losed) x (cancelled); people q (requester) a(gent) t(echnician) m(anager).
type rule struct {
	verb   Verb
	states string
	people string
	field  []Field
}

// Field names an input of a verb for whoever draws its form.
type Field struct {
	Name     string   `json:"name"`
	Required bool     `json:"required"`
	Options  []string `json:"options,omitempty"`
}

func optional(names ...string) (fs []Field) {
	for _, n := range names {
		fs = append(fs, Field{Name: n})
	}
	return fs
}

// table is the one table of states, verbs and people. Its order is the order in which acts are offered.
var table = []rule{
	{Take, "nah", "atm", nil},
	{Start, "n", "atm", optional("comment")},
	{Assign, "nahr", "atm", optional("group", "assignee", "comment")},
	{Hold, "nah", "atm", []Field{{"hold_reason", true, HoldReasons}, {Name: "comment"}}},
	{Resume, "h", "atm", optional("comment")},
	{Resolve, "nah", "atm", []Field{{"resolution_code", true, ResolutionCodes}, {Name: "resolution_text", Required: true}}},
	{Accept, "r", "qam", optional("comment")},
	{Reject, "r", "qatm", []Field{{Name: "comment", Required: true}}},
	{Close, "r", "am", optional("comment")},
	{Reopen, "cx", "qam", []Field{{Name: "comment", Required: true}}},
	{Escalate, "nahr", "qat", []Field{{Name: "comment", Required: true}}},
	{AnswerEscalation, "nahr", "m", []Field{{Name: "comment", Required: true}}},
	{Classify, "nahr", "atm", []Field{{Name: "impact", Options: []string{"1", "2", "3"}}, {Name: "urgency", Options: []string{"1", "2", "3"}},
		{Name: "category"}, {Name: "service"}, {Name: "queue"}, {Name: "kind", Options: Kinds}, {Name: "comment"}}},
	{Cancel, "nah", "qam", []Field{{Name: "comment", Required: true}}},
	{LogWork, "nahrc", "atm", []Field{{Name: "minutes", Required: true}, {Name: "comment"}, {Name: "internal"}}},
	{Reply, "nahr", "qatm", []Field{{Name: "comment", Required: true}}},
	{Note, "nahrcx", "atm", []Field{{Name: "comment", Required: true}}},
	{Attach, "nahrc", "qatm", nil},
	{Link, "nahrc", "atm", nil},
	{Unlink, "nahrc", "atm", nil},
}

var letterOf = map[Status]string{New: "n", Active: "a", OnHold: "h", Resolved: "r", Closed: "c", Cancelled: "x"}

func ruleOf(v Verb) (rule, bool) {
	for _, r := range table {
		if r.verb == v {
			return r, true
		}
	}
	return rule{}, false
}

// Verbs lists every verb of the table in its order.
func Verbs() []Verb {
	vs := make([]Verb, len(table))
	for i, r := range table {
		vs[i] = r.verb
	}
	return vs
}

// MayPerson refuses a verb that is unknown or not for such a person, whatever the status.
func MayPerson(w Who, v Verb) *domain.Error {
	r, known := ruleOf(v)
	if !known {
		return domain.RefuseField("verb", "An incident knows no act \""+string(v)+"\"; see its list of acts.", "事件没有“"+string(v)+"”这一动作，请见可用动作列表。")
	}
	if v == Take && w.Assignee {
		return domain.Refuse(domain.Conflict, "This incident is yours already.", "此事件已由您负责。")
	}
	p := r.people
	if w.Requester && strings.Contains(p, "q") || w.Agent && strings.Contains(p, "a") ||
		w.Technician && strings.Contains(p, "t") || w.Manager && strings.Contains(p, "m") {
		return nil
	}
	return refusePerson(r)
}

// MayNow refuses a verb that the incident's state does not allow now, whoever asks.
func MayNow(s State, v Verb, at Instant) *domain.Error {
	r, _ := ruleOf(v)
	if !strings.Contains(r.states, letterOf[s.Status]) {
		return refuseState(s, r)
	}
	switch {
	case v == Reopen && (s.ReopenUntil == nil || !at.Before(*s.ReopenUntil)):
		return domain.Refuse(domain.Closed,
			"The time to reopen this incident has passed; raise a new one and link it to this.", "重新打开的期限已过，请新建事件并与本单关联。")
	case v == Escalate && s.EscalatedAt != nil:
		return domain.Refuse(domain.Conflict,
			"The service manager has been called already and has not answered yet; wait for the answer.", "已上报服务经理且尚未答复，请等待答复。")
	case v == AnswerEscalation && s.EscalatedAt == nil:
		return domain.Refuse(domain.Conflict, "There is no open escalation to answer.", "当前没有待答复的上报。")
	}
	return nil
}

// Offer lists the acts that such a person may do now, with their inputs: exactly those that the judges let pass.
func Offer(s State, w Who, at Instant) []Offered {
	offers := []Offered{}
	for _, r := range table {
		if MayPerson(w, r.verb) == nil && MayNow(s, r.verb, at) == nil {
			offers = append(offers, Offered{r.verb, r.fieldsIn(s)})
		}
	}
	return offers
}

// fieldsIn answers the inputs of a verb, without the options that would change nothing.
func (r rule) fieldsIn(s State) []Field {
	fields := append([]Field{}, r.field...) // a list also where there is none to fill in
	for i, f := range fields {
		if f.Name == "hold_reason" && s.Status == OnHold {
			fields[i].Options = slices.DeleteFunc(slices.Clone(f.Options), func(o string) bool { return o == s.HoldReason })
		}
	}
	return fields
}

// Offered is one act that a viewer may do now.
type Offered struct {
	Verb   Verb    `json:"verb"`
	Fields []Field `json:"fields"`
}
