package testkit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"steward/schema"
)

// DatabaseURL makes a fresh, migrated database and answers its address; it is dropped with the test. Its user is a
// superuser, and its clock may be moved.
func DatabaseURL(t testing.TB) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	server := serverURL(t)
	db, err := sql.Open("postgres", on(t, server, "postgres"))
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	from := template(ctx, t, server, db)
	name := "t_" + strings.ToLower(rand.Text()[:12])
	execute(ctx, t, db, "CREATE DATABASE "+name+" TEMPLATE "+from)
	t.Cleanup(func() { drop(t, server, name) })
	return on(t, server, name)
}

// DB opens a fresh, migrated database as DatabaseURL makes it; both are gone with the test.
func DB(t testing.TB) *sqlx.DB {
	t.Helper()
	db, err := sqlx.Connect("postgres", DatabaseURL(t))
	require.NoError(t, err)
	db.SetMaxOpenConns(20)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func serverURL(t testing.TB) string {
	t.Helper()
	if u := os.Getenv(DatabaseVar); u != "" {
		return u
	}
	return ours(t, false).DatabaseURL
}

// on answers the address of another database of the same server.
func on(t testing.TB, server, database string) string {
	t.Helper()
	u, err := url.Parse(server)
	require.NoError(t, err)
	u.Path = "/" + database
	return u.String()
}

var templates struct {
	sync.Mutex
	made map[string]string // server → name
}

// template makes the migrated database that tests copy, once per server and version of the schema. Several test
// processes may ask at once; a killed one leaves nothing that the next would take for whole.
func template(ctx context.Context, t testing.TB, server string, db *sql.DB) string {
	t.Helper()
	templates.Lock()
	defer templates.Unlock()
	if name := templates.made[server]; name != "" {
		return name
	}
	name := "template_" + schema.Fingerprint()[:16]
	conn, err := db.Conn(ctx)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	const lock = 7_305_119 // any number of our own
	_, err = conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", lock)
	require.NoError(t, err)
	defer func() {
		_, err := conn.ExecContext(context.Background(), "SELECT pg_advisory_unlock($1)", lock)
		require.NoError(t, err)
	}()
	var there bool
	require.NoError(t, conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there))
	if !there {
		draft := name + "_draft"
		execute(ctx, t, db, "DROP DATABASE IF EXISTS "+draft+" WITH (FORCE)")
		execute(ctx, t, db, "CREATE DATABASE "+draft)
		migrate(ctx, t, on(t, server, draft))
		execute(ctx, t, db, "CREATE DATABASE "+name+" TEMPLATE "+draft)
		execute(ctx, t, db, "DROP DATABASE "+draft+" WITH (FORCE)")
	}
	if templates.made == nil {
		templates.made = map[string]string{}
	}
	templates.made[server] = name
	return name
}

func migrate(ctx context.Context, t testing.TB, url string) {
	t.Helper()
	require.NoError(t, schema.Migrate(ctx, url))
}

func drop(t testing.TB, server, name string) {
	t.Helper()
	db, err := sql.Open("postgres", on(t, server, "postgres"))
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	execute(context.Background(), t, db, "DROP DATABASE IF EXISTS "+pq.QuoteIdentifier(name)+" WITH (FORCE)")
}

func execute(ctx context.Context, t testing.TB, db *sql.DB, statement string) {
	t.Helper()
	_, err := db.ExecContext(ctx, statement)
	require.NoError(t, err, statement)
}
