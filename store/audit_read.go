package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/ledger"
)

// AuditRow is one line of the audit trail.
type AuditRow struct {
	ID           int64           `db:"id" json:"id"`
	Subject      string          `db:"subject" json:"subject" doc:"A record's number, or noun:id"`
	Seq          int             `db:"seq" json:"seq" doc:"Its place in the subject's chain"`
	At           time.Time       `db:"at" json:"at"`
	Actor        *Ref            `db:"actor" json:"actor" doc:"null: the process itself, or nobody signed in"`
	Impersonator *Ref            `db:"impersonator" json:"impersonator" doc:"The administrator who acted in the actor's name"`
	Verb         string          `db:"verb" json:"verb"`
	Why          string          `db:"why" json:"why"`
	Changes      json.RawMessage `db:"changes" json:"changes" doc:"Field: [before, after]"`
}

// AuditQuery narrows the audit trail.
type AuditQuery struct {
	Subject  string
	Actor    domain.Key
	From, To time.Time // from included, to not; zero: open
	Limit    int
	Cursor   string
}

// Audit answers a page of the audit trail, the latest first.
func (s *Store) Audit(ctx context.Context, q AuditQuery) (Page[AuditRow], error) {
	query, a, err := s.auditQuery(ctx, q)
	if err != nil {
		return Page[AuditRow]{}, convert(err)
	}
	if q.Limit <= 0 {
		q.Limit = usualPage
	}
	q.Limit = min(q.Limit, mostPage)
	page := Page[AuditRow]{Items: []AuditRow{}}
	err = s.DB.SelectContext(ctx, &page.Items, query+` ORDER BY x.id DESC LIMIT `+a.add(q.Limit+1), a...)
	if err == nil && len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = strconv.FormatInt(page.Items[q.Limit-1].ID, 10)
	}
	return page, convert(err)
}

func (s *Store) auditQuery(ctx context.Context, q AuditQuery) (string, arguments, error) {
	var a arguments
	query := `SELECT x.id, x.subject, x.seq, x.at, ` + personSQL("actor") + ` AS actor, ` + personSQL("impersonator") + ` AS impersonator, x.verb, x.why, x.changes
		FROM audit x LEFT JOIN users actor ON actor.id = x.actor_id LEFT JOIN users impersonator ON impersonator.id = x.impersonator_id WHERE true`
	if q.Subject != "" {
		query += ` AND x.subject = ` + a.add(q.Subject)
	}
	actor, err := people.find(ctx, s.DB, "actor", q.Actor)
	if err != nil {
		return "", nil, err
	}
	if actor != nil {
		query += ` AND x.actor_id = ` + a.add(*actor)
	}
	if !q.From.IsZero() {
		query += ` AND x.at >= ` + a.add(q.From)
	}
	if !q.To.IsZero() {
		query += ` AND x.at < ` + a.add(q.To)
	}
	if q.Cursor != "" {
		before, err := strconv.ParseInt(q.Cursor, 10, 64)
		if err != nil {
			return "", nil, domain.RefuseField("cursor", "Give the cursor that the page before answered as next.", "请使用上一页返回的 next 作为 cursor。")
		}
		query += ` AND x.id < ` + a.add(before)
	}
	return query, a, nil
}

// Verification is what a walk over the whole audit trail found.
type Verification struct {
	Rows     int      `json:"rows"`
	Subjects int      `json:"subjects"`
	OK       bool     `json:"ok"`
	Broken   []Broken `json:"broken" doc:"At most 100"`
}

// Broken is a place at which a chain does not hold.
type Broken struct {
	Subject string `json:"subject" db:"subject"`
	Seq     int    `json:"seq" db:"seq"`
	Why     string `json:"why" db:"why" enum:"changed,missing,cut,unknown head" doc:"changed: this row or one it stands on is not what was written; missing: rows before it are gone; cut: the chain ends before its head; unknown head: the chain goes on after its head"`
}

const mostBroken = 100

func (v *Verification) add(b Broken) {
	v.OK = false
	if len(v.Broken) < mostBroken {
		v.Broken = append(v.Broken, b)
	}
}

// chainRow is a row of the audit trail as verification reads it.
type chainRow struct {
	ledger.Row
	hash []byte
}

// VerifyAudit computes every chain of the audit trail anew, in one snapshot and without keeping it in memory, and compares the
// ends with the heads that are kept apart.
func (s *Store) VerifyAudit(ctx context.Context) (Verification, error) {
	v := Verification{OK: true, Broken: []Broken{}}
	tx, err := s.DB.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return v, convert(err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := verifyChains(ctx, tx, &v); err != nil {
		return v, convert(err)
	}
	return v, convert(verifyHeads(ctx, tx, &v))
}

func verifyChains(ctx context.Context, tx *sqlx.Tx, v *Verification) error {
	rows, err := tx.QueryContext(ctx, `
		SELECT subject, seq, at, COALESCE(actor_id, 0), COALESCE(impersonator_id, 0), verb, why, changes, before, after, hash
		FROM audit ORDER BY subject, seq`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var last chainRow
	told := false // of one subject only the first break is told: what follows stands on it
	for rows.Next() {
		var r chainRow
		if err := rows.Scan(&r.Subject, &r.Seq, &r.At, &r.ActorID, &r.ImpersonatorID, &r.Verb, &r.Why, &r.Changes, &r.Before, &r.After, &r.hash); err != nil {
			return err
		}
		v.Rows++
		if r.Subject != last.Subject {
			v.Subjects++
			last, told = chainRow{Row: ledger.Row{Subject: r.Subject}}, false
		}
		if why := r.follows(last); why != "" && !told {
			v.add(Broken{r.Subject, r.Seq, why})
			told = true
		}
		last = r
	}
	return rows.Err()
}

// follows tells why the row does not follow the one before it in its chain, or "".
func (r chainRow) follows(before chainRow) string {
	switch {
	case r.Seq != before.Seq+1:
		return "missing"
	case !bytes.Equal(r.hash, ledger.Hash(before.hash, r.Row)):
		return "changed"
	}
	return ""
}

// verifyHeads compares the last row of each chain with the head that its record, or audit_heads, keeps.
func verifyHeads(ctx context.Context, tx *sqlx.Tx, v *Verification) error {
	var found []Broken
	err := tx.SelectContext(ctx, &found, `
		WITH heads AS (
			SELECT number AS subject, audit_seq AS seq, audit_head AS head FROM records
			UNION ALL
			SELECT subject, seq, head FROM audit_heads),
		ends AS (SELECT subject, max(seq) AS seq FROM audit GROUP BY subject)
		SELECT COALESCE(h.subject, e.subject) AS subject, COALESCE(e.seq, 0) AS seq,
			CASE WHEN COALESCE(e.seq, 0) < h.seq THEN 'cut' WHEN e.seq = h.seq THEN 'changed' ELSE 'unknown head' END AS why
		FROM heads h FULL JOIN ends e USING (subject) LEFT JOIN audit a ON a.subject = e.subject AND a.seq = e.seq
		WHERE COALESCE(e.seq, 0) <> COALESCE(h.seq, 0) OR e.seq IS NOT NULL AND a.hash <> h.head
		ORDER BY 1 LIMIT $1`, mostBroken)
	if err != nil {
		return err
	}
	for _, b := range found {
		if !slices.ContainsFunc(v.Broken, func(known Broken) bool { return known.Subject == b.Subject }) {
			v.add(b)
		}
	}
	return nil
}
