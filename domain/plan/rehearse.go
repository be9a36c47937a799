package plan

import (
	"time"

	"steward/domain"
)

// Rehearse plays a plan to its end as if everybody said yes, each at the end of their time: the very people and the latest dates. It
// goes by the same rules as a real run; what a time-out would do before that instant does not come to pass.
func Rehearse(s State, w World, now time.Time) (State, Refusal) {
	for range MostItems + MostSteps {
		r, err := Advance(s, w, now)
		if err != nil {
			return s, err
		}
		s = r.State
		next := s.Next()
		if s.Over() || next == nil {
			return s, nil
		}
		now = next.DueAt.Add(-time.Nanosecond) // in time
		verb := Approve
		if s.Step(next.Step).Kind != Approval {
			verb = Complete
		}
		done, err := Apply(s, Act{Verb: verb, By: rehearser, Item: next.ID}, everybody{w}, now)
		if err != nil {
			return s, err
		}
		s = done.State
		if it := s.Item(next.ID); next.Person == 0 {
			it.Person = 0 // whoever claims it
		}
	}
	return s, domain.Refuse(domain.Conflict, "This plan does not come to an end by itself.", "此计划无法自行结束。")
}

// rehearser stands for whoever an item waits on.
const rehearser = -1

// everybody is a world in which the rehearser may do what anybody may.
type everybody struct{ World }

func (everybody) Deputy(by, _ int64) bool { return by == rehearser }

func (everybody) Member(person int64, _ Pool) bool { return person == rehearser }
