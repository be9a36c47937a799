package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/domain/sla"
	"steward/store"
)

const policies = Prefix + "/policies"

func TestPolicies_WhoMayReadAndWrite(t *testing.T) {
	d := newDesk(t)
	admin, agent, customer := d.person("admin", access.Admin), d.person("agent", access.Agent), d.person("customer", access.Customer)
	auditor := d.person("auditor", access.Auditor)
	gold := m{"name": "金牌", "name_en": "Gold", "targets": []m{{"priority": 1, "first_response": 900, "resolution": 14400}},
		"levels": []m{{"level": 1, "percent": 100, "actions": []m{{"do": "notify", "who": "manager"}}}, {"level": 2, "after": 7200, "actions": []m{{"do": "raise_priority"}}}}}
	made := read[store.Policy](d, http.StatusCreated, post, policies, admin, gold)
	require.Equal(t, "gold", made.Code)
	require.Equal(t, sla.Seconds(900), *made.Targets[0].FirstResponse)
	require.Nil(t, made.Targets[0].Task)
	require.Equal(t, sla.Seconds(7200), made.Levels[1].After)
	for _, token := range []string{agent, customer, auditor} {
		refused(d, http.StatusForbidden, "", post, policies, token, gold)
		refused(d, http.StatusForbidden, "", patch, policies+"/gold", token, m{"name": "x"})
		refused(d, http.StatusForbidden, "", put, policies+"/order", token, m{"policies": []any{"gold"}})
	}
	for _, token := range []string{agent, auditor} {
		require.Equal(t, []store.Policy{made}, read[list[store.Policy]](d, http.StatusOK, get, policies, token, nil).Items)
		require.Equal(t, made, read[store.Policy](d, http.StatusOK, get, policies+"/gold", token, nil))
	}
	refused(d, http.StatusForbidden, "", get, policies, customer, nil)
	refused(d, http.StatusForbidden, "", post, policies+"/choose", customer, m{"facts": m{"priority": 1}})
	refused(d, http.StatusNotFound, "", get, policies+"/silver", agent, nil)

	refused(d, http.StatusConflict, "version", patch, policies+"/gold", admin, m{"version": 9, "warnings": []int{}})
	p := refused(d, http.StatusUnprocessableEntity, "targets[0].resolution", patch, policies+"/gold", admin, m{"targets": []m{{"priority": 1, "resolution": -1}}}, "Accept-Language", "zh")
	require.Contains(t, p.Detail, "大于 0 秒")
	refused(d, http.StatusUnprocessableEntity, "conditions.category[0]", patch, policies+"/gold", admin, m{"conditions": m{"category": []string{"nowhere"}}})
	refused(d, http.StatusUnprocessableEntity, "conditions.colour", patch, policies+"/gold", admin, m{"conditions": m{"colour": []string{"red"}}})
	refused(d, http.StatusUnprocessableEntity, "targets[0].resolution", patch, policies+"/gold", admin, m{"targets": []m{{"priority": 1, "resolution": "4h"}}})
	refused(d, http.StatusUnprocessableEntity, "policies", put, policies+"/order", admin, m{"policies": []any{}})
	read[store.Policy](d, http.StatusCreated, post, policies, admin, m{"name": "Silver"})
	ordered := read[list[store.Policy]](d, http.StatusOK, put, policies+"/order", admin, m{"policies": []any{"silver", made.ID}}).Items
	require.Equal(t, []string{"silver", "gold"}, []string{ordered[0].Code, ordered[1].Code})
}

// Which policy applies to a record is told to who may see it, in the language of who asks.
func TestPolicies_Choose(t *testing.T) {
	d, tokens := newOffice(t)
	admin := tokens["admin"]
	read[store.Policy](d, http.StatusCreated, post, policies, admin, m{"name": "Urgent", "conditions": m{"priority": []int{1}}})
	read[store.Policy](d, http.StatusCreated, post, policies, admin, m{"name": "秘密", "name_en": "Secret", "conditions": m{"queue": []string{"secret"}},
		"targets": []m{{"priority": 3, "resolution": 60}}})
	number := read[store.Record](d, http.StatusCreated, post, Prefix+"/incidents", admin, m{"kind": "incident", "subject": "x", "urgency": 2, "impact": 2, "queue": "secret"}).Number
	choose := func(token string, body m, headers ...string) store.Choice {
		return read[store.Choice](d, http.StatusOK, post, policies+"/choose", token, body, headers...)
	}
	c := choose(tokens["net"], m{"record": number})
	require.Equal(t, "secret", c.Policy.Code)
	require.Equal(t, sla.Seconds(60), *c.Promised.Resolution)
	require.Equal(t, "does not apply: priority is 3, not 1", c.Tried[0].Text)
	require.Equal(t, "适用：队列为“Secret”", choose(tokens["net"], m{"record": number}, "Accept-Language", "zh").Tried[1].Text)
	refused(d, http.StatusNotFound, "", post, policies+"/choose", tokens["nobody"], m{"record": number})
	refused(d, http.StatusNotFound, "", post, policies+"/choose", admin, m{"record": "INC-999999"})

	c = choose(tokens["agent"], m{"facts": m{"priority": 2, "queue": "open"}})
	require.Nil(t, c.Policy)
	require.Nil(t, c.Promised)
	require.Len(t, c.Tried, 2)
	refused(d, http.StatusUnprocessableEntity, "record", post, policies+"/choose", admin, m{})
	refused(d, http.StatusUnprocessableEntity, "record", post, policies+"/choose", admin, m{"record": number, "facts": m{"priority": 1}})
	refused(d, http.StatusUnprocessableEntity, "facts.priority", post, policies+"/choose", admin, m{"facts": m{"priority": 6}})
	refused(d, http.StatusUnprocessableEntity, "facts.queue", post, policies+"/choose", admin, m{"facts": m{"priority": 1, "queue": "nowhere"}})
}
