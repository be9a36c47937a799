package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWork_KeepsItsOwnDeadlineBesideTheRecords(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	d.s.DB.MustExec(`UPDATE records SET assignee_id = $1 WHERE number = $2`, d.tech.UserID, n)
	d.s.DB.MustExec(`INSERT INTO work_items (record_id, step, user_id, opened_at, due_at, then_what)
		SELECT id, 'reply', $1, steward_now(), steward_now() + interval '7 days', 'reminder_reply' FROM records WHERE number = $2`, d.tech.UserID, n)
	page, err := d.s.Work(t.Context(), d.tech, WorkQuery{Mine: true})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	item := page.Items[0]
	require.NotNil(t, item.DueAt)
	require.NotNil(t, item.Record.DueAt)
	require.WithinDuration(t, item.OpenedAt.Add(7*24*time.Hour), *item.DueAt, time.Second, "the wait's")
	require.WithinDuration(t, item.Record.CreatedAt.Add(time.Hour), *item.Record.DueAt, time.Second, "the first response's")
}
