package store

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/directory"
	"steward/domain/incident"
	"steward/domain/sla"
)

// Supposed is what a record might be, to see which policy would be its.
type Supposed struct {
	Kind     string     `json:"kind,omitempty" enum:"question,consultation,complaint,incident"`
	Priority int        `json:"priority" minimum:"1" maximum:"5"`
	Category domain.Key `json:"category,omitzero"`
	Service  domain.Key `json:"service,omitzero"`
	Customer domain.Key `json:"customer,omitzero"`
	Queue    domain.Key `json:"queue,omitzero"`
	Group    domain.Key `json:"group,omitzero"`
	Channel  string     `json:"channel,omitempty" enum:"portal,phone,mail,api,desk,import"`
	Unit     domain.Key `json:"unit,omitzero" doc:"the requester's"`
}

// Choice is the policy that applies to a record, and why.
type Choice struct {
	Policy   *Ref          `json:"policy" doc:"null: none applies and nothing is promised"`
	Promised *sla.Targets  `json:"promised" doc:"what it promises at the priority, in seconds of working time; null: nothing"`
	Calendar *Ref          `json:"calendar" doc:"by which that counts; null: the desk's plain working hours"`
	Tried    []TriedPolicy `json:"tried" doc:"every enabled policy in order, up to the one that applies"`
}

// TriedPolicy is one policy held against a record.
type TriedPolicy struct {
	Named
	Matched bool        `json:"matched"`
	Text    string      `json:"text" doc:"why it applies or not, in the caller's language"`
	Said    domain.Text `json:"-"`
}

// LevelFacts are the columns of a record that policies look at; an id of 0 is none.
type LevelFacts struct {
	Kind       string `db:"kind"`
	Priority   int    `db:"priority"`
	Channel    string `db:"channel"`
	CategoryID int64  `db:"category_id"`
	ServiceID  int64  `db:"service_id"`
	CustomerID int64  `db:"customer_id"`
	QueueID    int64  `db:"queue_id"`
	GroupID    int64  `db:"group_id"`
	UnitID     int64  `db:"unit_id"`
}

// ChooseForRecord answers which policy applies to a record that the viewer may see, as it is now.
func (s *Store) ChooseForRecord(ctx context.Context, v access.Viewer, number string) (Choice, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return Choice{}, err
	}
	var f LevelFacts
	err = s.DB.GetContext(ctx, &f, `
		SELECT i.kind, r.priority, i.channel, COALESCE(i.category_id, 0) AS category_id, COALESCE(i.service_id, 0) AS service_id,
			COALESCE(r.customer_id, 0) AS customer_id, COALESCE(r.queue_id, 0) AS queue_id, COALESCE(r.group_id, 0) AS group_id, COALESCE(r.unit_id, 0) AS unit_id
		FROM records r JOIN incidents i ON i.record_id = r.id WHERE r.id = $1`, id)
	if err != nil {
		return Choice{}, convert(err)
	}
	return s.choose(ctx, f)
}

// ChooseFor answers which policy would apply to a record that is as supposed.
func (s *Store) ChooseFor(ctx context.Context, in Supposed) (Choice, error) {
	if err := directory.Within("facts.priority", in.Priority, 1, 5); err != nil {
		return Choice{}, err
	}
	if in.Kind != "" && !slices.Contains(incident.Kinds, in.Kind) {
		return Choice{}, oneOf(mention{field: "facts.kind"}, incident.Kinds)
	}
	f := LevelFacts{Kind: in.Kind, Priority: in.Priority, Channel: in.Channel}
	for _, k := range []struct {
		noun  noun
		field string
		key   domain.Key
		id    *int64
	}{{categories, "category", in.Category, &f.CategoryID}, {services, "service", in.Service, &f.ServiceID}, {customers, "customer", in.Customer, &f.CustomerID},
		{queues, "queue", in.Queue, &f.QueueID}, {groups, "group", in.Group, &f.GroupID}, {units, "unit", in.Unit, &f.UnitID}} {
		id, err := k.noun.id(ctx, s.DB, "facts."+k.field, k.key)
		if err != nil {
			return Choice{}, convert(err)
		}
		*k.id = id
	}
	return s.choose(ctx, f)
}

func (s *Store) choose(ctx context.Context, of LevelFacts) (Choice, error) {
	enabled, err := readPolicies(ctx, s.DB, policies.query(policySelection)+` AND x.enabled`)
	if err != nil {
		return Choice{}, convert(err)
	}
	facts, err := of.read(ctx, s.DB)
	if err != nil {
		return Choice{}, convert(err)
	}
	candidates := make([]sla.Policy, len(enabled))
	for i, p := range enabled {
		candidates[i] = p.policy()
	}
	chosen, tried := sla.Choose(candidates, facts)
	c := Choice{Tried: make([]TriedPolicy, len(tried))}
	names, err := namesOfTried(ctx, s.DB, tried)
	if err != nil {
		return Choice{}, convert(err)
	}
	for i, t := range tried {
		of := enabled[slices.IndexFunc(enabled, func(p Policy) bool { return p.Code == t.Code })]
		c.Tried[i] = TriedPolicy{Named: of.Named, Matched: t.Matched, Said: names.say(t)}
	}
	if chosen == nil {
		return c, nil
	}
	c.Policy = &Ref{ID: chosen.ID, Name: chosen.Name, NameEn: chosen.NameEn, Code: chosen.Code}
	if i := slices.IndexFunc(chosen.Targets, func(t sla.Targets) bool { return t.Priority == of.Priority }); i >= 0 {
		c.Promised = &chosen.Targets[i]
	}
	c.Calendar, err = calendarOf(ctx, s.DB, chosen.ID, of.ServiceID)
	return c, convert(err)
}

