package incident

import (
	"time"

	"steward/domain"
)

// Past is one act of a history, done at its own time. Without a verb it is something that leaves the state as it is.
type Past struct {
	At  Instant
	Act Act
}

// Moment is how an incident stood from an instant on.
type Moment struct {
	At    Instant
	State State
}

// Retell answers how an incident stood from its beginning and from each act of its history on. Effects are those of living
// acts, and what a state does not allow is refused; but who may is not asked again, nothing lapses by itself and no window
// to reopen had passed: a history says all that happened. An act whose time steps back counts as done at the latest before.
func Retell(begin State, beganBy int64, began Instant, past []Past, r Rules) ([]Moment, *domain.Error) {
	o, err := Begin(begin, beganBy, r, began)
	if err != nil {
		return nil, err
	}
	m := Moment{began, o.State}
	ms := []Moment{m}
	for _, p := range past {
		if p.At.After(m.At) {
			m.At = p.At
		}
		if p.Act.Verb == "" {
			ms = append(ms, m)
			continue
		}
		if p.Act.Verb == Reopen && m.State.Over() {
			open := m.At.Add(time.Second)
			m.State.ReopenUntil = &open
		}
		if err := MayNow(m.State, p.Act.Verb, m.At); err != nil {
			return ms, err
		}
		o, err := Apply(m.State, p.Act, r, m.At)
		if err != nil {
			return ms, err
		}
		m.State = o.State
		ms = append(ms, m)
	}
	return ms, nil
}

// FromNow answers the state with the windows of what is still open counted from now, so that an imported case gives
// everybody the whole time. What is over keeps its instants: they are history.
func FromNow(s State, r Rules, now Instant) State {
	switch s.Status {
	case New, Active:
		s.RemindAt = r.handleBy(now, s.Priority)
	case OnHold:
		s.RemindAt = r.workDays(now, r.RemindDays)
	case Resolved:
		s.AcceptBy = r.workDays(now, r.AcceptDays)
	}
	if s.EscalatedAt != nil {
		s.EscalationDue = r.escalationBy(now)
	}
	return s
}

// PastRound is one round of a stage as the process would remember it; Verdict is empty while it is open.
type PastRound struct {
	Stage             string
	Round             int
	OpenedAt, EndedAt Instant
	Verdict           domain.Verdict
}

// follows says which stage follows a stage that ended so; none where the process ends.
var follows = map[string]map[domain.Verdict]string{
	StageHandle: {domain.VerdictDone: StageAccept},
	StageAccept: {domain.VerdictDone: StageReopen, domain.VerdictRejected: StageHandle},
	StageReopen: {domain.VerdictReturned: StageHandle},
}

// Walk answers the rounds that the process of an incident with this history has behind it at now, and the one in which it
// stands; when none is open the process has ended, with the end of the last. Only the last life counts: a process that was
// begun anew after its end knows nothing of the rounds before.
func Walk(ms []Moment, now Instant) []PastRound {
	var w walk
	for _, m := range ms {
		if w.open == "" && !m.State.Over() {
			w = walk{}
			w.enter(StageHandle, m.At)
		}
		w.judge(m)
	}
	if last := ms[len(ms)-1].State; w.open == StageReopen && last.ReopenUntil != nil && !now.Before(*last.ReopenUntil) {
		w.leave(domain.VerdictDone, *last.ReopenUntil)
	}
	return w.rounds
}

type walk struct {
	rounds []PastRound
	open   string
	times  map[string]int // how often each stage was entered
}

func (w *walk) enter(stage string, at Instant) {
	if w.times == nil {
		w.times = map[string]int{}
	}
	w.open = stage
	w.times[stage]++
	w.rounds = append(w.rounds, PastRound{Stage: stage, Round: w.times[stage], OpenedAt: at})
}

func (w *walk) leave(v domain.Verdict, at Instant) {
	r := &w.rounds[len(w.rounds)-1]
	r.Verdict, r.EndedAt = v, at
	w.open = ""
	if next := follows[r.Stage][v]; next != "" {
		w.enter(next, at)
	}
}

// judge leaves every stage that is decided at this moment.
func (w *walk) judge(m Moment) {
	for w.open != "" {
		v := Judge(w.open, m.State, m.At)
		if v == "" {
			return
		}
		w.leave(v, m.At)
	}
}
