package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
)

// office is a small world in which every way to see a record occurs: two customers, restricted and open queues, groups,
// watchers, and people of every role.
const office = `
	INSERT INTO customers (code, name) VALUES ('x', 'X'), ('y', 'Y');
	INSERT INTO groups (code, name) VALUES ('net', 'Network'), ('app', 'Applications');
	INSERT INTO queues (code, name, open_to_desk) VALUES ('open', 'Open', true), ('secret', 'Secret', false), ('granted', 'Granted', false);
	UPDATE queues SET group_id = (SELECT id FROM groups WHERE code = 'net') WHERE code = 'secret';
	INSERT INTO queue_grants SELECT q.id, g.id FROM queues q, groups g WHERE q.code = 'granted' AND g.code = 'app';`

// viewers are the people of the office, by login: roles, customer, group, and whether they see all of their customer.
var viewers = []struct {
	login, roles, customer, group string
	all                           bool
}{
	{"x-one", "customer", "x", "", false}, {"x-all", "customer", "x", "", true}, {"y-one", "customer", "y", "", false},
	{"employee", "customer", "", "", false}, {"approver", "approver", "", "", false}, {"agent", "agent", "", "", false},
	{"net", "technician", "", "net", false}, {"app", "technician,agent", "", "app", false}, {"nobody", "technician", "", "", false},
	{"manager", "manager", "", "", false}, {"admin", "admin", "", "", false}, {"auditor", "auditor", "", "", false},
}

func newOffice(t *testing.T) (*desk, map[string]string) {
	d := filesDesk(t)
	d.exec(office)
	tokens := map[string]string{}
	for _, v := range viewers {
		tokens[v.login] = d.person(v.login, strings.Split(v.roles, ",")...)
		d.exec(`UPDATE users SET customer_id = (SELECT id FROM customers WHERE code = $2), sees_customer = $3 WHERE login = $1`, v.login, v.customer, v.all)
		d.exec(`INSERT INTO group_members SELECT g.id, u.id FROM groups g, users u WHERE g.code = $2 AND u.login = $1`, v.login, v.group)
	}
	return d, tokens
}

// records raises one incident for every combination that the rule tells apart, each with an internal note and two files.
func (d *desk) records(tokens map[string]string) []string {
	var numbers []string
	for _, requester := range []string{"x-one", "x-all", "y-one", "employee", "agent"} {
		for _, queue := range []any{nil, "open", "secret", "granted"} {
			for _, group := range []any{nil, "net", "app"} {
				body := map[string]any{"kind": "incident", "subject": "Findable " + requester, "urgency": 2, "impact": 2, "requester": requester, "queue": queue, "group": group}
				if queue == "open" && group == nil {
					body["assignee"] = "nobody"
				}
				r := read[store.Record](d, 201, post, Prefix+"/incidents", tokens["admin"], body)
				numbers = append(numbers, r.Number)
				read[any](d, 201, post, Prefix+"/records/"+r.Number+"/messages", tokens["admin"], map[string]any{"body": "classified", "internal": true})
				d.attached(r.Number, tokens["admin"], "internal", "true", "file:classified.txt", "classified")
				d.attached(r.Number, tokens["admin"], "internal", "false", "file:open.txt", "open to all")
			}
		}
	}
	d.exec(`INSERT INTO watchers SELECT r.id, u.id FROM records r, users u WHERE u.login IN ('x-one', 'y-one', 'employee', 'nobody') AND r.id % 3 = 0`)
	return numbers
}

// Every way to reach a record answers the same as the rule, for every person and every record.
func TestAccess_EveryPathEqualsTheRule(t *testing.T) {
	d, tokens := newOffice(t)
	numbers := d.records(tokens)
	for _, p := range viewers {
		t.Run(p.login, func(t *testing.T) {
			v, err := d.Store.ViewerOf(context.Background(), domain.ByCode(p.login))
			require.NoError(t, err)
			may := d.may(t, v, numbers)
			token := tokens[p.login]
			require.Equal(t, may, d.listed(token, "sort=number"), "list")
			require.Equal(t, may, d.listed(token, "sort=number&q=findable"), "search")
			require.Equal(t, may, d.listed(token, "sort=priority&open=true"), "open, by priority")
			require.Equal(t, may, sorted(d.listed(token, "sort=-updated")), "by change")
			count := read[incidentList](d, 200, get, Prefix+"/incidents?count=true&limit=1", token, nil)
			require.Equal(t, len(may), count.Count.Value, "count")
			require.Equal(t, may, d.told(t, v, numbers), "live")
			d.takesOut(t, v, token, may, numbers)
			for _, n := range numbers {
				d.probe(t, v, token, n, slices.Contains(may, n))
			}
		})
	}
}

