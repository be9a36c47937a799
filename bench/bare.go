package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
)

// bare is what a request does in the database and nothing else: the statements that the product sent, in the same transactions and
// with as many round trips, over the same driver. Where a value came from an earlier statement it comes from there again; number
// and key are new each time.
type bare struct {
	steps []bareStep
}

type bareStep struct {
	statement string
	exec      bool
	args      []bareArg
	keep      bool // later steps use its rows
}

// bareArg is a constant, or the value at a row and column of an earlier step, or what the caller names.
type bareArg struct {
	value    driver.Value
	from     *place
	named    string
	replaces bool
}

type place struct{ step, row, column int }

// bareOf makes a request's statements repeatable. named are values that stand for what each repetition brings.
func bareOf(steps []step, named map[string]string) (bare, error) {
	var b bare
	for n, s := range steps {
		if strings.HasPrefix(s.statement, "-- ") || s.statement == rollback {
			return b, fmt.Errorf("what was recorded failed: %s", s.statement)
		}
		bs := bareStep{statement: s.statement, exec: s.exec}
		for _, v := range s.args {
			a := bareArg{value: v}
			if text, ok := v.(string); ok {
				a.named, a.replaces = named[text], named[text] != ""
			}
			if !a.replaces {
				a.from = origin(steps[:n], v)
			}
			if a.from != nil {
				b.steps[a.from.step].keep = true
			}
			bs.args = append(bs.args, a)
		}
		b.steps = append(b.steps, bs)
	}
	return b, nil
}

func origin(earlier []step, v driver.Value) *place {
	for s := range earlier {
		for r, row := range earlier[s].rows {
			for c, came := range row {
				if linked(v, came) {
					return &place{s, r, c}
				}
			}
		}
	}
	return nil
}

// count answers how many statements the request has, and how many of them within its transaction.
func (b bare) count() (all, inside int) {
	within := false
	for _, s := range b.steps {
		switch s.statement {
		case begin:
			within = true
		case commit:
			within = false
		default:
			if all++; within {
				inside++
			}
		}
	}
	return all, inside
}

type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// do repeats the request's statements once.
func (b bare) do(ctx context.Context, db *sql.DB, named map[string]string) error {
	came := make([][][]any, len(b.steps))
	var on querier = db
	var tx *sql.Tx
	for n, s := range b.steps {
		var err error
		switch s.statement {
		case begin:
			if tx, err = db.BeginTx(ctx, nil); err == nil {
				on = tx
				defer func() { _ = tx.Rollback() }()
			}
		case commit:
			on, err = db, tx.Commit()
		default:
			came[n], err = s.do(ctx, on, came, named)
		}
		if err != nil {
			return fmt.Errorf("%w in the bare statement %s", err, strings.Join(strings.Fields(s.statement), " "))
		}
	}
	return nil
}

func (s bareStep) do(ctx context.Context, on querier, came [][][]any, named map[string]string) ([][]any, error) {
	args := make([]any, len(s.args))
	for i, a := range s.args {
		switch {
		case a.replaces:
			args[i] = named[a.named]
		case a.from != nil:
			if len(came[a.from.step]) <= a.from.row {
				return nil, fmt.Errorf("a row fewer came back than when it was recorded")
			}
			args[i] = came[a.from.step][a.from.row][a.from.column]
		default:
			args[i] = a.value
		}
	}
	if s.exec {
		_, err := on.ExecContext(ctx, s.statement, args...)
		return nil, err
	}
	rows, err := on.QueryContext(ctx, s.statement, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	return s.scan(rows)
}

// scan reads all rows, as the product does, and keeps them where they are used.
func (s bareStep) scan(rows *sql.Rows) ([][]any, error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var kept [][]any
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		if s.keep {
			kept = append(kept, row)
		}
	}
	return kept, rows.Err()
}
