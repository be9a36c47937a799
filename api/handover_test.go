package api

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

func TestHandOver_IsFollowedToItsEnd(t *testing.T) {
	d := newDesk(t)
	admin := d.person("root", access.Admin)
	d.person("anna", access.Agent)
	d.person("carla", access.Customer)
	for range 3 {
		read[store.Record](d, 201, post, Prefix+"/incidents", admin, `{"kind":"incident","subject":"One","urgency":2,"impact":2,"assignee":"anna"}`)
	}
	b := read[store.Belongings](d, 200, get, Prefix+"/users/anna/hand-over", admin, nil)
	require.Equal(t, []int{3, 0}, []int{b.Incidents, b.Items})
	refused(d, 422, "to", post, Prefix+"/users/anna/hand-over", admin, `{"to":"anna","reason":"x"}`)
	h := read[store.HandOver](d, 202, post, Prefix+"/users/anna/hand-over", admin, `{"to":"carla","reason":"Anna leaves"}`)
	require.Equal(t, 3, h.Total)
	for worked := true; worked; {
		var err error
		worked, err = d.Store.HandOverStep(t.Context())
		require.NoError(t, err)
	}
	path := Prefix + "/hand-overs/" + digits(h.ID)
	h = read[store.HandOver](d, 200, get, path, admin, nil)
	require.Equal(t, []int{3, 0}, []int{h.Done, h.Moved})
	page := read[list[store.HandOverItem]](d, 200, get, path+"/items?limit=2&stuck=true", admin, nil, "Accept-Language", "zh")
	require.Len(t, page.Items, 2)
	require.Equal(t, "请选择未停用的服务台人员。", page.Items[0].Why)
	require.Len(t, read[list[store.HandOverItem]](d, 200, get, path+"/items?stuck=true&cursor="+page.Next, admin, nil).Items, 1)
	agent := d.person("someone", access.Agent, access.Manager)
	for _, p := range []string{Prefix + "/users/anna/hand-over", path, path + "/items"} {
		require.Equal(t, 403, d.call(get, p, agent, nil).Code)
	}
}

func TestDeputies_OverTheAPI(t *testing.T) {
	d := newDesk(t)
	anna, bob := d.person("anna", access.Agent), d.person("bob", access.Agent)
	from, to := time.Now().UTC().Format(time.RFC3339), time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	made := read[store.Deputy](d, 201, post, Prefix+"/deputies", anna, `{"deputy":"bob","starts_at":"`+from+`","ends_at":"`+to+`","kinds":["approval"],"note":"Holiday"}`)
	require.Equal(t, []string{"bob", "approval", "Holiday"}, []string{made.Deputy.Login, made.Kinds[0], made.Note})
	refused(d, 422, "kinds[0]", post, Prefix+"/deputies", anna, `{"deputy":"bob","starts_at":"`+from+`","ends_at":"`+to+`","kinds":["x"]}`)
	refused(d, 403, "user", post, Prefix+"/deputies", bob, `{"user":"anna","deputy":"bob","starts_at":"`+from+`","ends_at":"`+to+`"}`)
	require.Len(t, read[store.Page[store.Deputy]](d, 200, get, Prefix+"/deputies?mine=true", bob, nil).Items, 1)
	refused(d, 403, "", del, Prefix+"/deputies/"+digits(made.ID), bob, nil)
	require.Equal(t, 204, d.call(del, Prefix+"/deputies/"+digits(made.ID), anna, nil).Code)
	require.Empty(t, read[store.Page[store.Deputy]](d, 200, get, Prefix+"/deputies?mine=true", bob, nil).Items)
}
