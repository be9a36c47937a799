package main

import (
	"io"
	"log/slog"

	"steward/workflows"
)

// newLog makes the log of a server: one line per event, as key=value or as JSON.
func newLog(w io.Writer, c config) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.LogLevel, ReplaceAttr: sayRecord}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// sayRecord makes every line about a record say so under the same key: Temporal knows records as workflows.
func sayRecord(_ []string, a slog.Attr) slog.Attr {
	if a.Key == "WorkflowID" && a.Value.Kind() == slog.KindString {
		number, _ := workflows.ParseID(a.Value.String())
		return slog.String("record", number)
	}
	return a
}
