package store

import (
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/stretchr/testify/require"
)

func kept(t *testing.T, s *Store) (n int) {
	t.Helper()
	require.NoError(t, s.DB.Get(&n, `SELECT count(*) FROM pg_prepared_statements`))
	return n
}

func TestPrepared_AStatementIsPreparedOnceAConnection(t *testing.T) {
	s, _ := openTest(t)
	s.DB.SetMaxOpenConns(1)
	for range 3 {
		var n int
		require.NoError(t, s.DB.Get(&n, `SELECT $1::int`, 7))
		require.Equal(t, 7, n)
		tx := s.DB.MustBegin()
		tx.MustExec(`UPDATE desk_settings SET accept_days = $1`, 7)
		require.NoError(t, tx.Rollback())
	}
	require.Equal(t, 2, kept(t, s))
}

func TestPrepared_PlansWithItsValuesWhatAsksForIt(t *testing.T) {
	s, _ := openTest(t)
	s.DB.SetMaxOpenConns(1)
	var n int
	require.NoError(t, s.DB.GetContext(withOwnPlan(t.Context()), &n, `SELECT $1::int`, 7))
	require.Equal(t, 7, n)
	require.Zero(t, kept(t, s))
}

func TestPrepared_KeepsOnlySoMany(t *testing.T) {
	s, _ := openTest(t)
	s.DB.SetMaxOpenConns(1)
	for i := range keptStatements + 5 {
		s.DB.MustExec(`SELECT $1::int + `+string(rune('0'+i%10))+` + `+string(rune('0'+i/10%10))+` + 10 * `+string(rune('0'+i/100)), 7)
	}
	require.Equal(t, keptStatements, kept(t, s))
}

func TestPrepared_OutlivesAChangeOfItsTable(t *testing.T) {
	s, _ := openTest(t)
	s.DB.SetMaxOpenConns(1)
	s.DB.MustExec(`CREATE TABLE t (a int); INSERT INTO t VALUES (7)`)
	read := func() error {
		return s.Tx(t.Context(), func(tx *sqlx.Tx) error {
			_, err := tx.Exec(`SELECT * FROM t WHERE a > $1`, 1)
			return err
		})
	}
	require.NoError(t, read())
	s.DB.MustExec(`ALTER TABLE t ADD b int`)
	require.NoError(t, read())
}

func TestPrepared_RefusalsLeaveTheConnectionUsable(t *testing.T) {
	s, _ := openTest(t)
	s.DB.SetMaxOpenConns(1)
	for range 2 {
		_, err := s.DB.Exec(`INSERT INTO queues (code, name) VALUES ($1, $2)`, nil, "x")
		require.Error(t, err)
		_, err = s.DB.Exec(`SELEC $1`, 1)
		require.Error(t, err)
		require.NoError(t, s.DB.Ping())
	}
}
