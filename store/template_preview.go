package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/plan"
)

// TemplatePreviewInput asks whom a draft's steps would ask for somebody's request.
type TemplatePreviewInput struct {
	Requester  domain.Key              `json:"requester"`
	Amount     *float64                `json:"amount,omitempty"`
	Chosen     map[string][]domain.Key `json:"chosen,omitempty" doc:"people by the name of the choice"`
	Definition *plan.Definition        `json:"definition,omitempty" doc:"in place of the saved draft"`
}

// PreviewedStep is what a step would do for a requester.
type PreviewedStep struct {
	ID      string            `json:"id"`
	Kind    plan.Kind         `json:"kind"`
	Name    domain.Text       `json:"name"`
	Reached string            `json:"reached" enum:"yes,no,unknown" doc:"whether its condition and those of the groups around it hold; unknown where that depends on how other steps end"`
	People  []PreviewedPerson `json:"people" nullable:"false" doc:"whom it would ask, in order"`
	Nobody  string            `json:"nobody,omitempty" enum:"admin,skip,reject" doc:"where it finds nobody: what happens then"`
}

// PreviewedPerson is somebody, or a pool, whom a step would ask, and why.
type PreviewedPerson struct {
	Person   *Ref        `json:"person"`
	Group    *Ref        `json:"group"`
	Role     string      `json:"role,omitempty"`
	Weight   int         `json:"weight"`
	Why      string      `json:"why" doc:"in the viewer's language"`
	Said     domain.Text `json:"-"`
	Deputies Refs        `json:"deputies" nullable:"false" doc:"who may act in the person's name now"`
	others   bool        // the requester decides it in nobody's name
	Itself   bool        `json:"itself" doc:"it would be approved by itself: the person is the requester"`
}

// PreviewTemplate answers for each step of a draft whether it would be reached and whom it would ask, found by what finds them in a plan that runs.
func (s *Store) PreviewTemplate(ctx context.Context, k domain.Key, in TemplatePreviewInput) ([]PreviewedStep, error) {
	t, err := s.Template(ctx, k)
	if err != nil {
		return nil, err
	}
	d := plan.Definition(*t.Draft)
	replace(&d, in.Definition)
	if refusal := d.Validate(); refusal != nil {
		return nil, refusal
	}
	p, err := s.previewer(ctx, t.ID, t.Kind, in)
	if err != nil {
		return nil, convert(err)
	}
	steps := []PreviewedStep{}
	for _, step := range d.Steps {
		one, err := p.step(ctx, d, step)
		if err != nil {
			return nil, convert(err)
		}
		steps = append(steps, one)
	}
	return steps, convert(p.fillNames(ctx, steps))
}

// previewer finds people for a record that does not exist.
type previewer struct {
	world   *planWorld
	reached map[string]string
	texts   map[string]domain.Text // names of groups and units by rule and code
}

func (s *Store) previewer(ctx context.Context, id int64, kind string, in TemplatePreviewInput) (*previewer, error) {
	requester, err := people.find(ctx, s.DB, "requester", in.Requester)
	if err != nil {
		return nil, err
	}
	if requester == nil {
		return nil, domain.RefuseField("requester", "Say for whom.", "请选择申请人。")
	}
	w := &planWorld{ctx: ctx, q: s.DB, kind: kind, requester: *requester, names: exampleNames(kind)}
	if w.now, err = s.Now(ctx); err != nil {
		return nil, err
	}
	if w.names["form"], err = exampleForm(ctx, s.DB, id); err != nil {
		return nil, err
	}
	if w.names["requester"], err = requesterNames(ctx, s.DB, *requester); err != nil {
		return nil, err
	}
	if askedFor(kind) {
		amount := 0.0
		replace(&amount, in.Amount)
		w.names["amount"] = amount
	}
	w.chosen, err = chosenPeople(ctx, s.DB, in.Chosen, *requester)
	return &previewer{world: w, reached: map[string]string{}, texts: map[string]domain.Text{}}, err
}

func (p *previewer) step(ctx context.Context, d plan.Definition, t plan.StepDef) (PreviewedStep, error) {
	out := PreviewedStep{ID: t.ID, Kind: t.Kind, Name: t.Name, Reached: p.reach(d, t), People: []PreviewedPerson{}}
	if t.Kind == plan.Group || p.world.err != nil {
		return out, p.world.err
	}
	voters := []plan.Voter{{Person: p.world.requester}}
	if t.Kind != plan.Submit {
		voters = plan.Ask(t, p.world)
	}
	for _, v := range voters {
		one := PreviewedPerson{Role: v.Pool.Role, Weight: max(1, v.Weight), Deputies: Refs{}, others: t.RequesterHasNoSay()}
		if v.Person != 0 {
			one.Person = &Ref{ID: v.Person}
		}
		if v.Pool.Group != 0 {
			one.Group = &Ref{ID: v.Pool.Group}
		}
		var err error
		if one.Said, err = p.why(ctx, t, v); err != nil {
			return out, err
		}
		one.Itself = t.Kind == plan.Approval && t.Self == "skip" && v.Person != 0 && v.Person == p.world.requester
		out.People = append(out.People, one)
	}
	if len(out.People) == 0 {
		out.Nobody = cmp.Or(t.Nobody, "admin")
	}
	return out, p.world.err
}

