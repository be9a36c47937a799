package api

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/process"
	"steward/store"
)

// askFor records requests by the template and opens their first steps, as their processes would; it answers their numbers.
func (d *desk) askFor(token, template string, count int) []string {
	d.t.Helper()
	numbers := make([]string, count)
	for i := range numbers {
		numbers[i] = read[store.Record](d, 201, post, Prefix+"/approvals", token, fmt.Sprintf(`{"template":%q,"subject":"Request %d"}`, template, i)).Number
		d.advance(numbers[i], true)
	}
	return numbers
}

// advance lets the process of a request look at it, as a worker would.
func (d *desk) advance(number string, first bool) {
	d.t.Helper()
	var uuid string
	require.NoError(d.t, d.Store.DB.Get(&uuid, `SELECT uuid FROM records WHERE number = $1`, number))
	_, err := d.Store.Advance(d.t.Context(), process.AdvanceIn{Life: process.Life{Number: number, UUID: uuid, Epoch: 1}, First: first,
		Open: []process.StageRef{{Stage: approval.StageApprove, Round: 1}}})
	require.NoError(d.t, err)
}

// waitingFor answers the ids of the work items that wait on somebody, by their records' numbers.
func (d *desk) waitingFor(token, narrow string) map[string]int64 {
	d.t.Helper()
	items := map[string]int64{}
	for cursor, more := "", true; more; more = cursor != "" {
		page := read[list[store.WorkItem]](d, 200, get, Prefix+"/work?kind=approval&limit=60"+narrow+"&cursor="+cursor, token, nil)
		for _, w := range page.Items {
			items[w.Record.Number] = w.ID
		}
		cursor = page.Next
	}
	return items
}

const oneOfTwo = `{"steps":[{"id":"start","kind":"submit","name":{"en":"Submit","zh":"提交"}},
	{"id":"check","kind":"approval","name":{"en":"Check","zh":"审核"},"after":["start"],"who":[{"by":"person","name":"anna"},{"by":"person","name":"bob"}],"completion":{"mode":"any"}},
	{"id":"pay","kind":"task","name":{"en":"Pay","zh":"付款"},"after":["check"],"who":[{"by":"person","name":"root"}]}]}`

// Two hundred at once, each with a result of its own; of three somebody else was faster, and it is said who.
func TestBulk_TwoHundredItemsEachWithItsResult(t *testing.T) {
	d := newDesk(t)
	root, anna, bob, carla := d.person("root", access.Admin), d.person("anna", access.Approver), d.person("bob", access.Approver), d.person("carla", access.Customer)
	d.exec(`UPDATE users SET name = 'Bob the Quick' WHERE login = 'bob'`)
	read[store.Template](d, 201, post, Prefix+"/plan-templates", root, `{"code":"buy","name":"Buy","name_en":"Buy","kind":"approval","draft":`+oneOfTwo+`}`)
	read[store.Template](d, 200, post, Prefix+"/plan-templates/buy/publish", root, `{}`)
	numbers := d.askFor(carla, "buy", 200)
	mine := d.waitingFor(anna, "&mine=true")
	require.Len(t, mine, 200, "the pages together have them all")

	faster := map[string]bool{numbers[0]: true, numbers[77]: true, numbers[199]: true}
	for n := range faster {
		read[store.Record](d, 200, post, Prefix+"/records/"+n+"/acts", bob, fmt.Sprintf(`{"verb":"approve","item":%d}`, d.waitingFor(bob, "")[n]))
	}
	body := map[string]any{"items": []int64{}, "act": map[string]any{"verb": "approve", "comment": "All of them"}}
	for _, n := range numbers {
		body["items"] = append(body["items"].([]int64), mine[n])
	}
	results := read[list[bulkResult]](d, 200, post, Prefix+"/work/acts", anna, body, "Idempotency-Key", "once").Items
	require.Len(t, results, 200)
	for i, r := range results {
		require.Equal(t, []any{numbers[i], mine[numbers[i]], !faster[numbers[i]]}, []any{r.Number, r.Item, r.Done}, "in the order of the question")
		if r.Done {
			require.Nil(t, r.Problem)
			continue
		}
		require.Equal(t, domain.Conflict, r.Problem.Code)
		require.Contains(t, r.Problem.Detail, "Bob the Quick")
	}
	again := read[list[bulkResult]](d, 200, post, Prefix+"/work/acts", anna, body, "Idempotency-Key", "once").Items
	require.Equal(t, results[1:5], again[1:5], "a repeat with the same key is done once")
	var acts []int
	require.NoError(t, d.Store.DB.Select(&acts, `SELECT count(*) FROM acts a JOIN users u ON u.id = a.actor_id WHERE a.verb = 'approve' GROUP BY u.login ORDER BY u.login`))
	require.Equal(t, []int{197, 3}, acts, "Anna's and Bob's")
	require.Empty(t, d.waitingFor(anna, ""))
	require.Empty(t, d.waitingFor(bob, ""))

	refused(d, 422, "items", post, Prefix+"/work/acts", anna, map[string]any{"items": make([]int64, 201), "act": map[string]any{"verb": "approve"}})
	refused(d, 422, "records", post, Prefix+"/work/acts", anna, `{"act":{"verb":"approve"}}`)
}

