package incident

import (
	"slices"
	"strconv"
	"strings"

	"steward/domain"
	"steward/domain/sla"
)

// Act is one verb by one person with what it says. Pointers are nil where the input did not name the field; an id of 0
// empties it.
type Act struct {
	Verb           Verb
	ActorID        int64
	ByRequester    bool // the actor is the requester's side, not the desk's
	Comment        string
	GroupID        *int64
	AssigneeID     *int64
	QueueID        *int64
	CategoryID     *int64
	ServiceID      *int64
	HoldReason     string
	ResolutionCode string
	ResolutionText string
	Impact         int // 0: not named
	Urgency        int
	Kind           string
	Minutes        int
}

// Outcome says what else follows from an act or a time-out besides the new state.
type Outcome struct {
	State  State
	Wakes  bool    // the process must know
	Tells  []Tell  // notices that the process sends
	Lapsed []Lapse // for Settle: what fell due by itself, in order
}

// Tell is one notice to be sent: what (a key of the dictionary) and to whom. Escalation marks a call for the manager.
type Tell struct {
	What       string
	To         []To
	Escalation bool
	Clock      sla.Kind  // of a line that was crossed: whose
	Task       *sla.Turn // of a task's clock
	Line       string    // and which, as sla.Line names it
}

// To names a recipient by what they are to the record.
type To string

// The recipients of a notice.
const (
	ToRequester To = "requester"
	ToAssignee  To = "assignee" // the person, else the group, else the desk
	ToManagers  To = "managers" // the group's manager, else the service managers
	ToWatchers  To = "watchers"
	ToGroup     To = "group"
	ToTask      To = "task" // whoever the task waits on
)

// ToUnitHead names the head of the unit so many levels above the assignee's; where there is none, the managers.
func ToUnitHead(up int) To { return To(unitHead + strconv.Itoa(up)) }

// UnitHead answers how many levels above the assignee's unit the head is that to names; false if it names somebody else.
func (to To) UnitHead() (up int, ok bool) {
	rest, ok := strings.CutPrefix(string(to), unitHead)
	if !ok {
		return 0, false
	}
	up, err := strconv.Atoi(rest)
	return up, err == nil
}

const unitHead = "unit_head/"

// Apply judges the act's input against the state and answers what it changes, or a typed refusal. Who may and in which
// state is judged before by MayPerson and MayNow.
func Apply(s State, a Act, r Rules, now Instant) (Outcome, *domain.Error) {
	if err := needsComment(a); err != nil {
		return Outcome{}, err
	}
	f, ok := effects[a.Verb]
	if !ok { // note, log_work, attach, link: nothing about the state changes
		if a.Verb == LogWork && (a.Minutes < 1 || a.Minutes > 24*60) {
			return Outcome{}, domain.RefuseField("minutes", "Say the time spent in minutes, 1 to 1440.", "请填写所用时间（分钟，1 至 1440）。")
		}
		return Outcome{State: s}, nil
	}
	o := Outcome{State: s, Wakes: true}
	if err := f(&o, a, r, now); err != nil {
		return Outcome{}, err
	}
	return o, nil
}

func needsComment(a Act) *domain.Error {
	r, _ := ruleOf(a.Verb)
	if strings.TrimSpace(a.Comment) != "" {
		return nil
	}
	for _, f := range r.field {
		if f.Name == "comment" && f.Required {
			return domain.RefuseField("comment", "Write a few words: they are needed to "+verbWords[a.Verb].En+".", "请填写说明，"+verbWords[a.Verb].Zh+"时必填。")
		}
	}
	return nil
}

type effect func(o *Outcome, a Act, r Rules, now Instant) *domain.Error

var effects = map[Verb]effect{
	Assign: assign, Take: take, Start: start, Hold: hold, Resume: resume, Resolve: resolve, Accept: accept, Close: accept, Reject: reject,
	Reopen: reopen, Escalate: escalate, AnswerEscalation: answerEscalation, Classify: classify, Cancel: cancel, Reply: reply,
}

