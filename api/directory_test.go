package api

import (
	"fmt"
	"maps"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/domain/directory"
	"steward/store"
)

type m = map[string]any

// Every noun is written by administrators only, and read by the desk; portals read what their forms need.
func TestDirectory_WhoMayReadAndWrite(t *testing.T) {
	d := newDesk(t)
	admin, agent, customer := d.person("admin", access.Admin), d.person("agent", access.Agent), d.person("customer", access.Customer)
	for _, c := range []struct {
		noun   string
		more   m
		portal bool
	}{
		{"units", nil, false}, {"groups", nil, false}, {"queues", nil, false}, {"customers", nil, false},
		{"places", m{"kind": "site"}, true}, {"categories", nil, true}, {"services", nil, true},
	} {
		path := "/api/v1/" + c.noun
		with := func(input m) m {
			maps.Copy(input, c.more)
			return input
		}
		input := with(m{"name": "名称", "name_en": "Thing"})
		made := read[store.Named](d, http.StatusCreated, post, path, admin, input)
		require.Equal(t, "thing", made.Code)
		one := fmt.Sprintf("%s/%d", path, made.ID)
		for _, token := range []string{agent, customer} {
			refused(d, http.StatusForbidden, "", post, path, token, input)
			refused(d, http.StatusForbidden, "", patch, one, token, m{"name": "x"})
		}
		require.Equal(t, "y", read[store.Named](d, http.StatusOK, patch, path+"/thing", admin, m{"name": "y"}).Name)
		require.Equal(t, made.ID, read[store.Named](d, http.StatusOK, get, one, agent, nil).ID)
		require.Len(t, read[list[store.Named]](d, http.StatusOK, get, path+"?q=THING", agent, nil).Items, 1)
		if c.portal {
			require.Len(t, read[list[store.Named]](d, http.StatusOK, get, path, customer, nil).Items, 1)
		} else {
			refused(d, http.StatusForbidden, "", get, path, customer, nil)
			refused(d, http.StatusForbidden, "", get, one, customer, nil)
		}
		refused(d, http.StatusNotFound, "", get, path+"/999", agent, nil)
		refused(d, http.StatusUnprocessableEntity, "name", post, path, admin, with(m{"name": " "}))
		refused(d, http.StatusUnprocessableEntity, "planet", post, path, admin, with(m{"name": "x", "planet": 1}))
		refused(d, http.StatusConflict, "code", post, path, admin, with(m{"name": "x", "code": "thing"}))
	}
}

func TestDirectory_TreesAndKeys(t *testing.T) {
	d := newDesk(t)
	admin := d.person("admin", access.Admin)
	root := read[store.Unit](d, http.StatusCreated, post, "/api/v1/units", admin, m{"name": "华新制造", "name_en": "Huaxin", "head": "admin"}, "Idempotency-Key", "a")
	again := read[store.Unit](d, http.StatusCreated, post, "/api/v1/units", admin, m{"name": "华新制造", "name_en": "Huaxin", "head": "admin"}, "Idempotency-Key", "a")
	require.Equal(t, root, again)
	require.Equal(t, "admin", root.Head.Login)
	it := read[store.Unit](d, http.StatusCreated, post, "/api/v1/units", admin, m{"name": "信息部", "code": "it", "parent": "huaxin"})
	require.Equal(t, root.ID, *it.ParentID)

	for query, want := range map[string]string{"parent=root": "huaxin", "parent=huaxin": "it", fmt.Sprintf("parent=%d", root.ID): "it"} {
		page := read[list[store.Unit]](d, http.StatusOK, get, "/api/v1/units?"+query, admin, nil)
		require.Len(t, page.Items, 1, query)
		require.Equal(t, want, page.Items[0].Code)
	}
	page := read[list[store.Unit]](d, http.StatusOK, get, "/api/v1/units?limit=1", admin, nil)
	require.Equal(t, "it", read[list[store.Unit]](d, http.StatusOK, get, "/api/v1/units?limit=1&cursor="+page.Next, admin, nil).Items[0].Code)

	refused(d, http.StatusUnprocessableEntity, "parent", patch, "/api/v1/units/huaxin", admin, m{"parent": "it"})
	refused(d, http.StatusUnprocessableEntity, "parent", patch, "/api/v1/units/it", admin, m{"parent": 1.5})
	refused(d, http.StatusUnprocessableEntity, "parent", get, "/api/v1/units?parent=nowhere", admin, nil)
	refused(d, http.StatusUnprocessableEntity, "parent", get, "/api/v1/groups?parent=it", admin, nil)
	moved := read[store.Unit](d, http.StatusOK, patch, "/api/v1/units/it", admin, m{"parent": nil, "name": "信息技术部"})
	require.Nil(t, moved.ParentID)
	require.Empty(t, moved.Path)
	before := read[store.Unit](d, http.StatusOK, get, "/api/v1/units/it?at=2020-01-01T00:00:00Z", admin, nil)
	require.Equal(t, "huaxin", before.Path[0].Code, "before it moved it stood there")
}

