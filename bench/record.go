package main

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"sync"
	"time"
)

// step is one statement as the product sent it, with what came back. Begin, commit and rollback are statements too.
type step struct {
	statement string
	exec      bool // it answers no rows
	args      []driver.Value
	rows      [][]driver.Value
}

const (
	begin    = "BEGIN"
	commit   = "COMMIT"
	rollback = "ROLLBACK"
)

// recorder notes what goes over the connections of the connector that it wraps, in order; one request at a time is recorded.
type recorder struct {
	driver.Connector
	mu    sync.Mutex
	steps []step
}

// take answers what was recorded since the last time.
func (r *recorder) take() []step {
	r.mu.Lock()
	defer r.mu.Unlock()
	steps := r.steps
	r.steps = nil
	return steps
}

func (r *recorder) note(s step) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps = append(r.steps, s)
	return len(r.steps) - 1
}

func (r *recorder) noteRow(at int, row []driver.Value) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at < len(r.steps) {
		r.steps[at].rows = append(r.steps[at].rows, row)
	}
}

// Connect opens a connection that is recorded.
func (r *recorder) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c, ok := inner.(recordable)
	if !ok {
		return nil, errors.New("this driver's connections cannot be recorded")
	}
	return &recorded{c, r}, nil
}

type recordable interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ExecerContext
	driver.NamedValueChecker
	driver.QueryerContext
}

type recorded struct {
	recordable
	log *recorder
}

func values(args []driver.NamedValue) []driver.Value {
	vs := make([]driver.Value, len(args))
	for i, a := range args {
		vs[i] = a.Value
	}
	return vs
}

// ExecContext notes the statement and passes it on.
func (c *recorded) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.log.note(step{statement: query, exec: true, args: values(args)})
	return c.recordable.ExecContext(ctx, query, args)
}

// QueryContext notes the statement, passes it on, and notes its rows.
func (c *recorded) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	at := c.log.note(step{statement: query, args: values(args)})
	rows, err := c.recordable.QueryContext(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return &recordedRows{rows, c.log, at}, nil
}

// BeginTx notes the transaction's beginning and end.
func (c *recorded) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	c.log.note(step{statement: begin})
	tx, err := c.recordable.BeginTx(ctx, o)
	return recordedTx{tx, c.log}, err
}

type recordedTx struct {
	driver.Tx
	log *recorder
}

func (t recordedTx) Commit() error {
	t.log.note(step{statement: commit})
	return t.Tx.Commit()
}

func (t recordedTx) Rollback() error {
	t.log.note(step{statement: rollback})
	return t.Tx.Rollback()
}

type recordedRows struct {
	driver.Rows
	log *recorder
	at  int
}

func (r *recordedRows) Next(dest []driver.Value) error {
	err := r.Rows.Next(dest)
	if err == nil {
		row := slices.Clone(dest)
		for i, v := range row {
			if b, ok := v.([]byte); ok {
				row[i] = bytes.Clone(b)
			}
		}
		r.log.noteRow(r.at, row)
	} else if !errors.Is(err, io.EOF) {
		r.log.note(step{statement: "-- " + err.Error()})
	}
	return err
}

// linked tells whether an argument surely is a value that came back earlier: one that could not meet it by accident.
func linked(arg, came driver.Value) bool {
	switch a := arg.(type) {
	case int64:
		c, ok := came.(int64)
		return ok && a == c && a > 1_000_000
	case string:
		switch c := came.(type) {
		case string:
			return a == c && len(a) >= 8
		case []byte:
			return a == string(c) && len(a) >= 8
		}
	case time.Time:
		c, ok := came.(time.Time)
		return ok && a.Equal(c)
	}
	return false
}
