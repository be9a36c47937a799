package store

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
)

// Deputy is somebody who may act in a person's name for a while.
type Deputy struct {
	ID        int64          `db:"id" json:"id"`
	User      *Ref           `db:"person" json:"user" doc:"in whose name"`
	Deputy    *Ref           `db:"deputy" json:"deputy"`
	StartsAt  time.Time      `db:"starts_at" json:"starts_at"`
	EndsAt    time.Time      `db:"ends_at" json:"ends_at"`
	Kinds     pq.StringArray `db:"kinds" json:"kinds" nullable:"false" doc:"of records; empty: of all"`
	Note      string         `db:"note" json:"note"`
	CreatedBy *Ref           `db:"created_by" json:"created_by"`
	RevokedAt *time.Time     `db:"revoked_at" json:"revoked_at"`
	State     string         `db:"state" json:"state" enum:"coming,now,over,revoked"`
}

// DeputyInput appoints a deputy.
type DeputyInput struct {
	User     domain.Key `json:"user,omitzero" doc:"in whose name; yourself when absent, others only by administrators"`
	Deputy   domain.Key `json:"deputy"`
	StartsAt time.Time  `json:"starts_at"`
	EndsAt   time.Time  `json:"ends_at"`
	Kinds    []string   `json:"kinds,omitempty" maxItems:"3" enum:"incident,approval,document" doc:"of records; all when absent"`
	Note     string     `json:"note,omitempty" maxLength:"1000"`
}

// DeputyQuery narrows a list of deputies.
type DeputyQuery struct {
	Mine   bool // only those whom the viewer appointed, or for whom he stands in
	Past   bool // also those that are over or revoked
	Limit  int
	Cursor string
}

// longestDeputy is for how long somebody stands in at most: a year, leap or not.
const longestDeputy = 366 * 24 * time.Hour

const longestNote = 200

const deputyState = `CASE WHEN d.revoked_at IS NOT NULL THEN 'revoked' WHEN d.ends_at <= steward_now() THEN 'over' WHEN d.starts_at <= steward_now() THEN 'now' ELSE 'coming' END`

var selectDeputies = `SELECT d.id, ` + personSQL("u") + ` AS person, ` + personSQL("s") + ` AS deputy, d.starts_at, d.ends_at, d.kinds, d.note, ` + personSQL("c") + ` AS created_by, d.revoked_at, ` + deputyState + ` AS state
	FROM deputies d JOIN users u ON u.id = d.user_id JOIN users s ON s.id = d.deputy_id JOIN users c ON c.id = d.created_by WHERE true`

// Deputies lists deputies, the latest appointed first: the viewer's own, or for administrators and auditors everybody's.
func (s *Store) Deputies(ctx context.Context, v access.Viewer, q DeputyQuery) (Page[Deputy], error) {
	page := Page[Deputy]{Items: []Deputy{}}
	if q.Limit <= 0 {
		q.Limit = usualPage
	}
	q.Limit = min(q.Limit, mostPage)
	query, a := selectDeputies, arguments{}
	if q.Mine || !v.Has(access.Admin, access.Auditor) {
		me := a.add(v.UserID)
		query += ` AND ` + me + ` IN (d.user_id, d.deputy_id)`
	}
	if !q.Past {
		query += ` AND d.revoked_at IS NULL AND d.ends_at > steward_now()`
	}
	if q.Cursor != "" {
		after := domain.ParseKey(q.Cursor)
		if after.ID == 0 {
			return page, errCursor
		}
		query += ` AND d.id < ` + a.add(after.ID)
	}
	err := s.DB.SelectContext(ctx, &page.Items, query+` ORDER BY d.id DESC LIMIT `+a.add(q.Limit+1), a...)
	if err == nil && len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = domain.ByID(page.Items[q.Limit-1].ID).String()
	}
	return page, convert(err)
}

