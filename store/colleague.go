package store

import (
	"context"

	"steward/domain/access"
)

// Colleague is a person whom others may name: to hand work to, to add as a signer, to circulate to.
type Colleague struct {
	ID     int64  `db:"id" json:"id"`
	Login  string `db:"login" json:"login"`
	Name   string `db:"name" json:"name"`
	NameEn string `db:"name_en" json:"name_en"`
	Title  string `db:"title" json:"title"`
	Unit   *Ref   `db:"unit" json:"unit"`
}

// Colleagues finds the active people of the viewer's own side, in the order of their logins: who works here, or the contacts of the same customer. Who
// works here is not a customer's to list.
func (s *Store) Colleagues(ctx context.Context, v access.Viewer, q string, limit int) ([]Colleague, error) {
	cs := []Colleague{}
	if limit <= 0 || limit > mostPage {
		limit = usualPage
	}
	err := s.DB.SelectContext(ctx, &cs, `
		SELECT x.id, x.login, x.name, x.name_en, x.title, `+refSQL("unit")+` AS unit FROM users x LEFT JOIN units unit ON unit.id = x.unit_id
		WHERE x.disabled_at IS NULL AND x.customer_id IS NOT DISTINCT FROM NULLIF($3::bigint, 0) AND strpos(lower(concat_ws(' ', x.login, x.name, x.name_en)), lower($1)) > 0
		ORDER BY x.login LIMIT $2`, q, limit, v.CustomerID)
	return cs, convert(err)
}
