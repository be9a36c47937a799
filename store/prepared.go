package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/lib/pq"
)

// keptStatements is how many prepared statements a connection keeps.
const keptStatements = 250

// connector makes connections of lib/pq that prepare each statement once and keep it. Left alone the driver prepares every
// statement with parameters anew: a second round trip, and a plan each time, which for a record's page costs more than its rows.
type connector struct{ driver.Connector }

// NewConnector answers what connects to the database at address as Open does, for a database/sql pool of one's own.
func NewConnector(address string) (driver.Connector, error) {
	dsn, err := withLockTimeout(address)
	if err != nil {
		return nil, err
	}
	inner, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	return connector{inner}, nil
}

// Connect opens a connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	raw, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	inner, ok := raw.(pqConn)
	if !ok {
		return raw, nil
	}
	kept, err := simplelru.NewLRU(keptStatements, func(_ string, s keptStatement) { _ = s.Close() }) // a broken connection takes them along
	if err != nil {
		return nil, err
	}
	return &conn{pqConn: inner, kept: kept}, nil
}

// pqConn is what a connection of lib/pq can do.
type pqConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

type keptStatement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// conn is one connection with the statements that it keeps; database/sql lets one goroutine use it at a time.
type conn struct {
	pqConn
	kept *simplelru.LRU[string, keptStatement]
}

// QueryContext runs a query by its kept statement. One without parameters, or one that asks for a plan of its own, goes as it is.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query, len(args))
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.pqConn.QueryContext(ctx, query, args)
	}
	rows, err := s.QueryContext(ctx, args)
	return rows, c.outlived(err)
}

// ExecContext is QueryContext for statements that answer no rows.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query, len(args))
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.pqConn.ExecContext(ctx, query, args)
	}
	res, err := s.ExecContext(ctx, args)
	return res, c.outlived(err)
}

func (c *conn) statement(ctx context.Context, query string, args int) (keptStatement, error) {
	if args == 0 || ctx.Value(ownPlan{}) != nil {
		return nil, nil
	}
	if s, ok := c.kept.Get(query); ok {
		return s, nil
	}
	made, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s, ok := made.(keptStatement)
	if !ok {
		return nil, made.Close()
	}
	c.kept.Add(query, s)
	return s, nil
}

// outlived lets go of all statements when one is refused because tables changed under it, or because the server forgot it.
func (c *conn) outlived(err error) error {
	var refused *pq.Error
	if errors.As(err, &refused) && (refused.Code == stalePlan || refused.Code == unknownStatement) {
		c.kept.Purge()
	}
	return err
}

// What PostgreSQL calls a kept statement whose tables changed under it, and one that it does not know.
const (
	stalePlan        = "0A000"
	unknownStatement = "26000"
)

// ownPlan marks a context whose queries are planned with their values: those whose best plan depends on them.
type ownPlan struct{}

func withOwnPlan(ctx context.Context) context.Context { return context.WithValue(ctx, ownPlan{}, true) }
