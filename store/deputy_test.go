package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
)

func (o office) appoint(v access.Viewer, deputy string, from, to time.Duration, kinds ...string) (Deputy, error) {
	now, err := o.Now(o.t.Context())
	require.NoError(o.t, err)
	return o.AppointDeputy(o.t.Context(), v, DeputyInput{Deputy: domain.ByCode(deputy), StartsAt: now.Add(from), EndsAt: now.Add(to), Kinds: kinds}, "")
}

func TestDeputies_RefuseByField(t *testing.T) {
	o := openOffice(t)
	o.exec(organisationOfTest)
	o.exec(`INSERT INTO customers (code, name) VALUES ('acme', 'Acme'); INSERT INTO users (login, name, customer_id) SELECT 'contact', 'Contact', id FROM customers`)
	rita := o.as("rita")
	first, err := o.appoint(rita, "jia", 0, 2*day)
	require.NoError(t, err)
	require.Equal(t, []string{"rita", "jia", "rita", "now"}, []string{first.User.Login, first.Deputy.Login, first.CreatedBy.Login, first.State})
	for _, c := range []struct {
		code       domain.Code
		field, who string
		from, to   time.Duration
	}{
		{domain.Invalid, "deputy", "rita", 0, day}, {domain.Invalid, "deputy", "gone", 0, day}, {domain.Invalid, "deputy", "contact", 0, day},
		{domain.Invalid, "deputy", "nobody", 0, day}, {domain.Invalid, "ends_at", "gu", day, day}, {domain.Invalid, "ends_at", "gu", -2 * day, -day},
		{domain.Invalid, "ends_at", "gu", 0, 367 * day}, {domain.Conflict, "deputy", "jia", day, 3 * day},
	} {
		_, err := o.appoint(rita, c.who, c.from, c.to)
		refused(t, err, c.code, c.field)
	}
	_, err = o.appoint(rita, "jia", 2*day+time.Minute, 3*day)
	require.NoError(t, err, "one after the other")
	_, err = o.appoint(rita, "gu", 0, 366*day)
	require.NoError(t, err, "two at once")

	in := DeputyInput{User: domain.ByCode("rita"), Deputy: domain.ByCode("fei"), StartsAt: time.Now(), EndsAt: time.Now().Add(day)}
	_, err = o.AppointDeputy(t.Context(), o.as("jia"), in, "")
	refused(t, err, domain.Forbidden, "user")
	made, err := o.AppointDeputy(t.Context(), o.admin, in, "key")
	require.NoError(t, err)
	again, err := o.AppointDeputy(t.Context(), o.admin, in, "key")
	require.NoError(t, err)
	require.Equal(t, made.ID, again.ID)
	require.Equal(t, "boss", made.CreatedBy.Login)
}

func TestDeputies_AreListedAndRevoked(t *testing.T) {
	o := openOffice(t)
	ctx := t.Context()
	o.exec(organisationOfTest)
	rita, jia, fei := o.as("rita"), o.as("jia"), o.as("fei")
	d, err := o.appoint(rita, "jia", -day, day)
	require.NoError(t, err)
	listed := func(v access.Viewer, q DeputyQuery) (states []string) {
		page, err := o.Deputies(ctx, v, q)
		require.NoError(t, err)
		for _, d := range page.Items {
			states = append(states, d.User.Login+">"+d.Deputy.Login+" "+d.State)
		}
		return states
	}
	mine := DeputyQuery{Mine: true}
	require.Equal(t, []string{"rita>jia now"}, listed(rita, mine))
	require.Equal(t, []string{"rita>jia now"}, listed(jia, mine))
	require.Empty(t, listed(fei, DeputyQuery{}), "of others only administrators and auditors hear")
	require.Equal(t, []string{"rita>jia now"}, listed(o.admin, DeputyQuery{}))
	require.Empty(t, listed(o.admin, mine))

	refused(t, o.RevokeDeputy(ctx, jia, d.ID), domain.Forbidden, "")
	refused(t, o.RevokeDeputy(ctx, fei, d.ID), domain.NotFound, "")
	require.NoError(t, o.RevokeDeputy(ctx, rita, d.ID))
	require.NoError(t, o.RevokeDeputy(ctx, rita, d.ID), "it is revoked already")
	require.Empty(t, listed(rita, mine))
	require.Equal(t, []string{"rita>jia revoked"}, listed(rita, DeputyQuery{Mine: true, Past: true}))
	require.Equal(t, []string{"appoint_deputy", "revoke_deputy"}, verbsOf(o.trail(userSubject(rita.UserID))))
	_, err = o.appoint(rita, "jia", 0, day)
	require.NoError(t, err, "what is revoked stands in nobody's way")
}

// A deputy sees what waits for the person, of the kinds he is for.
func TestDeputies_SeeWhatWaits(t *testing.T) {
	o := openOffice(t)
	o.exec(organisationOfTest)
	o.exec(`INSERT INTO records (number, kind, title, state, priority, requester_id, created_by, created_at, updated_at)
			SELECT kind || n, kind, 'x', 'active', 3, id, id, now(), now() FROM users, unnest('{incident,approval}'::text[]) kind, generate_series(1, 2) n WHERE login = 'gu';
		INSERT INTO work_items (record_id, step, user_id, opened_at, closed_at) SELECT r.id, 'x', u.id, now(), CASE WHEN r.number LIKE '%2' THEN now() END FROM records r, users u WHERE u.login = 'rita'`)
	sees := func(login string) (numbers []string) {
		require.NoError(t, o.DB.Select(&numbers, `SELECT r.number FROM watchers w JOIN records r ON r.id = w.record_id JOIN users u ON u.id = w.user_id WHERE u.login = $1 ORDER BY 1`, login))
		return numbers
	}
	_, err := o.appoint(o.as("rita"), "jia", 0, day, "approval")
	require.NoError(t, err)
	_, err = o.appoint(o.as("rita"), "fei", 0, day)
	require.NoError(t, err)
	require.Equal(t, []string{"approval1"}, sees("jia"))
	require.Equal(t, []string{"approval1", "incident1"}, sees("fei"))
}
