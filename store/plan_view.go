package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/plan"
)

// PlanView is a record's plan as its page draws it: the steps in their order, every item, and what the viewer may do with which.
type PlanView struct {
	ID       int64             `json:"id"`
	Stage    string            `json:"stage" doc:"which stage of the record it carries: handle, approve, revoke"`
	Template *Ref              `json:"template" doc:"null: made by hand"`
	Version  int               `json:"version" doc:"of the template, kept as long as the plan runs"`
	Verdict  string            `json:"verdict" enum:",done,rejected,failed,withdrawn,cancelled" doc:"empty while it runs; done: approved, completed"`
	EndedAt  *time.Time        `json:"ended_at"`
	UrgedAt  *time.Time        `json:"urged_at" doc:"when its people were urged last"`
	Steps    []PlanStepView    `json:"steps" nullable:"false"`
	Items    []PlanItemView    `json:"items" nullable:"false" doc:"those of earlier rounds too, in the order of making"`
	Acts     []plan.OfferedAct `json:"acts" nullable:"false" doc:"exactly what this viewer may do now; item is the item's number in this plan, absent for the whole plan"`
}

// PlanStepView is one step with how far it is.
type PlanStepView struct {
	ID       string      `json:"id"`
	Kind     plan.Kind   `json:"kind" enum:"task,approval,notice,group,submit"`
	Name     domain.Text `json:"name"`
	Ask      domain.Text `json:"ask"`
	In       string      `json:"in" doc:"the group that holds it; empty: the top"`
	After    []string    `json:"after" nullable:"false"`
	Back     []string    `json:"back" nullable:"false" doc:"steps that it was returned to and comes straight back from"`
	When     string      `json:"when"`
	Mode     string      `json:"mode" doc:"when enough have answered: any, all, sequence, share, quorum, weighted, first"`
	Percent  int         `json:"percent,omitempty"`
	Count    int         `json:"count,omitempty"`
	Status   plan.Status `json:"status" enum:"waiting,open,done,refused,skipped"`
	Round    int         `json:"round" doc:"how often it was opened"`
	Places   [][]int     `json:"places" nullable:"false" doc:"of the present round: the items of each vote, in order"`
	Weights  []int       `json:"weights" nullable:"false" doc:"what each of these votes weighs: 1 unless the step is weighted"`
	Extra    []Ref       `json:"extra" nullable:"false" doc:"people added before it opens"`
	OpenedAt *time.Time  `json:"opened_at"`
	EndedAt  *time.Time  `json:"ended_at"`
	AddedBy  *Ref        `json:"added_by" doc:"who added it while the plan ran"`
}

// PlanItemView is one signer's wait, or what became of it.
type PlanItemView struct {
	Item     int             `json:"item" doc:"its number in this plan"`
	Work     int64           `json:"work,omitempty" doc:"the id of its work item, once it was somebody's turn"`
	Step     string          `json:"step"`
	Round    int             `json:"round"`
	Person   *Ref            `json:"person" doc:"null: an unclaimed pool's"`
	Group    *Ref            `json:"group"`
	Role     string          `json:"role"`
	Status   plan.ItemStatus `json:"status" enum:"queued,open,yes,no,advised,closed"`
	Why      string          `json:"why" doc:"of closed: transferred, decided, returned, removed …; of yes and no without a person: timeout, self, again"`
	Adviser  bool            `json:"adviser"`
	Opinion  string          `json:"opinion" enum:",yes,no"`
	Comment  string          `json:"comment"`
	By       *Ref            `json:"by" doc:"who decided or closed it; null: nobody"`
	AddedBy  *Ref            `json:"added_by"`
	OpenedAt *time.Time      `json:"opened_at"`
	DueAt    *time.Time      `json:"due_at"`
	Then     string          `json:"then" enum:",remind,approve,reject,transfer,escalate" doc:"what happens at due_at if nobody acts"`
	EndedAt  *time.Time      `json:"ended_at"`
}

type planBase struct {
	ID        int64     `db:"id"`
	Stage     string    `db:"stage"`
	State     []byte    `db:"state"`
	Template  *Ref      `db:"template"`
	Version   int       `db:"version"`
	RecordID  int64     `db:"record_id"`
	Kind      string    `db:"kind"`
	Requester int64     `db:"requester_id"`
	Now       time.Time `db:"now"`
}

// planViews answers the plans of a record that the viewer may see: the latest, nil if it has none, and those before it, the first first.
func (s *Store) planViews(ctx context.Context, v access.Viewer, recordID int64) (latest *PlanView, earlier []PlanView, err error) {
	var rows []planBase
	err = s.DB.SelectContext(ctx, &rows, `
		SELECT p.id, p.stage, p.state, `+refSQL("t")+` AS template, COALESCE(p.template_version, 0) AS version, p.record_id, r.kind, r.requester_id, steward_now() AS now
		FROM plans p JOIN records r ON r.id = p.record_id LEFT JOIN plan_templates t ON t.id = p.template_id WHERE p.record_id = $1 ORDER BY p.id`, recordID)
	earlier = []PlanView{}
	for i, b := range rows {
		shown, err := s.planView(ctx, v, b)
		if err != nil {
			return nil, nil, err
		}
		if i == len(rows)-1 {
			return shown, earlier, nil
		}
		shown.Acts = []plan.OfferedAct{}
		earlier = append(earlier, *shown)
	}
	return nil, earlier, err
}

