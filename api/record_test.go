package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

// A subject is words, however it comes: spaces around it are nothing, and spaces alone are refused.
func TestSubject_IsWordsWhenRaisedAndWhenEdited(t *testing.T) {
	d := newDesk(t)
	agent := d.person("anna", access.Agent)
	body := map[string]any{"kind": "incident", "subject": " \t ", "urgency": 2, "impact": 2}
	refused(d, 422, "subject", post, Prefix+"/incidents", agent, body)
	body["subject"] = " Printer "
	r := read[store.Record](d, 201, post, Prefix+"/incidents", agent, body)
	require.Equal(t, "Printer", r.Title)

	at := Prefix + "/records/" + r.Number
	refused(d, 422, "subject", patch, at, agent, map[string]any{"subject": "   "}, "If-Match", `"1"`)
	r = read[store.Record](d, 200, patch, at, agent, map[string]any{"subject": " Printer 2 ", "serial_number": " SN-1 "}, "If-Match", `"1"`)
	require.Equal(t, []string{"Printer 2", "SN-1"}, []string{r.Title, r.SerialNumber})
}