// AppointDeputy lets somebody act in a person's name, and see from now on what waits for that person.
func (s *Store) AppointDeputy(ctx context.Context, v access.Viewer, in DeputyInput, key string) (Deputy, error) {
	var id int64
	once := Once{key, in}
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('directory/deputies'))`); err != nil { // two at once could overlap
			return err
		}
		var err error
		if id, err = once.made(ctx, tx, v, deputyNoun); id != 0 || err != nil {
			return err
		}
		user, deputy, err := in.people(ctx, tx, v)
		if err != nil {
			return err
		}
		if err := in.valid(ctx, tx, user, deputy); err != nil {
			return err
		}
		err = tx.GetContext(ctx, &id, `INSERT INTO deputies (user_id, deputy_id, starts_at, ends_at, kinds, note, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
			user, deputy, in.StartsAt, in.EndsAt, pq.Array(in.Kinds), in.Note, v.UserID)
		if err != nil {
			return err
		}
		if err := once.remember(ctx, tx, v, deputyNoun, id); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO watchers (record_id, user_id) SELECT DISTINCT w.record_id, $2::bigint FROM work_items w JOIN records r ON r.id = w.record_id
			WHERE w.user_id = $1 AND w.closed_at IS NULL AND ($3::text[] = '{}' OR r.kind = ANY ($3)) ON CONFLICT DO NOTHING`, user, deputy, pq.Array(in.Kinds))
		if err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(user), Viewer: v, Verb: "appoint_deputy", Changes: map[string][2]any{
			"deputy": {nil, deputy}, "starts_at": {nil, in.StartsAt.UTC()}, "ends_at": {nil, in.EndsAt.UTC()}, "kinds": {nil, in.Kinds}, "note": {nil, in.Note}}})
	})
	if err != nil {
		return Deputy{}, convert(err)
	}
	return s.deputy(ctx, id)
}

// deputyNoun names deputies where creations are remembered.
var deputyNoun = noun{table: "deputies", word: "deputy"}

func (s *Store) deputy(ctx context.Context, id int64) (d Deputy, err error) {
	err = s.DB.GetContext(ctx, &d, selectDeputies+` AND d.id = $1`, id)
	return d, convert(err)
}

// people answers in whose name who is to act.
func (in DeputyInput) people(ctx context.Context, tx *sqlx.Tx, v access.Viewer) (user, deputy int64, err error) {
	given, err := people.find(ctx, tx, "user", in.User)
	if err != nil {
		return 0, 0, err
	}
	if user = v.UserID; given != nil {
		user = *given
	}
	if user != v.UserID && !v.Has(access.Admin) {
		return 0, 0, &domain.Error{Code: domain.Forbidden, Field: "user", Text: domain.Text{
			En: "You appoint deputies for yourself; ask an administrator for others.", Zh: "只能为自己设置代理人，为他人设置请联系管理员。"}}
	}
	who, err := people.find(ctx, tx, "deputy", in.Deputy)
	if err == nil && who == nil {
		err = domain.RefuseField("deputy", "Say who stands in.", "请选择代理人。")
	}
	if err != nil {
		return 0, 0, err
	}
	return user, *who, nil
}

// valid refuses a deputy who cannot stand in, or not for such a time.
func (in *DeputyInput) valid(ctx context.Context, tx *sqlx.Tx, user, deputy int64) error {
	in.Note = strings.TrimSpace(in.Note)
	slices.Sort(in.Kinds)
	if in.Kinds = slices.Compact(in.Kinds); in.Kinds == nil {
		in.Kinds = []string{}
	}
	var now struct {
		Now     time.Time `db:"now"`
		Fits    bool      `db:"fits"`
		Overlap bool      `db:"overlap"`
	}
	err := tx.GetContext(ctx, &now, `
		SELECT steward_now() AS now, s.disabled_at IS NULL AND s.customer_id IS NOT DISTINCT FROM u.customer_id AS fits,
			EXISTS (SELECT FROM deputies d WHERE d.user_id = u.id AND d.deputy_id = s.id AND d.revoked_at IS NULL AND d.starts_at < $4 AND d.ends_at > $3) AS overlap
		FROM users u, users s WHERE u.id = $1 AND s.id = $2`, user, deputy, in.StartsAt, in.EndsAt)
	if err != nil {
		return err
	}
	switch {
	case user == deputy:
		return domain.RefuseField("deputy", "Nobody stands in for himself; choose somebody else.", "不能由本人代理，请另选他人。")
	case !now.Fits:
		return domain.RefuseField("deputy", "Choose somebody active of the same house: a colleague, or for a customer's contact another contact of that customer.", "请选择在职且同属一方的人员：同事，或同一客户的其他联系人。")
	case !in.StartsAt.Before(in.EndsAt) || !in.EndsAt.After(now.Now):
		return domain.RefuseField("ends_at", "It ends after it begins, and not in the past.", "结束时间须晚于开始时间，且不能早于现在。")
	case in.EndsAt.Sub(in.StartsAt) > longestDeputy:
		return domain.RefuseField("ends_at", "Somebody stands in for a year at most; appoint again then.", "代理期限最长一年，到期可重新设置。")
	case now.Overlap:
		return &domain.Error{Code: domain.Conflict, Field: "deputy", Text: domain.Text{
			En: "This person stands in already in part of that time; revoke that, or choose another time.", Zh: "该人员在此期间已有代理，请先撤销或调整时间。"}}
	case utf8.RuneCountInString(in.Note) > longestNote:
		return domain.RefuseField("note", "Write at most 200 characters.", "说明不超过 200 个字符。")
	}
	return nil
}

// RevokeDeputy ends an appointment now: by the person himself or an administrator.
func (s *Store) RevokeDeputy(ctx context.Context, v access.Viewer, id int64) error {
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var was struct {
			User      int64      `db:"user_id"`
			Deputy    int64      `db:"deputy_id"`
			RevokedAt *time.Time `db:"revoked_at"`
		}
		err := tx.GetContext(ctx, &was, `SELECT user_id, deputy_id, revoked_at FROM deputies WHERE id = $1 FOR UPDATE`, id)
		if err == nil && was.User != v.UserID && !v.Has(access.Admin) {
			err = ErrNone
			if was.Deputy == v.UserID {
				err = domain.Refuse(domain.Forbidden, "Only the person himself or an administrator revokes this.", "只能由本人或管理员撤销。")
			}
		}
		if err != nil || was.RevokedAt != nil {
			return err
		}
		var at time.Time
		if err := tx.GetContext(ctx, &at, `UPDATE deputies SET revoked_at = steward_now() WHERE id = $1 RETURNING revoked_at`, id); err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(was.User), Viewer: v, Verb: "revoke_deputy",
			Changes: map[string][2]any{"deputy": {was.Deputy, nil}, "revoked_at": {nil, at.UTC()}}})
	})
	return convert(err)
}
