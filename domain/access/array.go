package access

import (
	"database/sql/driver"
	"strconv"
	"strings"
)

// Array is a list of ids as PostgreSQL reads it.
type Array []int64

// Value renders the list as an array literal.
func (a Array) Value() (driver.Value, error) {
	s := make([]string, len(a))
	for i, id := range a {
		s[i] = strconv.FormatInt(id, 10)
	}
	return "{" + strings.Join(s, ",") + "}", nil
}
