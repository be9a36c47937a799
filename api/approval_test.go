package api

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/store"
)

// Requests obey the rule of access as incidents do; whom a plan asks may see what he is asked about, and nobody else.
func TestApproval_EveryPathEqualsTheRule(t *testing.T) {
	d, tokens := newOffice(t)
	read[store.Template](d, 201, post, Prefix+"/plan-templates", tokens["admin"], `{"code":"buy","name":"Buy","name_en":"Buy","kind":"approval","draft":{"steps":[
		{"id":"start","kind":"submit","name":{"en":"Submit","zh":"提交"}},
		{"id":"check","kind":"approval","name":{"en":"Check","zh":"审核"},"who":[{"by":"person","name":"approver"},{"by":"group","name":"net","pool":true}],"completion":{"mode":"all"}}]}}`)
	read[store.Template](d, 200, post, Prefix+"/plan-templates/buy/publish", tokens["admin"], `{}`)
	var numbers []string
	for _, who := range []string{"x-one", "x-all", "y-one", "employee", "agent"} {
		numbers = append(numbers, d.askFor(tokens[who], "buy", 1)...)
	}
	d.exec(`INSERT INTO watchers SELECT r.id, u.id FROM records r, users u WHERE u.login = 'y-one' ON CONFLICT DO NOTHING`)
	for _, p := range viewers {
		v, err := d.Store.ViewerOf(context.Background(), domain.ByCode(p.login))
		require.NoError(t, err)
		may := d.may(t, v, numbers)
		got := []string{}
		for _, r := range read[list[store.ApprovalRow]](d, 200, get, Prefix+"/approvals", tokens[p.login], nil).Items {
			got = append(got, r.Number)
		}
		require.Equal(t, may, sorted(got), "list of %s", p.login)
		require.Equal(t, may, d.told(t, v, numbers), "live of %s", p.login)
		sees := map[string]bool{}
		for _, n := range may {
			sees[n] = true
		}
		for _, n := range numbers {
			want := 404
			if sees[n] {
				want = 200
			}
			for _, path := range []string{"", "/timeline", "/messages", "/attachments", "/receipts", "/print"} {
				require.Equal(t, want, d.call(get, Prefix+"/records/"+n+path, tokens[p.login], nil).Code, "%s: %s%s", p.login, n, path)
			}
			if want == 404 {
				require.Equal(t, 404, d.call(post, Prefix+"/records/"+n+"/acts", tokens[p.login], map[string]any{"verb": "approve", "plan_item": 1}).Code)
			}
		}
	}
	require.Len(t, d.waitingFor(tokens["approver"], ""), 5)
	require.Len(t, d.waitingFor(tokens["net"], ""), 5, "a member of the pool")
	require.Empty(t, d.waitingFor(tokens["app"], ""))
}

func TestApproval_BadInputNamesTheField(t *testing.T) {
	d, tokens := newOffice(t)
	read[store.Template](d, 201, post, Prefix+"/plan-templates", tokens["admin"], `{"code":"buy","name":"Buy","name_en":"Buy","kind":"approval","draft":`+oneOfTwoFor("approver", "manager")+`}`)
	at, me := Prefix+"/approvals", tokens["employee"]
	refused(d, 422, "template", post, at, me, map[string]any{"template": "buy", "subject": "Not published yet"})
	read[store.Template](d, 200, post, Prefix+"/plan-templates/buy/publish", tokens["admin"], `{}`)
	refused(d, 422, "template", post, at, me, map[string]any{"template": "never", "subject": "x"})
	refused(d, 422, "subject", post, at, me, map[string]any{"template": "buy", "subject": "  "})
	refused(d, 403, "requester", post, at, me, map[string]any{"template": "buy", "subject": "x", "requester": "manager"})
	refused(d, 422, "chosen.first", post, at, me, map[string]any{"template": "buy", "subject": "x", "chosen": map[string]any{"first": []string{"never"}}})
	refused(d, 403, "", post, at, tokens["auditor"], map[string]any{"template": "buy", "subject": "x"})
	n := d.askFor(me, "buy", 1)[0]
	acts := Prefix + "/records/" + n + "/acts"
	refused(d, 422, "comment", post, acts, tokens["approver"], map[string]any{"verb": "reject", "plan_item": 1})
	refused(d, 422, "to", post, acts, tokens["approver"], map[string]any{"verb": "transfer", "plan_item": 1})
	refused(d, 422, "to", post, acts, tokens["approver"], map[string]any{"verb": "transfer", "plan_item": 1, "to": []string{"never"}})
	refused(d, 422, "to", post, acts, tokens["approver"], map[string]any{"verb": "delegate", "plan_item": 1, "to": []string{"manager"}})
	refused(d, 422, "where", post, acts, tokens["approver"], map[string]any{"verb": "add_signer", "plan_item": 1, "to": []string{"agent"}})
	refused(d, 404, "step", post, acts, tokens["approver"], map[string]any{"verb": "return", "plan_item": 1, "step": "never", "comment": "x"})
	refused(d, 404, "", post, acts, tokens["approver"], map[string]any{"verb": "approve", "plan_item": 99})
	refused(d, 403, "", post, acts, tokens["admin"], map[string]any{"verb": "approve", "plan_item": 1})
	refused(d, 422, "verb", post, acts, tokens["approver"], map[string]any{"verb": "resolve"})
	refused(d, 422, "item", post, acts, tokens["approver"], map[string]any{"verb": "approve", "item": 424242})
	r := read[store.Record](d, 200, post, acts, tokens["approver"], map[string]any{"verb": "approve", "plan_item": 1, "comment": "Fine"})
	require.Equal(t, "yes", string(r.Plan.Items[0].Status))
	refused(d, 409, "", post, acts, tokens["manager"], map[string]any{"verb": "reject", "plan_item": 2, "comment": "No"})
}

// oneOfTwoFor is oneOfTwo for other people.
func oneOfTwoFor(a, b string) string {
	return fmt.Sprintf(`{"steps":[{"id":"start","kind":"submit","name":{"en":"Submit","zh":"提交"}},
		{"id":"check","kind":"approval","name":{"en":"Check","zh":"审核"},"who":[{"by":"person","name":%q},{"by":"person","name":%q}]}]}`, a, b)
}
