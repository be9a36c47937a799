package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/incident"
	"steward/domain/sla"
)

// mention is one code in a policy's terms: of what kind, and in which field.
type mention struct{ kind, field, code string }

// mentioned are the kinds of things in the directory that policies name by their codes.
var mentioned = map[string]noun{
	"category": categories, "service": services, "customer": customers, "queue": queues, "group": groups, "unit": units, "login": people,
}

// mentions lists every code that the terms name, in the order of their fields.
func (t Terms) mentions() []mention {
	var all []mention
	c := t.Conditions
	for _, f := range []struct {
		kind  string
		codes []string
	}{{"kind", c.Kind}, {"category", c.Category}, {"service", c.Service}, {"customer", c.Customer}, {"queue", c.Queue}, {"group", c.Group},
		{"channel", c.Channel}, {"unit", c.Unit}} {
		for i, code := range f.codes {
			all = append(all, mention{f.kind, fmt.Sprintf("conditions.%s[%d]", f.kind, i), code})
		}
	}
	for i, l := range t.Levels {
		for j, a := range l.Actions {
			at := fmt.Sprintf("levels[%d].actions[%d].", i, j)
			if a.Do == sla.AddWatcher {
				all = append(all, mention{"login", at + "login", a.Login})
			} else if a.Do == sla.MoveQueue {
				all = append(all, mention{"queue", at + "queue", a.Queue})
			}
		}
	}
	return all
}

// channels are the ways in which a record comes in.
var channels = []string{"portal", "phone", "mail", "api", "desk", "import"}

// validPolicy holds the policy as it is now to the domain's rules, and every code in it to what there is.
func validPolicy(ctx context.Context, tx *sqlx.Tx, id int64) error {
	found, err := readPolicies(ctx, tx, policies.query(policySelection)+` AND x.id = $1`, id)
	if err != nil {
		return err
	}
	if err := found[0].policy().Validate(); err != nil {
		return err
	}
	names, err := namesOf(ctx, tx, found)
	if err != nil {
		return err
	}
	for _, m := range found[0].mentions() {
		if err := m.valid(ctx, tx, names); err != nil {
			return err
		}
	}
	return nil
}

func (m mention) valid(ctx context.Context, q sqlx.QueryerContext, names catalogue) error {
	switch m.kind {
	case "kind":
		return oneOf(m, incident.Kinds)
	case "channel":
		return oneOf(m, channels)
	case "login":
		_, err := employee(ctx, q, m.field, domain.ByCode(m.code))
		return err
	}
	if _, known := names[m.kind][m.code]; !known {
		return mentioned[m.kind].unknown(m.field, domain.ByCode(m.code))
	}
	return nil
}

func oneOf(m mention, values []string) error {
	if slices.Contains(values, m.code) {
		return nil
	}
	return domain.RefuseField(m.field, "Choose one of: "+strings.Join(values, ", ")+".", "请从以下选择："+strings.Join(values, "、")+"。")
}

// catalogue are things of the directory by kind and code.
type catalogue map[string]map[string]Ref

// namesOf answers the things that the policies name.
func namesOf(ctx context.Context, q sqlx.QueryerContext, ps []Policy) (catalogue, error) {
	codes := map[string][]string{}
	for _, p := range ps {
		for _, m := range p.mentions() {
			codes[m.kind] = append(codes[m.kind], m.code)
		}
	}
	return lookUp(ctx, q, codes)
}

// lookUp answers the things of the directory that have one of the codes of their kind.
func lookUp(ctx context.Context, q sqlx.QueryerContext, codes map[string][]string) (catalogue, error) {
	names := catalogue{}
	for kind, n := range mentioned {
		names[kind] = map[string]Ref{}
		if len(codes[kind]) == 0 {
			continue
		}
		var found Refs
		err := sqlx.GetContext(ctx, q, &found, `SELECT json_agg(`+refWith("x", n.key)+`) FROM `+n.table+` x WHERE x.`+n.key+` = ANY($1)`, pq.Array(codes[kind]))
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			names[kind][r.Code+r.Login] = r
		}
	}
	return names, nil
}

// namePolicies fills in the names of what each policy mentions.
func (s *Store) namePolicies(ctx context.Context, ps []Policy) error {
	names, err := namesOf(ctx, s.DB, ps)
	for i := range ps {
		ps[i].Names = map[string]Refs{}
		for _, m := range ps[i].mentions() {
			if r, known := names[m.kind][m.code]; known && !slices.Contains(ps[i].Names[m.kind], r) {
				ps[i].Names[m.kind] = append(ps[i].Names[m.kind], r)
			}
		}
	}
	return err
}

// mayRename refuses another code (or login) for a thing that policies or templates of plans name by the one it has: they would no longer
// hold for it, and nobody would be told. From here on no policy changes until the transaction ends.
func (n noun) mayRename(ctx context.Context, tx *sqlx.Tx, before row, columns []column) error {
	at := slices.IndexFunc(columns, func(c column) bool { return c.name == n.key })
	code, there := before[n.key].(string)
	if !there || at < 0 || columns[at].value == code {
		return nil
	}
	if err := policies.alone(ctx, tx); err != nil {
		return err
	}
	all, err := readPolicies(ctx, tx, policies.query(policySelection)+` ORDER BY x.position, x.code`)
	if err != nil {
		return err
	}
	var names, namesEn []string
	for _, p := range all {
		if slices.ContainsFunc(p.mentions(), func(m mention) bool { return mentioned[m.kind] == n && m.code == code }) {
			names, namesEn = append(names, "“"+p.Name+"”"), append(namesEn, "“"+cmp.Or(p.NameEn, p.Name)+"”")
		}
	}
	if len(names) == 0 {
		return n.keptByTemplates(ctx, tx, code)
	}
	return domain.RefuseField(n.key,
		fmt.Sprintf("The %s stays “%s”: the service levels %s name it by that. Leave it as it is, or take it out of them first.", n.key, code, strings.Join(namesEn, ", ")),
		fmt.Sprintf("“%s”不能修改：服务级别%s以此引用。请保持不变，或先从这些服务级别中移除。", code, strings.Join(names, "、")))
}