// What somebody may not see is no different from what there is not.
func TestBulk_ItemsOfOthersAreNotThere(t *testing.T) {
	d := newDesk(t)
	root, carla, stranger := d.person("root", access.Admin), d.person("carla", access.Customer), d.person("stranger", access.Approver)
	anna := d.person("anna", access.Approver)
	d.person("bob", access.Approver)
	read[store.Template](d, 201, post, Prefix+"/plan-templates", root, `{"code":"buy","name":"Buy","kind":"approval","draft":`+oneOfTwo+`}`)
	read[store.Template](d, 200, post, Prefix+"/plan-templates/buy/publish", root, `{}`)
	n := d.askFor(carla, "buy", 1)[0]
	item := d.waitingFor(anna, "")[n]
	for _, id := range []int64{item, 999999} {
		r := read[list[bulkResult]](d, 200, post, Prefix+"/work/acts", stranger, fmt.Sprintf(`{"items":[%d],"act":{"verb":"approve"}}`, id)).Items[0]
		require.Equal(t, []any{false, "", domain.NotFound}, []any{r.Done, r.Number, r.Problem.Code})
	}
	r := read[list[bulkResult]](d, 200, post, Prefix+"/work/acts", carla, fmt.Sprintf(`{"items":[%d],"act":{"verb":"approve"}}`, item)).Items[0]
	require.Equal(t, []any{false, n, domain.Forbidden}, []any{r.Done, r.Number, r.Problem.Code}, "she sees her own request, and does not approve it")
}

// The last step's decision ends the plan: whoever comes later still hears who was faster.
func TestBulk_SaysWhoEndedIt(t *testing.T) {
	d := newDesk(t)
	root, carla, anna, bob := d.person("root", access.Admin), d.person("carla", access.Customer), d.person("anna", access.Approver), d.person("bob", access.Approver)
	d.exec(`UPDATE users SET name = 'Bob the Quick' WHERE login = 'bob'`)
	read[store.Template](d, 201, post, Prefix+"/plan-templates", root, `{"code":"ok","name":"OK","kind":"approval","draft":{"steps":[
		{"id":"check","kind":"approval","name":{"en":"Check","zh":"审核"},"who":[{"by":"person","name":"anna"},{"by":"person","name":"bob"}],"completion":{"mode":"any"}}]}}`)
	read[store.Template](d, 200, post, Prefix+"/plan-templates/ok/publish", root, `{}`)
	n := d.askFor(carla, "ok", 1)[0]
	annas, bobs := d.waitingFor(anna, "")[n], d.waitingFor(bob, "")[n]
	read[store.Record](d, 200, post, Prefix+"/records/"+n+"/acts", bob, fmt.Sprintf(`{"verb":"approve","item":%d}`, bobs))
	r := read[list[bulkResult]](d, 200, post, Prefix+"/work/acts", anna, fmt.Sprintf(`{"items":[%d],"act":{"verb":"approve"}}`, annas)).Items[0]
	require.False(t, r.Done)
	require.Contains(t, r.Problem.Detail, "Bob the Quick")
}
