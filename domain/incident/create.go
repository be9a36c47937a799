package incident

import (
	"slices"
	"strings"

	"steward/domain"
)

// Begin answers the state of a new incident from what its creation says: s carries kind, impact, urgency, ids and, where
// the desk records something that is further along, status, hold reason and resolution (a call settled at once).
func Begin(s State, actorID int64, r Rules, now Instant) (Outcome, *domain.Error) {
	if err := CheckClass(s.Kind, s.Impact, s.Urgency, false); err != nil {
		return Outcome{}, err
	}
	if s.Status == "" {
		s.Status = New
	}
	s.Priority = r.Matrix.Priority(s.Impact, s.Urgency)
	s.RemindAt = r.handleBy(now, s.Priority)
	o := Outcome{Wakes: true}
	switch s.Status {
	case New, Active:
	case OnHold:
		if !slices.Contains(HoldReasons, s.HoldReason) {
			return Outcome{}, domain.RefuseField("hold_reason", "Say what it waits for: "+strings.Join(HoldReasons, ", ")+".", "请说明等待对象："+strings.Join(HoldReasons, "、")+"。")
		}
		s.RemindAt = r.workDays(now, r.RemindDays)
	case Resolved:
		if err := checkResolution(s.ResolutionCode, s.ResolutionText); err != nil {
			return Outcome{}, err
		}
		settleResolved(&s, Act{ActorID: actorID, ResolutionCode: s.ResolutionCode, ResolutionText: s.ResolutionText}, r, now)
		o.Tells = append(o.Tells, Tell{What: "resolved", To: []To{ToRequester}})
	default:
		return Outcome{}, domain.RefuseField("state", "An incident begins as new, active, on_hold or resolved.", "事件的初始状态只能是 new、active、on_hold 或 resolved。")
	}
	if s.Status != OnHold {
		s.HoldReason = ""
	}
	if s.Status != Resolved {
		s.ResolutionCode, s.ResolutionText = "", ""
		o.Tells = append(o.Tells, Tell{What: "created", To: []To{ToAssignee}})
	}
	o.State = s
	return o, nil
}