func (s *Store) planView(ctx context.Context, v access.Viewer, b planBase) (*PlanView, error) {
	state, err := plan.Decode(b.State)
	if err != nil {
		return nil, err
	}
	names, err := planPeopleOf(ctx, s.DB, b.ID, state)
	if err != nil {
		return nil, err
	}
	out := names.view(state)
	out.ID, out.Stage, out.Template, out.Version = b.ID, b.Stage, b.Template, b.Version
	w := &planWorld{ctx: ctx, q: s.DB, kind: b.Kind, requester: b.Requester, now: b.Now}
	manager := managesPlan(v, b.Kind)
	if out.Acts = []plan.OfferedAct{}; !v.OnlyReads() {
		out.Acts = plan.Offer(state, v.UserID, manager, w, b.Now)
	}
	if b.Kind == KindIncident {
		out.Acts = slices.DeleteFunc(out.Acts, func(a plan.OfferedAct) bool { return a.Verb == plan.Withdraw }) // they cancel the incident
		out.hideWords(v)
	}
	return out, w.err
}

// hideWords keeps what was said over the tasks of an incident among the desk, like its notes; others read what they said themselves.
func (p *PlanView) hideWords(v access.Viewer) {
	for i := range p.Items {
		if it := &p.Items[i]; !v.Desk() && (it.By == nil || it.By.ID != v.UserID) {
			it.Comment = ""
		}
	}
}

// planPeople are the people, groups and work items that a plan speaks of.
type planPeople struct {
	people, groups map[int64]*Ref
	work           map[int]int64
}

func planPeopleOf(ctx context.Context, q sqlx.QueryerContext, planID int64, state plan.State) (planPeople, error) {
	var users, pools []int64
	for _, it := range state.Items {
		users = append(users, it.Person, it.By, it.AddedBy)
		pools = append(pools, it.Pool.Group)
	}
	for _, t := range state.Steps {
		users = append(append(users, t.Extra...), t.AddedBy)
	}
	var rows []struct {
		Kind string          `db:"kind"`
		ID   int64           `db:"id"`
		Item int             `db:"item"`
		Ref  json.RawMessage `db:"ref"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT 'user' AS kind, u.id, 0 AS item, `+personSQL("u")+` AS ref FROM users u WHERE u.id = ANY ($1)
		UNION ALL SELECT 'group', g.id, 0, `+refSQL("g")+` FROM groups g WHERE g.id = ANY ($2)
		UNION ALL SELECT 'work', w.id, w.plan_item, 'null'::json FROM work_items w WHERE w.plan_id = $3`, pq.Array(users), pq.Array(pools), planID)
	n := planPeople{map[int64]*Ref{}, map[int64]*Ref{}, map[int]int64{}}
	for _, r := range rows {
		if r.Kind == "work" {
			n.work[r.Item] = r.ID
			continue
		}
		var ref Ref
		if err := json.Unmarshal(r.Ref, &ref); err != nil {
			return n, err
		}
		if r.Kind == "user" {
			n.people[r.ID] = &ref
		} else {
			n.groups[r.ID] = &ref
		}
	}
	return n, err
}

func (n planPeople) view(s plan.State) *PlanView {
	v := &PlanView{Verdict: string(s.Verdict), EndedAt: when(s.EndedAt), UrgedAt: when(s.UrgedAt), Steps: []PlanStepView{}, Items: []PlanItemView{}}
	for _, t := range s.Steps {
		step := PlanStepView{ID: t.ID, Kind: t.Kind, Name: t.Name, Ask: t.Ask, In: t.In, After: orNone(t.After), Back: orNone(t.Back), When: t.When, Mode: t.Completion.Mode,
			Percent: t.Completion.Percent, Count: t.Completion.Count, Status: t.Status, Round: t.Round, Places: [][]int{}, Weights: []int{}, Extra: []Ref{}, OpenedAt: when(t.OpenedAt),
			EndedAt: when(t.EndedAt), AddedBy: n.people[t.AddedBy]}
		if step.Mode == "" {
			step.Mode = plan.Any
		}
		for _, p := range t.Places {
			step.Places, step.Weights = append(step.Places, p.Chain), append(step.Weights, p.Weight)
		}
		for _, id := range t.Extra {
			if who := n.people[id]; who != nil {
				step.Extra = append(step.Extra, *who)
			}
		}
		v.Steps = append(v.Steps, step)
	}
	for _, it := range s.Items {
		item := PlanItemView{Item: it.ID, Work: n.work[it.ID], Step: it.Step, Round: it.Round, Person: n.people[it.Person], Group: n.groups[it.Pool.Group], Role: it.Pool.Role,
			Status: it.Status, Why: it.Why, Adviser: it.Adviser, Opinion: it.Opinion, Comment: it.Comment, By: n.people[it.By], AddedBy: n.people[it.AddedBy],
			OpenedAt: when(it.OpenedAt), EndedAt: when(it.EndedAt)}
		if it.Status == plan.ItemOpen {
			item.DueAt, item.Then = when(it.DueAt), s.Then(it)
		}
		v.Items = append(v.Items, item)
	}
	return v
}

func orNone(ids []string) []string {
	if ids == nil {
		return []string{}
	}
	return ids
}

// when answers an instant, nil for none.
func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