// calendarOf answers the calendar by which a policy counts for a service (0: none): its own, else the service's, else the
// desk's; nil for the desk's plain working hours.
func calendarOf(ctx context.Context, q sqlx.QueryerContext, policyID, serviceID int64) (*Ref, error) {
	var found Refs
	err := sqlx.GetContext(ctx, q, &found, `SELECT json_agg(`+refSQL("x")+`) FROM calendars x WHERE x.id = COALESCE(
		(SELECT calendar_id FROM sla_policies WHERE id = $1), (SELECT calendar_id FROM services WHERE id = $2), (SELECT calendar_id FROM desk_settings))`, policyID, serviceID)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// read answers the facts as policies know them: by codes, of things in a tree with all above them.
func (f LevelFacts) read(ctx context.Context, q sqlx.QueryerContext) (sla.Facts, error) {
	code := func(table, id string) string {
		return `COALESCE((SELECT code FROM ` + table + ` WHERE id = ` + id + `), '')`
	}
	var r struct {
		Category pq.StringArray `db:"category"`
		Unit     pq.StringArray `db:"unit"`
		Service  string         `db:"service"`
		Customer string         `db:"customer"`
		Queue    string         `db:"queue"`
		Group    string         `db:"grp"`
	}
	err := sqlx.GetContext(ctx, q, &r, `SELECT `+chain("categories", "$1")+` AS category, `+chain("units", "$2")+` AS unit, `+code("services", "$3")+` AS service, `+
		code("customers", "$4")+` AS customer, `+code("queues", "$5")+` AS queue, `+code("groups", "$6")+` AS grp`,
		f.CategoryID, f.UnitID, f.ServiceID, f.CustomerID, f.QueueID, f.GroupID)
	return sla.Facts{Kind: f.Kind, Priority: f.Priority, Channel: f.Channel, Category: r.Category, Unit: r.Unit, Service: r.Service, Customer: r.Customer,
		Queue: r.Queue, Group: r.Group}, err
}

// namesOfTried answers the things that the checks name.
func namesOfTried(ctx context.Context, q sqlx.QueryerContext, tried []sla.Tried) (catalogue, error) {
	codes := map[string][]string{}
	for _, t := range tried {
		for _, c := range t.Checks {
			codes[c.Condition] = slices.Concat(codes[c.Condition], c.Want, c.Have)
		}
	}
	return lookUp(ctx, q, codes)
}

// plainWords are the values of conditions that are no things of the directory.
var plainWords = map[string]map[string]domain.Text{
	"kind": {"question": {En: "question", Zh: "疑问"}, "consultation": {En: "consultation", Zh: "咨询"}, "complaint": {En: "complaint", Zh: "投诉"},
		"incident": {En: "incident", Zh: "事件"}},
	"channel": {"portal": {En: "portal", Zh: "门户"}, "phone": {En: "phone", Zh: "电话"}, "mail": {En: "mail", Zh: "邮件"}, "api": {En: "API", Zh: "接口"},
		"desk": {En: "desk", Zh: "服务台"}, "import": {En: "import", Zh: "导入"}},
}

// say answers why a policy applies or not, with names in place of codes.
func (names catalogue) say(t sla.Tried) domain.Text {
	named := func(name func(condition, code string) string) sla.Tried {
		out := t
		out.Checks = slices.Clone(t.Checks)
		for i, c := range out.Checks {
			for _, list := range []*[]string{&out.Checks[i].Want, &out.Checks[i].Have} {
				*list = slices.Clone(*list)
				for j, code := range *list {
					(*list)[j] = name(c.Condition, code)
				}
			}
		}
		return out
	}
	return domain.Text{
		En: named(func(condition, code string) string { return names.name(condition, code).En }).Text().En,
		Zh: named(func(condition, code string) string { return names.name(condition, code).Zh }).Text().Zh,
	}
}

// name answers what a code is called; a code that names nothing any more is shown as it is.
func (names catalogue) name(condition, code string) domain.Text {
	if text, ok := plainWords[condition][code]; ok {
		return text
	}
	r, known := names[condition][code]
	switch {
	case !known:
		return domain.Text{En: code, Zh: code}
	case r.NameEn == "":
		return domain.Text{En: r.Name, Zh: r.Name}
	}
	return domain.Text{En: r.NameEn, Zh: r.Name}
}