func TestDirectory_MembersAndGrants(t *testing.T) {
	d := newDesk(t)
	admin := d.person("admin", access.Admin)
	agent := d.person("agent", access.Agent)
	read[store.Group](d, http.StatusCreated, post, "/api/v1/groups", admin, m{"name": "网络组", "code": "net", "manager": "agent"})
	read[store.Queue](d, http.StatusCreated, post, "/api/v1/queues", admin, m{"name": "安全", "code": "security", "open_to_desk": false})
	require.Empty(t, read[list[store.Queue]](d, http.StatusOK, get, "/api/v1/queues", agent, nil).Items)

	group := read[store.Group](d, http.StatusOK, put, "/api/v1/groups/net/members", admin, m{"users": []any{"agent", "admin"}})
	require.Len(t, group.Members, 2)
	refused(d, http.StatusUnprocessableEntity, "users[1]", put, "/api/v1/groups/net/members", admin, m{"users": []any{"agent", "nobody"}})
	refused(d, http.StatusForbidden, "", put, "/api/v1/groups/net/members", agent, m{"users": []any{}})
	read[store.Queue](d, http.StatusOK, patch, "/api/v1/queues/security", admin, m{"grants": []any{"net"}})
	require.Len(t, read[list[store.Queue]](d, http.StatusOK, get, "/api/v1/queues", agent, nil).Items, 1, "the grant counts at once")
}

func TestSettings(t *testing.T) {
	d := newDesk(t)
	admin, agent := d.person("admin", access.Admin), d.person("agent", access.Agent)
	rows := read[matrix](d, http.StatusOK, get, "/api/v1/priority-matrix", agent, nil).Rows
	require.Len(t, rows, 9)
	rows[4].Priority = 1
	require.Equal(t, directory.Cell{Impact: 2, Urgency: 2, Priority: 1}, read[matrix](d, http.StatusOK, put, "/api/v1/priority-matrix", admin, matrix{rows}).Rows[4])
	refused(d, http.StatusForbidden, "", put, "/api/v1/priority-matrix", agent, matrix{rows})
	refused(d, http.StatusUnprocessableEntity, "rows", put, "/api/v1/priority-matrix", admin, matrix{rows[1:]})

	require.Equal(t, 9, read[store.DeskSettings](d, http.StatusOK, patch, "/api/v1/desk-settings", admin, m{"accept_days": 9}).AcceptDays)
	require.Equal(t, 9, read[store.DeskSettings](d, http.StatusOK, get, "/api/v1/desk-settings", agent, nil).AcceptDays)
	p := refused(d, http.StatusUnprocessableEntity, "zone", patch, "/api/v1/desk-settings", admin, m{"zone": "Peking"}, "Accept-Language", "zh")
	require.Contains(t, p.Detail, "时区")
	refused(d, http.StatusUnprocessableEntity, "accept_days", patch, "/api/v1/desk-settings", admin, m{"accept_days": 61})
	refused(d, http.StatusForbidden, "", patch, "/api/v1/desk-settings", agent, m{"accept_days": 9})
}
