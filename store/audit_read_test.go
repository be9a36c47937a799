package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/ledger"
	"steward/testkit"
)

// chains is a store with three people, each with a chain of three rows.
func chains(t *testing.T) *Store {
	t.Helper()
	s := &Store{DB: testkit.DB(t)}
	for _, login := range []string{"anna", "bert", "cleo"} {
		u, err := s.CreateUser(context.Background(), access.Viewer{}, UserInput{Login: &login, Name: &login}, "", "")
		require.NoError(t, err)
		for _, title := range []string{"引号\"<b>&", "2 \\ 3"} {
			_, err = s.UpdateUser(context.Background(), access.Viewer{UserID: u.ID}, domain.ByID(u.ID), UserInput{Title: &title})
			require.NoError(t, err)
		}
	}
	v, err := s.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Equal(t, Verification{Rows: 9, Subjects: 3, OK: true, Broken: []Broken{}}, v)
	return s
}

// behindItsBack changes the audit trail as somebody with the whole database in hand could.
func behindItsBack(t *testing.T, s *Store, query string) []Broken {
	t.Helper()
	s.DB.MustExec(`ALTER TABLE audit DISABLE TRIGGER ALL`)
	s.DB.MustExec(query)
	s.DB.MustExec(`ALTER TABLE audit ENABLE TRIGGER ALL`)
	v, err := s.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Equal(t, len(v.Broken) == 0, v.OK)
	return v.Broken
}

func TestVerifyAudit_NamesTheRow(t *testing.T) {
	s := chains(t)
	subject := func(login string) string {
		var id int64
		require.NoError(t, s.DB.Get(&id, `SELECT id FROM users WHERE login = $1`, login))
		return fmt.Sprintf("user:%d", id)
	}
	anna, bert, cleo := subject("anna"), subject("bert"), subject("cleo")
	keep := func(t *testing.T) {
		s.DB.MustExec(`CREATE TABLE kept AS TABLE audit; CREATE TABLE kept_heads AS TABLE audit_heads`)
		t.Cleanup(func() {
			require.Empty(t, behindItsBack(t, s, `DELETE FROM audit; INSERT INTO audit OVERRIDING SYSTEM VALUE SELECT * FROM kept; DROP TABLE kept;
				DELETE FROM audit_heads; INSERT INTO audit_heads SELECT * FROM kept_heads; DROP TABLE kept_heads`))
		})
	}
	for name, c := range map[string]struct {
		query string
		want  Broken
	}{
		"a change":         {`UPDATE audit SET changes = jsonb_set(changes, '{title,1}', '"chief"') WHERE seq = 2 AND subject = '` + bert + `'`, Broken{bert, 2, "changed"}},
		"an actor":         {`UPDATE audit SET actor_id = 77 WHERE seq = 3 AND subject = '` + cleo + `'`, Broken{cleo, 3, "changed"}},
		"a time":           {`UPDATE audit SET at = at - interval '1 microsecond' WHERE seq = 1 AND subject = '` + anna + `'`, Broken{anna, 1, "changed"}},
		"a reason":         {`UPDATE audit SET why = 'asked to' WHERE seq = 1 AND subject = '` + anna + `'`, Broken{anna, 1, "changed"}},
		"a row gone":       {`DELETE FROM audit WHERE seq = 2 AND subject = '` + bert + `'`, Broken{bert, 3, "missing"}},
		"a tail cut":       {`DELETE FROM audit WHERE seq = 3 AND subject = '` + bert + `'`, Broken{bert, 2, "cut"}},
		"a chain gone":     {`DELETE FROM audit WHERE subject = '` + bert + `'`, Broken{bert, 0, "cut"}},
		"a head set back":  {`UPDATE audit_heads SET seq = 2 WHERE subject = '` + bert + `'`, Broken{bert, 3, "unknown head"}},
		"a chain made new": {`UPDATE audit_heads SET head = 'x' WHERE subject = '` + bert + `'`, Broken{bert, 3, "changed"}},
	} {
		t.Run(name, func(t *testing.T) {
			keep(t)
			require.Equal(t, []Broken{c.want}, behindItsBack(t, s, c.query))
		})
	}
}

func TestAudit_RefusesChangesAndIsReadLatestFirst(t *testing.T) {
	s, ctx := chains(t), context.Background()
	for _, query := range []string{`UPDATE audit SET why = 'x'`, `DELETE FROM audit`, `TRUNCATE audit`} {
		_, err := s.DB.Exec(query)
		require.ErrorContains(t, err, "append-only")
	}
	seen := 0
	q := AuditQuery{Limit: 4}
	for {
		page, err := s.Audit(ctx, q)
		require.NoError(t, err)
		seen += len(page.Items)
		for i := 1; i < len(page.Items); i++ {
			require.Greater(t, page.Items[i-1].ID, page.Items[i].ID)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	require.Equal(t, 9, seen)
	page, err := s.Audit(ctx, AuditQuery{Actor: domain.ByCode("bert")})
	require.NoError(t, err)
	require.Len(t, page.Items, 2, "what bert did himself")
	require.Equal(t, "bert", page.Items[0].Actor.Login)
	own, err := s.Audit(ctx, AuditQuery{Subject: page.Items[0].Subject, To: page.Items[0].At})
	require.NoError(t, err)
	require.Len(t, own.Items, 2, "before the last")
	require.JSONEq(t, `["", "引号\"<b>&"]`, changed(t, own.Items[0], "title"))
	_, err = s.Audit(ctx, AuditQuery{Cursor: "x"})
	require.Equal(t, domain.Invalid, domain.CodeOf(err))
}

// The database rounds what is finer than a microsecond: the chain must have hashed what it keeps.
func TestVerifyAudit_HoldsForInstantsFinerThanTheDatabases(t *testing.T) {
	s := chains(t)
	require.NoError(t, s.Tx(context.Background(), func(tx *sqlx.Tx) error {
		e := auditEntry{Subject: "INC-1", Verb: "create"}
		row, err := e.row(1, time.Date(2026, 8, 26, 2, 56, 36, 666666666, time.UTC))
		if err != nil {
			return err
		}
		hash := ledger.Hash(nil, row)
		tx.MustExec(`INSERT INTO audit_heads (subject, head, seq) VALUES ('INC-1', $1, 1)`, hash)
		return insertAudit(context.Background(), tx, 0, row, hash)
	}))
	v, err := s.VerifyAudit(context.Background())
	require.NoError(t, err)
	require.Equal(t, Verification{Rows: 10, Subjects: 4, OK: true, Broken: []Broken{}}, v)
}
