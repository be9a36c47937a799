package store

import (
	"encoding/json"
	"fmt"
)

// Ref is another thing as an answer names it: a person has a login, the others a code. It reads from a JSON column that
// refSQL or personSQL renders; a nil *Ref is none.
type Ref struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
	Code   string `json:"code,omitempty"`
	Login  string `json:"login,omitempty"`
}

// Scan reads the JSON object that refSQL rendered.
func (r *Ref) Scan(src any) error { return scanJSON(src, r) }

// Refs is a list of references, read from a JSON array; never nil in an answer.
type Refs []Ref

// Scan reads a JSON array of objects; null is the empty list.
func (r *Refs) Scan(src any) error {
	*r = Refs{}
	return scanJSON(src, r)
}

func scanJSON(src, into any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case []byte:
		return json.Unmarshal(v, into)
	case string:
		return json.Unmarshal([]byte(v), into)
	}
	return fmt.Errorf("store: cannot read JSON from %T", src)
}

// refSQL renders the row of a LEFT JOINed table with id, code, name and name_en as a Ref; null where nothing was joined.
func refSQL(alias string) string { return refWith(alias, "code") }

// personSQL is refSQL for users.
func personSQL(alias string) string { return refWith(alias, "login") }

func refWith(a, key string) string {
	return fmt.Sprintf("CASE WHEN %[1]s.id IS NOT NULL THEN json_build_object('id', %[1]s.id, 'name', %[1]s.name, 'name_en', %[1]s.name_en, '%[2]s', %[1]s.%[2]s) END", a, key)
}
