package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLog_NamesTheRecordUnderOneKey(t *testing.T) {
	var b bytes.Buffer
	log := newLog(&b, config{LogFormat: "json"})
	log.Info("activity error", "WorkflowID", "INC-000045~2", "ActivityType", "Advance")
	var line map[string]any
	require.NoError(t, json.Unmarshal(b.Bytes(), &line))
	require.Equal(t, "INC-000045", line["record"])
	require.NotContains(t, line, "WorkflowID")
}

func TestLog_IsTextUnlessAskedOtherwise(t *testing.T) {
	c, err := readConfig()
	require.NoError(t, err)
	var b bytes.Buffer
	newLog(&b, c).Info("relay", "record", "INC-000001")
	require.Contains(t, b.String(), "level=INFO msg=relay record=INC-000001\n")
	t.Setenv("STEWARD_LOG_FORMAT", "xml")
	_, err = readConfig()
	require.ErrorContains(t, err, "STEWARD_LOG_FORMAT")
	require.ErrorContains(t, err, "json")
}
