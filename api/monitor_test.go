package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

func TestMonitor_IsForWhoWorksAtTheDesk(t *testing.T) {
	d := newDesk(t)
	admin, boss, anna := d.person("root", access.Admin), d.person("ben", access.Manager), d.person("anna", "customer")
	d.withLevels(admin)
	n := d.raise(anna, "Printer")
	refused(d, http.StatusForbidden, "", get, "/api/v1/monitor", anna, nil)
	refused(d, http.StatusUnauthorized, "", get, "/api/v1/monitor", "", nil)
	loads := read[list[store.Load]](d, http.StatusOK, get, "/api/v1/monitor", boss, nil).Items
	require.Len(t, loads, 1)
	require.Nil(t, loads[0].Person, "nobody has it yet")
	require.Equal(t, []any{1, 0, 1, "first_response"}, []any{loads[0].Running, loads[0].Overdue, loads[0].Soon, loads[0].DueKind})
	require.NotEmpty(t, n)
}