// assign changes group, person or both. Naming the same group on purpose is a reassignment too; a person may be named
// without a group. It does not activate.
func assign(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	if a.GroupID == nil && a.AssigneeID == nil {
		return domain.RefuseField("group", "Name a group or a person to assign to; either may be emptied with null.", "请指定组或人员；可用 null 清空其中一项。")
	}
	s := &o.State
	if a.GroupID != nil {
		s.GroupID = *a.GroupID
		s.Reassignments++
	}
	if a.AssigneeID != nil {
		s.AssigneeID = *a.AssigneeID
	}
	o.Tells = append(o.Tells, Tell{What: "assigned", To: []To{ToAssignee}})
	return nil
}

func take(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	o.State.AssigneeID = a.ActorID
	return nil
}

func start(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	activate(&o.State, r, now)
	return nil
}

func activate(s *State, r Rules, now Instant) {
	s.Status, s.HoldReason = Active, ""
	s.RemindAt = r.handleBy(now, s.Priority)
}

func hold(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	if !slices.Contains(HoldReasons, a.HoldReason) {
		return domain.RefuseField("hold_reason", "Say what it waits for: "+strings.Join(HoldReasons, ", ")+".", "请说明等待对象："+strings.Join(HoldReasons, "、")+"。")
	}
	if o.State.Status == OnHold && o.State.HoldReason == a.HoldReason {
		return domain.Refuse(domain.Conflict, "It is on hold for this reason already.", "已因同一原因挂起。")
	}
	o.State.Status, o.State.HoldReason = OnHold, a.HoldReason
	o.State.RemindAt = r.workDays(now, r.RemindDays)
	if a.HoldReason == "customer" {
		o.Tells = append(o.Tells, Tell{What: "held_for_you", To: []To{ToRequester}})
	}
	return nil
}

func resume(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	activate(&o.State, r, now)
	o.Tells = append(o.Tells, Tell{What: "resumed", To: []To{ToAssignee}})
	return nil
}

func resolve(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	if err := checkResolution(a.ResolutionCode, a.ResolutionText); err != nil {
		return err
	}
	settleResolved(&o.State, a, r, now)
	o.Tells = append(o.Tells, Tell{What: "resolved", To: []To{ToRequester, ToWatchers}})
	return nil
}

func checkResolution(code, text string) *domain.Error {
	if c := strings.TrimSpace(code); c == "" || len([]rune(c)) > 40 {
		return domain.RefuseField("resolution_code", "Choose how it was resolved (a code of at most 40 characters).", "请选择解决代码（不超过 40 个字符）。")
	}
	if strings.TrimSpace(text) == "" {
		return domain.RefuseField("resolution_text", "Write for the customer what was done.", "请为客户写明处理结果。")
	}
	return nil
}

func settleResolved(s *State, a Act, r Rules, now Instant) {
	s.Status, s.HoldReason, s.RemindAt = Resolved, "", nil
	s.ResolutionCode, s.ResolutionText = strings.TrimSpace(a.ResolutionCode), strings.TrimSpace(a.ResolutionText)
	s.ResolvedAt, s.ResolvedBy = &now, a.ActorID
	s.AcceptBy = r.workDays(now, r.AcceptDays)
}

func accept(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	finish(&o.State, Closed, r, now)
	what, to := "accepted", []To{ToAssignee, ToWatchers}
	if !a.ByRequester {
		what, to = "closed", []To{ToRequester, ToAssignee, ToWatchers}
	}
	o.Tells = append(o.Tells, Tell{What: what, To: to})
	return nil
}

func finish(s *State, as Status, r Rules, now Instant) {
	s.Status, s.HoldReason, s.RemindAt, s.AcceptBy = as, "", nil, nil
	s.EscalatedAt, s.EscalationDue = nil, nil
	s.ClosedAt, s.ReopenUntil = &now, r.workDays(now, r.ReopenDays)
}

func reject(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	unresolve(&o.State, r, now)
	o.Tells = append(o.Tells, Tell{What: "rejected", To: []To{ToAssignee}})
	return nil
}