// may asks the rule itself.
func (d *desk) may(t *testing.T, v access.Viewer, numbers []string) []string {
	may := []string{}
	for _, n := range numbers {
		var f access.Facts
		require.NoError(t, d.Store.DB.Get(&f, `
			SELECT requester_id, COALESCE(customer_id, 0) AS customer_id, COALESCE(queue_id, 0) AS queue_id, COALESCE(group_id, 0) AS group_id,
				COALESCE(assignee_id, 0) AS assignee_id, EXISTS (SELECT FROM watchers w WHERE w.record_id = r.id AND w.user_id = $2) AS watches
			FROM records r WHERE number = $1`, n, v.UserID))
		if access.May(v, f) {
			may = append(may, n)
		}
	}
	return may
}

// listed walks all pages of a list.
func (d *desk) listed(token, query string) []string {
	numbers, cursor := []string{}, ""
	for {
		page := read[incidentList](d, 200, get, Prefix+"/incidents?limit=7&"+query+"&cursor="+cursor, token, nil)
		for _, r := range page.Items {
			numbers = append(numbers, r.Number)
		}
		if cursor = page.Next; cursor == "" {
			return numbers
		}
	}
}

func sorted(numbers []string) []string {
	slices.Sort(numbers)
	return numbers
}

// told asks what a browser of this viewer would be told when all records change.
func (d *desk) told(t *testing.T, v access.Viewer, numbers []string) []string {
	ids := []int64{}
	require.NoError(t, d.Store.DB.Select(&ids, `SELECT id FROM records ORDER BY id`))
	sub := d.hub.subscribe(v)
	defer d.hub.leave(sub)
	require.NoError(t, d.hub.deliver(context.Background(), store.Batch{Records: ids}))
	got := []string{}
	news := sub.take()
	for _, n := range numbers {
		if _, ok := news.Records[n]; ok {
			got = append(got, n)
		}
	}
	return got
}

// probe reads everything of one record: all of it, or none of it; and never what is internal, but by the desk.
func (d *desk) probe(t *testing.T, v access.Viewer, token, number string, may bool) {
	want := http.StatusNotFound
	if may {
		want = http.StatusOK
	}
	at := Prefix + "/records/" + number
	for _, path := range []string{"", "/timeline", "/messages", "/work-log", "/links", "/attachments"} {
		w := d.call(get, at+path, token, nil)
		require.Equal(t, want, w.Code, "GET %s%s", number, path)
		if !v.Desk() {
			require.NotContains(t, w.Body.String(), "classified", "GET %s%s", number, path)
		}
	}
	if !may {
		require.Equal(t, http.StatusNotFound, d.call(post, at+"/acts", token, map[string]any{"verb": "reply", "comment": "hello"}).Code)
		require.Equal(t, http.StatusNotFound, d.call(put, at+"/watching", token, map[string]any{"watching": true}).Code)
		require.Equal(t, http.StatusNotFound, d.call(put, at+"/rating", token, map[string]any{"stars": 5}).Code)
		require.Equal(t, http.StatusNotFound, d.call(patch, at, token, map[string]any{"subject": "mine"}, "If-Match", `"1"`).Code)
	}
	var files []struct {
		UUID     string `db:"uuid"`
		Internal bool   `db:"internal"`
	}
	require.NoError(t, d.Store.DB.Select(&files, `SELECT a.uuid, a.internal FROM attachments a JOIN records r ON r.id = a.record_id WHERE r.number = $1`, number))
	require.Len(t, files, 2)
	for _, f := range files {
		file := http.StatusNotFound
		if may && (v.Desk() || !f.Internal) {
			file = http.StatusOK
		}
		require.Equal(t, file, d.call(get, attachmentPath+f.UUID, token, nil).Code, fmt.Sprintf("%s internal=%t", number, f.Internal))
	}
}

func TestAccess_AnAuditorChangesNothing(t *testing.T) {
	d, tokens := newOffice(t)
	r := read[store.Record](d, 201, post, Prefix+"/incidents", tokens["agent"], map[string]any{"kind": "incident", "subject": "Seen", "urgency": 2, "impact": 2})
	seen := read[store.Record](d, 200, get, Prefix+"/records/"+r.Number, tokens["auditor"], nil)
	require.Empty(t, seen.Acts)
	refused(d, 403, "", post, Prefix+"/incidents", tokens["auditor"], map[string]any{"kind": "incident", "subject": "Mine", "urgency": 2, "impact": 2})
	refused(d, 403, "", post, Prefix+"/records/"+r.Number+"/acts", tokens["auditor"], map[string]any{"verb": "note", "comment": "x"})
	refused(d, 403, "", patch, Prefix+"/records/"+r.Number, tokens["auditor"], map[string]any{"subject": "Other"}, "If-Match", `"1"`)
}