// reach tells whether a step's condition and those of the groups around it hold.
func (p *previewer) reach(d plan.Definition, t plan.StepDef) string {
	if known, ok := p.reached[t.ID]; ok {
		return known
	}
	around := "yes"
	if t.In != "" {
		i := slices.IndexFunc(d.Steps, func(o plan.StepDef) bool { return o.ID == t.In })
		around = p.reach(d, d.Steps[i])
	}
	own := "yes"
	if said, err := plan.Mentions(t.When); err == nil && said.OfSteps() {
		own = "unknown"
	} else if t.When != "" && !p.world.Holds(t.When, nil) {
		own = "no"
	}
	for _, worst := range []string{"no", "unknown", "yes"} {
		if own == worst || around == worst {
			p.reached[t.ID] = worst
			break
		}
	}
	return p.reached[t.ID]
}

// why says by which rule of a step somebody is asked.
func (p *previewer) why(ctx context.Context, t plan.StepDef, v plan.Voter) (domain.Text, error) {
	if t.Kind == plan.Submit {
		return plan.Assignee{By: "requester"}.Text(domain.Text{}), nil
	}
	for _, rule := range t.Who {
		if slices.ContainsFunc(p.world.People([]plan.Assignee{rule}), func(o plan.Voter) bool { return o.Person == v.Person && o.Pool == v.Pool }) {
			named, err := p.named(ctx, rule)
			return rule.Text(named), err
		}
	}
	return domain.Text{En: "in place of the requester, whose head he or she is", Zh: "代替申请人本人，由其上级处理"}, nil
}

// named answers what the name in a rule stands for.
func (p *previewer) named(ctx context.Context, rule plan.Assignee) (domain.Text, error) {
	table := map[string]string{"group": "groups", "unit_head": "units"}[rule.By]
	if table == "" {
		return domain.Text{En: rule.Name, Zh: rule.Name}, nil
	}
	if known, ok := p.texts[table+rule.Name]; ok {
		return known, nil
	}
	var name struct {
		Zh string `db:"name"`
		En string `db:"name_en"`
	}
	err := sqlx.GetContext(ctx, p.world.q, &name, `SELECT name, COALESCE(NULLIF(name_en, ''), name) AS name_en FROM `+table+` WHERE code = $1`, rule.Name)
	p.texts[table+rule.Name] = domain.Text{En: name.En, Zh: name.Zh}
	return p.texts[table+rule.Name], err
}

// fillNames names people and groups, and who stands in for them, in one question each.
func (p *previewer) fillNames(ctx context.Context, steps []PreviewedStep) error {
	var persons, pools pq.Int64Array
	each := func(f func(*PreviewedPerson)) {
		for i := range steps {
			for j := range steps[i].People {
				f(&steps[i].People[j])
			}
		}
	}
	each(func(x *PreviewedPerson) {
		if x.Person != nil {
			persons = append(persons, x.Person.ID)
		} else if x.Group != nil {
			pools = append(pools, x.Group.ID)
		}
	})
	var rows []struct {
		ID       int64 `db:"id"`
		Ref      *Ref  `db:"ref"`
		Person   bool  `db:"person"`
		Deputies Refs  `db:"deputies"`
	}
	err := sqlx.SelectContext(ctx, p.world.q, &rows, `
		SELECT u.id, `+personSQL("u")+` AS ref, true AS person, (SELECT json_agg(`+personSQL("s")+` ORDER BY d.id) FROM deputies d JOIN users s ON s.id = d.deputy_id AND s.disabled_at IS NULL
			WHERE d.user_id = u.id AND d.revoked_at IS NULL AND d.starts_at <= $3 AND d.ends_at > $3 AND (d.kinds = '{}' OR $4 = ANY (d.kinds))) AS deputies
		FROM users u WHERE u.id = ANY ($1)
		UNION ALL SELECT g.id, `+refSQL("g")+`, false, NULL FROM groups g WHERE g.id = ANY ($2)`, persons, pools, p.world.now, p.world.kind)
	each(func(x *PreviewedPerson) {
		for _, r := range rows {
			if r.Person && x.Person != nil && x.Person.ID == r.ID {
				x.Person, x.Deputies = r.Ref, p.standing(x, r.Deputies)
			} else if !r.Person && x.Group != nil && x.Group.ID == r.ID {
				x.Group = r.Ref
			}
		}
	})
	return err
}

// standing answers who may act in a person's name: not the requester where others decide.
func (p *previewer) standing(x *PreviewedPerson, deputies Refs) Refs {
	return slices.DeleteFunc(slices.Clone(deputies), func(d Ref) bool { return x.others && d.ID == p.world.requester })
}
