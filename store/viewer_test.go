package store

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/testkit"
)

// A queue is listed by the desk if it is open, else by the groups that own it or are granted it; never by others.
func TestViewer_QueuesByOwnershipGrantAndOpenness(t *testing.T) {
	s := &Store{DB: testkit.DB(t)}
	s.DB.MustExec(`
		INSERT INTO users (login, name, roles) VALUES ('agent', 'a', '{agent}'), ('owner', 'o', '{technician}'), ('granted', 'g', '{technician}'), ('customer', 'c', '{customer}');
		INSERT INTO groups (code, name) VALUES ('own', 'own'), ('guest', 'guest');
		INSERT INTO group_members SELECT g.id, u.id FROM groups g, users u WHERE (g.code, u.login) IN (('own', 'owner'), ('guest', 'granted'), ('guest', 'customer'));
		INSERT INTO queues (code, name, group_id, open_to_desk) SELECT c, c, (SELECT id FROM groups WHERE code = 'own'), c = 'open' FROM unnest('{open,shut,granted}'::text[]) c;
		INSERT INTO queue_grants SELECT q.id, g.id FROM queues q, groups g WHERE q.code = 'granted' AND g.code = 'guest'`)
	for login, want := range map[string][]string{
		"agent": {"open"}, "owner": {"open", "shut", "granted"}, "granted": {"open", "granted"}, "customer": {"granted"},
	} {
		v, err := s.ViewerOf(context.Background(), domain.ByCode(login))
		require.NoError(t, err)
		codes := []string{}
		require.NoError(t, s.DB.Select(&codes, `SELECT code FROM queues WHERE id = ANY($1)`, access.Array(v.QueueIDs)))
		require.ElementsMatch(t, want, codes, login)
	}
}

func TestCallerByToken_AsOneself(t *testing.T) {
	s, v := root(t)
	ctx := context.Background()
	v.Scopes = nil
	_, secret, err := s.CreateToken(ctx, v, TokenInput{Name: "t", Days: 1, Scopes: []string{"read", "impersonate"}})
	require.NoError(t, err)
	c, err := s.CallerByToken(ctx, secret, "root")
	require.NoError(t, err)
	require.Zero(t, c.ImpersonatorID, "oneself is nobody else")
	require.Equal(t, []string{"read", "impersonate"}, c.Scopes)
	_, err = s.ViewerOf(ctx, domain.ByCode("nobody"))
	require.ErrorIs(t, err, ErrNone)
}
