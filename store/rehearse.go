package store

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/plan"
)

// Rehearsal is the way that a request would take if everybody answered yes, each at the end of their time.
type Rehearsal struct {
	Template *Ref        `json:"template"`
	Version  int         `json:"version"`
	Steps    []Rehearsed `json:"steps" nullable:"false" doc:"in the order in which they open"`
	Verdict  string      `json:"verdict" doc:"done; empty if it would never come to an end by itself"`
	EndsAt   *time.Time  `json:"ends_at" doc:"at the latest, if everybody keeps their time"`
	Plan     *PlanView   `json:"plan" doc:"as it would stand then"`
}

// Rehearsed is a step as it would go: who is asked, from when until when at the latest.
type Rehearsed struct {
	Step    string      `json:"step"`
	Name    domain.Text `json:"name"`
	Kind    plan.Kind   `json:"kind"`
	Skipped bool        `json:"skipped" doc:"its condition does not hold, or nobody is asked"`
	OpensAt *time.Time  `json:"opens_at"`
	EndsAt  *time.Time  `json:"ends_at"`
	People  []Expected  `json:"people" nullable:"false"`
}

// Expected is one person or pool who would be asked.
type Expected struct {
	Person  *Ref       `json:"person"`
	Group   *Ref       `json:"group"`
	Role    string     `json:"role"`
	Deputy  Refs       `json:"deputies" nullable:"false" doc:"who stands in for the person then"`
	OpensAt *time.Time `json:"opens_at"`
	DueAt   *time.Time `json:"due_at"`
	Then    string     `json:"then" enum:",remind,approve,reject,transfer,escalate" doc:"what happens at due_at if nobody acts"`
	Itself  string     `json:"itself" enum:",self,again" doc:"decided by itself: the requester, or somebody who has approved already"`
}

// RehearseApproval answers what would become of a request by the very machine that would carry it; it writes nothing.
func (s *Store) RehearseApproval(ctx context.Context, in NewApproval) (Rehearsal, error) {
	in.as = requests
	return s.rehearse(ctx, in)
}

func (s *Store) rehearse(ctx context.Context, in NewApproval) (r Rehearsal, err error) {
	in.try = true
	tx, err := s.DB.BeginTxx(ctx, nil)
	if err != nil {
		return r, convert(err)
	}
	defer func() { _ = tx.Rollback() }() // it leaves nothing behind
	b, requester, err := readApprovalBirth(ctx, tx, in, false)
	if err != nil {
		return r, convert(err)
	}
	l, err := insertApproval(ctx, tx, in, b, requester) // conditions read the record as it would be
	if err != nil {
		return r, convert(err)
	}
	done, err := b.play(ctx, tx, l.row.ID, requester)
	if err != nil {
		return r, convert(err)
	}
	if r, err = s.rehearsal(ctx, tx, done, b, requester); err != nil {
		return r, err
	}
	f, err := readRecordForm(ctx, tx, l.row.ID)
	if err == nil && f != nil {
		f.hideConditions(r.Plan, beginner(in.Viewer, b.kind))
	}
	return r, convert(err)
}

// play takes a request that is recorded already through its plan; it refuses one whose plan would get stuck, as by a condition that does not fit its facts.
func (b approvalBirth) play(ctx context.Context, tx *sqlx.Tx, recordID, requester int64) (plan.State, error) {
	rules, err := b.rules(ctx, tx)
	if err != nil {
		return plan.State{}, err
	}
	t, err := templateVersion(ctx, tx, b.Template, b.Version)
	if err != nil {
		return plan.State{}, err
	}
	state, refusal := plan.Start(t.Definition)
	if refusal != nil {
		return state, refusal
	}
	w := &planWorld{ctx: ctx, q: tx, kind: b.kind, requester: requester, calendar: rules.Calendar, now: b.Now, chosen: b.Chosen, strict: true}
	w.facts = func() (plan.Names, error) { return planNames(ctx, tx, b.kind, recordID) }
	done, refusal := plan.Rehearse(state, w, b.Now)
	if w.err != nil {
		return done, w.err
	}
	if refusal != nil {
		return done, refusal
	}
	return done, nil
}

// toTheSecond answers an instant as people read it: everybody answers a moment before the end of their time. Nil for none.
func toTheSecond(t time.Time) *time.Time { return when(t.Round(time.Second)) }

// opening answers when a step would open; one that never does comes last.
func opening(r Rehearsed) time.Time {
	if r.OpensAt == nil {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return *r.OpensAt
}

// rehearsal names the people and times of a plan that was played to its end.
func (s *Store) rehearsal(ctx context.Context, tx *sqlx.Tx, done plan.State, b approvalBirth, requester int64) (r Rehearsal, err error) {
	names, err := planPeopleOf(ctx, tx, 0, done)
	if err != nil {
		return r, convert(err)
	}
	r = Rehearsal{Version: b.Version, Steps: []Rehearsed{}, Verdict: string(done.Verdict), EndsAt: toTheSecond(done.EndedAt), Plan: names.view(done)}
	r.Plan.Acts = []plan.OfferedAct{}
	r.Template = &Ref{}
	if err := tx.GetContext(ctx, r.Template, `SELECT `+refSQL("t")+` FROM plan_templates t WHERE t.id = $1`, b.Template); err != nil {
		return r, convert(err)
	}
	for _, t := range done.Steps {
		if t.Kind == plan.Group || t.Kind == plan.Submit {
			continue
		}
		without := int64(0) // who is no deputy here
		if t.RequesterHasNoSay() {
			without = requester
		}
		step := Rehearsed{Step: t.ID, Name: t.Name, Kind: t.Kind, Skipped: t.Status == plan.Skipped, OpensAt: toTheSecond(t.OpenedAt), EndsAt: toTheSecond(t.EndedAt), People: []Expected{}}
		for _, it := range done.Items {
			if it.Step != t.ID {
				continue
			}
			e := Expected{Person: names.people[it.Person], Group: names.groups[it.Pool.Group], Role: it.Pool.Role, OpensAt: toTheSecond(it.OpenedAt), DueAt: toTheSecond(it.DueAt), Then: done.Then(it), Deputy: Refs{}}
			if it.Status == plan.ItemYes { // else it was only closed because others had decided
				e.Itself = it.Why
			}
			if err := tx.GetContext(ctx, &e.Deputy, `
				SELECT json_agg(`+personSQL("u")+` ORDER BY d.id) FROM deputies d JOIN users u ON u.id = d.deputy_id AND u.disabled_at IS NULL
				WHERE d.user_id = $1 AND d.revoked_at IS NULL AND d.starts_at <= $2 AND d.ends_at > $2 AND (d.kinds = '{}' OR $3 = ANY (d.kinds)) AND d.deputy_id <> $4`,
				it.Person, it.OpenedAt, b.kind, without); err != nil {
				return r, convert(err)
			}
			step.People = append(step.People, e)
		}
		r.Steps = append(r.Steps, step)
	}
	slices.SortStableFunc(r.Steps, func(a, b Rehearsed) int { return opening(a).Compare(opening(b)) })
	return r, nil
}
