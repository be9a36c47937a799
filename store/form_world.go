package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
)

// formWorld is what a form needs to know of people, units and places; the first error of the database stays in err, and then no answer counts.
type formWorld struct {
	ctx       context.Context
	q         sqlx.QueryerContext
	viewer    access.Viewer // who fills in or reads
	requester int64         // for whom
	codes     map[form.Kind]map[int64]string
	err       error
}

// formNouns are the kinds of field that name something by its id.
var formNouns = map[form.Kind]noun{form.Person: people, form.Unit: units, form.Place: places}

// Find answers the id of what a key names and the viewer may name: people of the own side who are not disabled, and whoever works here also the contacts of the
// requester's customer; units whoever works here; places as elsewhere.
func (w *formWorld) Find(k form.Kind, key domain.Key) (id int64) {
	if w.err != nil {
		return 0
	}
	n := formNouns[k]
	var a arguments
	query := `SELECT x.id FROM ` + n.table + ` x WHERE ` + n.is(key, &a)
	switch k {
	case form.Person:
		query += ` AND x.disabled_at IS NULL AND (x.customer_id IS NOT DISTINCT FROM NULLIF(` + a.add(w.viewer.CustomerID) + `::bigint, 0)`
		if w.viewer.CustomerID == 0 {
			query += ` OR x.customer_id = (SELECT customer_id FROM users WHERE id = ` + a.add(w.requester) + `)`
		}
		query += `)`
	case form.Unit:
		query += ` AND ` + a.add(w.viewer.CustomerID) + ` = 0`
	case form.Place:
		if w.viewer.UserID != 0 {
			id, w.err = placeFor(w.ctx, w.q, w.viewer, key)
			if domain.CodeOf(w.err) == domain.Invalid {
				w.err = nil
			}
			return id
		}
	}
	var ids []int64
	if w.err = sqlx.SelectContext(w.ctx, w.q, &ids, query, a...); len(ids) == 0 {
		return 0
	}
	return ids[0]
}

// Code answers the login or code of an id.
func (w *formWorld) Code(k form.Kind, id int64) string {
	if code, known := w.codes[k][id]; known || w.err != nil {
		return code
	}
	n := formNouns[k]
	var codes []string
	w.err = sqlx.SelectContext(w.ctx, w.q, &codes, `SELECT `+n.key+` FROM `+n.table+` WHERE id = $1`, id)
	if w.codes == nil {
		w.codes = map[form.Kind]map[int64]string{}
	}
	if w.codes[k] == nil {
		w.codes[k] = map[int64]string{}
	}
	if len(codes) > 0 {
		w.codes[k][id] = codes[0]
	}
	return w.codes[k][id]
}

// Requester answers for whom the form is filled in, or that person's unit.
func (w *formWorld) Requester(k form.Kind) (id int64) {
	if k == form.Person || w.err != nil {
		return w.requester
	}
	w.err = sqlx.GetContext(w.ctx, w.q, &id, `SELECT COALESCE((SELECT unit_id FROM users WHERE id = $1), 0)`, w.requester)
	return id
}

// filler is the viewer as somebody who fills in, at an instant of the product's clock.
func (w *formWorld) filler(s form.Standing, now time.Time) form.Filler {
	if zone, err := time.LoadLocation(w.viewer.Zone); err == nil {
		now = now.In(zone)
	}
	return form.Filler{Standing: s, World: w, Now: now}
}

// formNames are the people, units and places that a form's values name, by the kind of field.
type formNames map[form.Kind]map[int64]*Ref

// formNamesOf reads what values name.
func formNamesOf(ctx context.Context, q sqlx.QueryerContext, ids map[form.Kind][]int64) (formNames, error) {
	names := formNames{}
	for k, of := range ids {
		n := formNouns[k]
		var refs Refs
		err := sqlx.GetContext(ctx, q, &refs, `SELECT json_agg(`+refWith("x", n.key)+`) FROM `+n.table+` x WHERE x.id = ANY ($1)`, pq.Array(of))
		if err != nil {
			return nil, fmt.Errorf("store: names of a form: %w", err)
		}
		names[k] = map[int64]*Ref{}
		for _, r := range refs {
			names[k][r.ID] = &r
		}
	}
	return names, nil
}

// name answers a name in both languages; what is gone is named by its id.
func (n formNames) name(k form.Kind, id int64) domain.Text {
	r := n[k][id]
	if r == nil {
		return domain.Text{En: fmt.Sprintf("no. %d", id), Zh: fmt.Sprintf("编号 %d", id)}
	}
	return domain.Text{En: r.NameEn, Zh: r.Name}
}

// refs lists them for a page.
func (n formNames) refs() map[string]Refs {
	out := map[string]Refs{}
	for k, of := range n {
		for _, id := range slices.Sorted(maps.Keys(of)) {
			out[string(k)] = append(out[string(k)], *of[id])
		}
	}
	return out
}
