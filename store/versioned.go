package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
)

// versioned is a noun whose things have a draft, which is edited, and published versions, which never change: forms, and templates of plans.
// A record keeps the version with which it began.
type versioned[D draft] struct {
	noun
	versions string // the table of what was published
	owner    string // its column for the thing
}

// draft is a definition as the database keeps it; it may be incomplete.
type draft interface {
	// blockers answers what keeps it from being published as the next version of the thing with the id.
	blockers(ctx context.Context, q sqlx.QueryerContext, id int64) ([]domain.Text, error)
}

// Versioned is what every thing with a draft and versions answers.
type Versioned struct {
	Enabled  bool `db:"enabled" json:"enabled" doc:"false: no record begins with it"`
	Revision int  `db:"revision" json:"revision" doc:"counts the changes of the draft"`
	Version  int  `db:"version" json:"version" doc:"the version published last; 0: none yet"`
	Changed  bool `db:"changed" json:"changed" doc:"the draft differs from the version published last"`
}

// selection answers what Versioned has, and more; v is the version published last.
func (n versioned[D]) selection(more selection) selection {
	more.columns = `, x.enabled, x.revision, x.version, COALESCE(v.definition <> x.draft, true) AS changed` + more.columns
	more.joins += ` LEFT JOIN ` + n.versions + ` v ON v.` + n.owner + ` = x.id AND v.version = x.version`
	return more
}

// withDraft is a selection of one thing, which has its draft.
func (sel selection) withDraft() selection {
	sel.columns += `, x.draft`
	return sel
}

// drafted is what of a versioned thing its changes depend on.
type drafted[D draft] struct {
	ID       int64 `db:"id"`
	Revision int   `db:"revision"`
	Version  int   `db:"version"`
	Draft    D     `db:"draft"`
}

func (n versioned[D]) drafted(ctx context.Context, q sqlx.QueryerContext, id int64) (d drafted[D], err error) {
	err = sqlx.GetContext(ctx, q, &d, `SELECT id, revision, version, draft FROM `+n.table+` WHERE id = $1`, id)
	return d, err
}

// redrafted answers the columns of another draft, and none where it says what it said.
func (d drafted[D]) redrafted(draft []byte) []column {
	if d.ID != 0 && bytes.Equal(mustJSON(d.Draft), draft) {
		return nil
	}
	return []column{{"draft", string(draft)}, {"revision", d.Revision + 1}}
}

// publish makes the draft the next version, with which records begin from now on; those that are there keep theirs.
func (n versioned[D]) publish(ctx context.Context, s *Store, v access.Viewer, k domain.Key, revision *int) (id int64, err error) {
	err = s.Tx(ctx, func(tx *sqlx.Tx) error {
		id, err = n.publishIn(ctx, tx, v, k, revision)
		return err
	})
	return id, convert(err)
}

func (n versioned[D]) publishIn(ctx context.Context, tx *sqlx.Tx, v access.Viewer, k domain.Key, revision *int) (int64, error) {
	before, err := n.lock(ctx, tx, k)
	if err != nil {
		return 0, err
	}
	id, err := before.id()
	if err != nil {
		return 0, err
	}
	now, err := n.drafted(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	if err := n.unchanged("revision", revision, now.Revision); err != nil {
		return 0, err
	}
	if err := n.publishable(ctx, tx, now); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO `+n.versions+` (`+n.owner+`, version, definition, published_by) VALUES ($1, $2, $3, $4)`,
		id, now.Version+1, mustJSON(now.Draft), v.UserID)
	if err != nil {
		return 0, err
	}
	after, err := n.write(ctx, tx, id, []column{{"version", now.Version + 1}})
	if err != nil {
		return 0, err
	}
	return id, appendAudit(ctx, tx, auditEntry{Subject: n.subject(id), Viewer: v, Verb: "publish", Before: before, After: after,
		Changes: map[string][2]any{"version": {now.Version, now.Version + 1}, "definition": {nil, now.Draft}}})
}

// publishable refuses a draft that says nothing new or that no record could use.
func (n versioned[D]) publishable(ctx context.Context, tx *sqlx.Tx, now drafted[D]) error {
	same, err := n.published(ctx, tx, now.ID, mustJSON(now.Draft))
	if err != nil {
		return err
	}
	if same {
		return &domain.Error{Code: domain.Conflict, Field: "draft", Text: domain.Text{
			En: "The draft is the same as the version published last; change it first.", Zh: "草稿与最近发布的版本相同，请先修改。"}}
	}
	blockers, err := now.Draft.blockers(ctx, tx, now.ID)
	if err != nil || len(blockers) == 0 {
		return err
	}
	var en, zh []string
	for _, b := range blockers {
		en, zh = append(en, b.En), append(zh, b.Zh)
	}
	return domain.RefuseField("draft", "It cannot be published yet. "+strings.Join(en, " "), "暂不能发布。"+strings.Join(zh, ""))
}

// published tells whether the version published last says the same.
func (n versioned[D]) published(ctx context.Context, q sqlx.QueryerContext, id int64, definition []byte) (bool, error) {
	var last D
	err := sqlx.GetContext(ctx, q, &last, `SELECT v.definition FROM `+n.table+` x JOIN `+n.versions+` v ON v.`+n.owner+` = x.id AND v.version = x.version WHERE x.id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil && bytes.Equal(mustJSON(last), definition), err
}

// Published is a definition that was published.
type Published[D any] struct {
	Version     int       `db:"version" json:"version"`
	Definition  D         `db:"definition" json:"definition"`
	PublishedAt time.Time `db:"published_at" json:"published_at"`
	PublishedBy *Ref      `db:"published_by" json:"published_by"`
}

// publishedOf answers a thing's versions v, the newest first, and of each besides what more selects; $1 is the thing.
func publishedOf[P any, D draft](ctx context.Context, s *Store, n versioned[D], k domain.Key, more selection) ([]P, error) {
	t, err := one[Named](ctx, s, n.noun, selection{}, k)
	if err != nil {
		return nil, err
	}
	vs := []P{}
	err = s.DB.SelectContext(ctx, &vs, `SELECT v.version, v.definition, v.published_at, `+personSQL("u")+` AS published_by`+more.columns+`
		FROM `+n.versions+` v LEFT JOIN users u ON u.id = v.published_by `+more.joins+` WHERE v.`+n.owner+` = $1 ORDER BY v.version DESC`, t.ID)
	return vs, convert(err)
}
