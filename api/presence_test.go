package api

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
	"steward/testkit"
)

// here says what the viewer does at a record, and answers who else is there: login and what they do.
func (d *desk) here(token, number, doing string) map[string]string {
	d.t.Helper()
	return doings(read[list[Someone]](d, 200, put, Prefix+"/records/"+number+"/presence", token, map[string]any{"seat": "page", "doing": doing}).Items)
}

func doings(people []Someone) map[string]string {
	m := map[string]string{}
	for _, p := range people {
		m[p.Person.Login] = p.Doing
	}
	return m
}

func (d *desk) viewer(login string) access.Viewer {
	d.t.Helper()
	v, err := d.Store.ViewerOf(d.t.Context(), domain.ByCode(login))
	require.NoError(d.t, err)
	return v
}

// toldHere waits until the stream tells exactly this of the record.
func toldHere(t *testing.T, events <-chan event, number string, want map[string]string) {
	t.Helper()
	for {
		e, open := expect(t, events, "presence", 5*time.Second)
		require.True(t, open)
		var told presenceEvent
		require.NoError(t, json.Unmarshal([]byte(e.data), &told), e.data)
		require.Equal(t, number, told.Number)
		for _, p := range told.People {
			require.NotZero(t, p.ExpiresIn)
			require.LessOrEqual(t, p.ExpiresIn, 35)
		}
		if got := doings(told.People); len(got) == len(want) {
			require.Equal(t, want, got)
			return
		}
	}
}

// Two agents who answer at once see each other, live, and nothing is written for it.
func TestPresence_TellsWhoElseIsAnswering(t *testing.T) {
	d := newLiveDesk(t)
	anna, wang := d.person("anna", "agent", "manager"), d.person("wang", "agent", "manager")
	number := d.raise(anna, "Printer")
	writes := d.tuples()
	annas, wangs := d.watch(anna), d.watch(wang)
	require.Empty(t, d.here(anna, number, "replying"))
	require.Eventually(t, func() bool { return len(d.here(wang, number, "viewing")) == 1 }, 5*time.Second, 20*time.Millisecond)
	require.Equal(t, map[string]string{"anna": "replying"}, d.here(wang, number, "viewing"))
	toldHere(t, annas, number, map[string]string{"wang": "viewing"})
	for range 50 {
		d.here(wang, number, "replying")
	}
	require.Eventually(t, func() bool { return d.here(anna, number, "replying")["wang"] == "replying" }, 5*time.Second, 20*time.Millisecond)
	toldHere(t, wangs, number, map[string]string{"anna": "replying"})
	d.here(anna, number, "left")
	toldHere(t, wangs, number, map[string]string{})
	require.Equal(t, writes, d.tuples(), "presence writes nothing")
}

// Several API processes are one: whoever is at a record by one of them is seen by the others, and so are drafts.
func TestPresence_IsSeenAcrossProcesses(t *testing.T) {
	database := testkit.DatabaseURL(t)
	one, other := liveDeskAt(t, database, 1), liveDeskAt(t, database, 2)
	anna, wang := one.person("anna", "agent", "manager"), one.person("wang", "agent", "manager")
	number := one.raise(anna, "Printer")
	annas, others := one.watch(anna), other.watch(anna)
	one.here(anna, number, "viewing")
	require.Eventually(t, func() bool { return len(other.here(wang, number, "replying")) == 1 }, 5*time.Second, 20*time.Millisecond)
	toldHere(t, annas, number, map[string]string{"wang": "replying"})
	id := uuid.NewString()
	one.write(anna, id, "", map[string]any{"kind": "incident", "payload": map[string]any{}})
	e, _ := expect(t, others, "draft", 5*time.Second)
	require.JSONEq(t, `{"id":"`+id+`","revision":1}`, e.data)
}

// tuples counts the rows that were ever written in this database.
func (d *desk) tuples() (n int64) {
	d.t.Helper()
	require.NoError(d.t, d.Store.DB.Get(&n, `SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname <> 'tokens'`))
	return n
}

