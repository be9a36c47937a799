package store

import (
	"context"

	"steward/domain/incident"
	"steward/domain/plan"
	"steward/domain/sla"
)

// turns answers how the tasks of an incident's plan stand. A turn is fresh if the plan did not have it open when it was read, or if
// all that is promised is to be set anew.
func (l *locked) turns(anew bool) []incident.TaskTurn {
	var turns []incident.TaskTurn
	if l.plan == nil {
		return nil
	}
	for i := range l.plan.state.Steps {
		t := &l.plan.state.Steps[i]
		if t.Kind != plan.Task || t.Round == 0 {
			continue
		}
		turn := incident.TaskTurn{Turn: sla.Turn{Step: t.ID, Round: t.Round, Name: t.Name}, OpenedAt: t.OpenedAt}
		switch {
		case t.Status == plan.Done || t.Status == plan.Refused:
			turn.EndedAt = &t.EndedAt
		case t.Status != plan.Open || l.plan.state.Over():
			turn.Gone = true
		default:
			was := l.plan.was.Step(t.ID)
			turn.Fresh = anew || was == nil || was.Round != t.Round
		}
		turns = append(turns, turn)
	}
	return turns
}

// tickTasks takes the clocks of tasks over what became of the plan; anew also begins those that were not promised before.
func (l *locked) tickTasks(ctx context.Context, anew bool) error {
	if l.row.RecordKind != KindIncident {
		return nil
	}
	if err := l.loadPlan(); err != nil || l.plan == nil {
		return err
	}
	if err := l.loadClocks(ctx); err != nil {
		return err
	}
	turns := l.turns(anew)
	var p incident.Promise
	var before incident.Preceding
	if len(l.levels.policies) > 0 && incident.BeginsTask(l.ticking(), turns) {
		var err error
		if p, err = l.promise(ctx, l.row.State); err != nil {
			return err
		}
		if before, err = l.preceding(ctx); err != nil {
			return err
		}
	}
	l.ticked(incident.TaskClocks(l.ticking(), turns, l.row.State, p, before.Pauses, l.now))
	return nil
}

// taskOwners answers on whom the items of a task wait, and the groups and roles of those that nobody has claimed.
func (l *locked) taskOwners(t *sla.Turn) (people, groups []int64, roles []string, err error) {
	if err := l.loadPlan(); err != nil || t == nil || l.plan == nil {
		return nil, nil, nil, err
	}
	for _, it := range l.plan.state.Items {
		switch {
		case it.Step != t.Step || it.Round != t.Round || it.Status != plan.ItemOpen:
		case it.Person != 0:
			people = append(people, it.Person)
		case it.Pool.Group != 0:
			groups = append(groups, it.Pool.Group)
		default:
			roles = append(roles, it.Pool.Role)
		}
	}
	return people, groups, roles, nil
}
