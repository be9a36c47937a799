package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

func TestColleagues_AreOfOnesOwnSide(t *testing.T) {
	d := hasty(t)
	anna, bob := d.person("anna", access.Approver), d.person("bob", access.Customer)
	d.person("annabel", access.Technician)
	d.person("anne", access.Technician)
	d.exec(`INSERT INTO customers (code, name) VALUES ('x', 'X')`)
	d.exec(`UPDATE users SET customer_id = (SELECT id FROM customers WHERE code = 'x') WHERE login = 'bob'`)
	d.exec(`UPDATE users SET disabled_at = now() WHERE login = 'anne'`)
	logins := func(token, query string) (found []string) {
		for _, c := range read[items[store.Colleague]](d, 200, get, "/api/v1/colleagues"+query, token, nil).Items {
			found = append(found, c.Login)
		}
		return found
	}
	require.Equal(t, []string{"anna", "annabel"}, logins(anna, "?q=ANN"), "the disabled one is left out")
	require.NotContains(t, logins(anna, ""), "bob", "a customer's contact is no colleague")
	require.Equal(t, []string{"bob"}, logins(bob, ""), "and finds none but those of the same customer")
}