// Somebody outside the desk hears who answers them, never who looks on or writes notes; and of a record that one may not see, nothing.
func TestPresence_TellsOnlyWhatOneMayKnow(t *testing.T) {
	d, tokens := newOffice(t)
	r := read[store.Record](d, 201, post, Prefix+"/incidents", tokens["x-one"], map[string]any{"kind": "incident", "subject": "Mine", "urgency": 2, "impact": 2, "queue": nil})
	for _, p := range viewers {
		v := d.viewer(p.login)
		may := slices.Contains(d.may(t, v, []string{r.Number}), r.Number)
		w := d.call(put, Prefix+"/records/"+r.Number+"/presence", tokens[p.login], map[string]any{"seat": "1", "doing": "viewing"})
		require.Equal(t, may, w.Code == 200, "%s: %s", p.login, w.Body)
	}
	var id int64
	require.NoError(t, d.Store.DB.Get(&id, `SELECT id FROM records WHERE number = $1`, r.Number))
	said := func(doing string) []store.Presence {
		return []store.Presence{{RecordID: id, UserID: d.viewer("manager").UserID, Seat: "m", Doing: doing}}
	}
	for doing, want := range map[string]map[string]string{store.Viewing: {}, store.Noting: {}, store.Replying: {"manager": "replying"}} {
		d.hub.presences.hear(said(doing), time.Now())
		require.Equal(t, want, d.here(tokens["x-one"], r.Number, "viewing"), doing)
		require.Equal(t, map[string]string{"manager": doing}, d.here(tokens["admin"], r.Number, "viewing"))
	}

	// Live: whoever lost sight of the record meanwhile, or whose page is elsewhere, hears nothing.
	sub, parted, elsewhere := d.hub.subscribe(d.viewer("x-one")), d.hub.subscribe(d.viewer("y-one")), d.hub.subscribe(d.viewer("admin"))
	at := said(store.Replying)
	for _, login := range []string{"x-one", "y-one"} {
		at = append(at, store.Presence{RecordID: id, UserID: d.viewer(login).UserID, Seat: "1", Doing: store.Viewing})
	}
	require.NoError(t, d.hub.deliver(t.Context(), store.Batch{Here: at}))
	require.Equal(t, map[string]string{"manager": "replying"}, doings(sub.take().Here[r.Number]))
	require.Empty(t, parted.take().Here)
	require.Empty(t, elsewhere.take().Here)
}

// A page that says no more, because it was killed, is forgotten by itself; of several pages of one person the one that tells most counts.
func TestPresence_EndsByItself(t *testing.T) {
	p, now := newPresences(), time.Now()
	p.hear([]store.Presence{{RecordID: 1, UserID: 7, Seat: "a", Doing: "replying"}, {RecordID: 1, UserID: 7, Seat: "b", Doing: "viewing"}}, now)
	require.Equal(t, "replying", p.at(1, now)[7].doing)
	later := now.Add(presenceLife - time.Second)
	p.hear([]store.Presence{{RecordID: 1, UserID: 7, Seat: "b", Doing: "viewing"}}, later)
	require.Equal(t, "replying", p.at(1, later)[7].doing)
	require.Equal(t, "viewing", p.at(1, now.Add(presenceLife))[7].doing)
	require.Empty(t, p.at(1, later.Add(presenceLife)))
	p.hear([]store.Presence{{RecordID: 2, UserID: 7, Seat: "a", Doing: ""}}, now.Add(3*presenceLife))
	require.Empty(t, p.records, "nothing is kept of what has ended")
}

func TestPresence_BadInput(t *testing.T) {
	d := newDesk(t)
	root := d.person("root", "admin", "agent")
	d.person("anna", "agent")
	at := Prefix + "/records/" + d.raise(root, "Printer") + "/presence"
	refused(d, 422, "doing", put, at, root, `{"seat":"1","doing":"dancing"}`)
	refused(d, 422, "seat", put, at, root, `{"seat":"","doing":"viewing"}`)
	refused(d, 403, "", put, at, root, `{"seat":"1","doing":"viewing"}`, "Steward-As", "anna")
	refused(d, 404, "", put, Prefix+"/records/INC-999999/presence", root, `{"seat":"1","doing":"viewing"}`)
}

// Who answers says what was read last; what somebody else wrote after it is shown before the reply goes out.
func TestReply_IsHeldUpByWhatWasNotRead(t *testing.T) {
	d := newDesk(t)
	anna, wang := d.person("anna", "agent", "manager"), d.person("wang", "agent", "manager")
	number := d.raise(anna, "Printer")
	at := Prefix + "/records/" + number + "/messages"
	newest := func() int64 {
		ms := read[list[store.Message]](d, 200, get, at, anna, nil).Items
		return ms[len(ms)-1].ID
	}
	read[any](d, 201, post, at, anna, map[string]any{"body": "Hello", "seen": 0})
	refused(d, 409, "seen", post, at, wang, map[string]any{"body": "Hello too", "seen": 0})
	seen := newest()
	read[any](d, 201, post, at, wang, map[string]any{"body": "Between us", "internal": true})
	read[any](d, 201, post, at, anna, map[string]any{"body": "A note holds nobody up", "seen": seen})
	read[any](d, 201, post, at, wang, map[string]any{"body": "I was faster"})
	refused(d, 409, "seen", post, at, anna, map[string]any{"body": "Me too", "seen": seen})
	read[any](d, 201, post, at, anna, map[string]any{"body": "A note is no reply", "internal": true, "seen": seen})
	read[any](d, 201, post, at, anna, map[string]any{"body": "Me too", "seen": newest()})
	read[any](d, 201, post, at, wang, map[string]any{"body": "Whoever does not say is not held up"})
}
