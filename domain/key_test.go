package domain

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKey_ReadsIdCodeNullAndAbsence(t *testing.T) {
	for raw, want := range map[string]Key{
		`{}`:               {},
		`{"key":null}`:     {Given: true},
		`{"key":""}`:       {Given: true},
		`{"key":12}`:       {Given: true, ID: 12},
		`{"key":" net-1"}`: {Given: true, Code: "net-1"},
	} {
		var in struct {
			Key Key `json:"key,omitzero"`
		}
		require.NoError(t, json.Unmarshal([]byte(raw), &in), raw)
		require.Equal(t, want, in.Key, raw)
	}
	for _, bad := range []string{`{"key":1.5}`, `{"key":-1}`, `{"key":0}`, `{"key":true}`, `{"key":[1]}`, `{"key":{}}`} {
		var in struct{ Key Key }
		require.Error(t, json.Unmarshal([]byte(bad), &in), bad)
	}
}

func TestKey_WritesWhatItReads(t *testing.T) {
	for want, k := range map[string]Key{`12`: ByID(12), `"net"`: ByCode("net"), `null`: {Given: true}} {
		raw, err := json.Marshal(k)
		require.NoError(t, err)
		require.Equal(t, want, string(raw))
	}
}

func TestParseKey(t *testing.T) {
	for text, want := range map[string]Key{"": {}, "12": ByID(12), "net": ByCode("net"), "-1": ByCode("-1"), "99999999999999999999": ByCode("99999999999999999999")} {
		require.Equal(t, want, ParseKey(text), text)
	}
}
