package main

import (
	"io"
	"log/slog"
)

// newLog makes the log of a server: one line of key=value per event.
func newLog(w io.Writer, c config) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: c.LogLevel}))
}
