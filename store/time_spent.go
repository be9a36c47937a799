package store

import (
	"context"
	"time"

	"steward/domain"
	"steward/domain/access"
)

// TimeSpent is the time that was spent on one record, by one person, or for one customer.
type TimeSpent struct {
	Number   string `db:"number" json:"number,omitempty" doc:"the record, when summed by record"`
	Title    string `db:"title" json:"title,omitempty"`
	Person   *Ref   `db:"person" json:"person,omitempty" doc:"when summed by person"`
	Customer *Ref   `db:"customer" json:"customer,omitempty" doc:"when summed by customer; absent: nobody's customer"`
	Minutes  int    `db:"minutes" json:"minutes"`
	Entries  int    `db:"entries" json:"entries" doc:"lines of work logs"`
}

// timeSums says for each way of summing what a line is of.
var timeSums = map[string]struct{ columns, join, group string }{
	"record":   {"r.number, r.title", "", "r.number, r.title"},
	"person":   {personSQL("p") + "::jsonb AS person", "JOIN users p ON p.id = w.user_id", "p.id"},
	"customer": {refSQL("c") + "::jsonb AS customer", "LEFT JOIN customers c ON c.id = r.customer_id", "c.id"},
}

// TimeSums answers the time spent from an instant to before another (zero: without bound), summed by "record", "person" or
// "customer", the most first; only of records that the viewer may see.
func (s *Store) TimeSums(ctx context.Context, v access.Viewer, by string, from, to time.Time, limit int) ([]TimeSpent, error) {
	sum, ok := timeSums[by]
	if !ok {
		return nil, domain.RefuseField("by", "Sum by record, person or customer.", "只能按 record、person 或 customer 汇总。")
	}
	if limit <= 0 || limit > mostPage {
		limit = usualPage
	}
	a := arguments{}
	where := access.Predicate(v, "r", a.add)
	if !from.IsZero() {
		where += " AND w.created_at >= " + a.add(from)
	}
	if !to.IsZero() {
		where += " AND w.created_at < " + a.add(to)
	}
	out := []TimeSpent{}
	err := s.DB.SelectContext(ctx, &out, `
		SELECT `+sum.columns+`, sum(w.minutes) AS minutes, count(*) AS entries
		FROM work_log w JOIN records r ON r.id = w.record_id `+sum.join+` WHERE `+where+`
		GROUP BY `+sum.group+` ORDER BY minutes DESC, min(w.id) LIMIT `+a.add(limit), a...)
	return out, convert(err)
}