func reopen(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	unresolve(&o.State, r, now)
	o.Tells = append(o.Tells, Tell{What: "reopened", To: []To{ToAssignee, ToWatchers}})
	return nil
}

func unresolve(s *State, r Rules, now Instant) {
	s.ResolutionCode, s.ResolutionText, s.ResolvedAt, s.ResolvedBy = "", "", nil, 0
	s.AcceptBy, s.ClosedAt, s.ReopenUntil = nil, nil, nil
	s.Reopens++
	activate(s, r, now)
}

func escalate(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	o.State.EscalatedAt, o.State.EscalationDue = &now, r.escalationBy(now)
	o.Tells = append(o.Tells, Tell{What: "escalated", To: []To{ToManagers}, Escalation: true})
	return nil
}

func answerEscalation(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	o.State.EscalatedAt, o.State.EscalationDue = nil, nil
	o.Tells = append(o.Tells, Tell{What: "escalation_answered", To: []To{ToRequester, ToAssignee}})
	return nil
}

// classify changes kind, impact, urgency, category, service or queue; the priority follows the matrix.
func classify(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	s, before := &o.State, o.State
	if err := CheckClass(a.Kind, a.Impact, a.Urgency, true); err != nil {
		return err
	}
	if a.Kind != "" {
		s.Kind = a.Kind
	}
	if a.Impact != 0 {
		s.Impact = a.Impact
	}
	if a.Urgency != 0 {
		s.Urgency = a.Urgency
	}
	set(&s.CategoryID, a.CategoryID)
	set(&s.ServiceID, a.ServiceID)
	set(&s.QueueID, a.QueueID)
	if *s == before {
		return domain.Refuse(domain.Conflict, "Nothing would change: name what is to be classified differently.", "没有任何变化，请指明需要修改的分类。")
	}
	if s.Impact != before.Impact || s.Urgency != before.Urgency {
		s.Priority = r.Matrix.Priority(s.Impact, s.Urgency)
	}
	if s.Priority != before.Priority && (s.Status == New || s.Status == Active) {
		s.RemindAt = r.handleBy(now, s.Priority)
	}
	o.Wakes = s.Priority != before.Priority || s.ServiceID != before.ServiceID // a service may bring a plan
	return nil
}

func set(to, from *int64) {
	if from != nil {
		*to = *from
	}
}

// CheckClass refuses a kind, impact or urgency that does not exist; with partial an empty one means "not named".
func CheckClass(kind string, impact, urgency int, partial bool) *domain.Error {
	if !slices.Contains(Kinds, kind) && !(partial && kind == "") {
		return domain.RefuseField("kind", "Choose a kind: "+strings.Join(Kinds, ", ")+".", "请选择类型："+strings.Join(Kinds, "、")+"。")
	}
	least := 1
	if partial {
		least = 0
	}
	if impact < least || impact > 3 {
		return domain.RefuseField("impact", "The impact is 1 (high), 2 or 3 (low).", "严重性为 1（高）、2 或 3（低）。")
	}
	if urgency < least || urgency > 3 {
		return domain.RefuseField("urgency", "The urgency is 1 (high), 2 or 3 (low).", "紧急程度为 1（高）、2 或 3（低）。")
	}
	return nil
}

func cancel(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	finish(&o.State, Cancelled, r, now)
	to := []To{ToAssignee}
	if !a.ByRequester {
		to = []To{ToRequester, ToAssignee}
	}
	o.Tells = append(o.Tells, Tell{What: "cancelled", To: to})
	return nil
}

// reply is a public message. The requester's ends a hold for the customer, and gives a resolved incident its whole time of
// acceptance again; any other moves nothing, so the process need not know.
func reply(o *Outcome, a Act, r Rules, now Instant) *domain.Error {
	s := &o.State
	switch {
	case a.ByRequester && s.Status == OnHold && s.HoldReason == "customer":
		activate(s, r, now)
	case a.ByRequester && s.Status == Resolved:
		s.AcceptBy = r.workDays(now, r.AcceptDays)
	default:
		o.Wakes = false
	}
	return nil
}
