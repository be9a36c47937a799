package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
)

// LevelJob sets the clocks of all open records to the calendars and policies as they are now; a dry one only says what would change.
type LevelJob struct {
	ID         int64           `db:"id" json:"id"`
	Dry        bool            `db:"dry" json:"dry" doc:"it changes nothing, and only says what would change"`
	AskedBy    *Ref            `db:"asked_by" json:"asked_by"`
	AskedAt    time.Time       `db:"asked_at" json:"asked_at"`
	Total      int             `db:"total" json:"total" doc:"open incidents"`
	Done       int             `db:"done" json:"done"`
	Changed    int             `db:"changed" json:"changed" doc:"records of which a clock changes"`
	Late       int             `db:"late" json:"late" doc:"of those: past a deadline then, and not before"`
	Rescued    int             `db:"rescued" json:"rescued" doc:"of those: past a deadline before, and not then"`
	FinishedAt *time.Time      `db:"finished_at" json:"finished_at" doc:"null while it runs"`
	Sample     LevelJobSamples `db:"sample" json:"sample" nullable:"false" doc:"the first of those that change"`
}

// LevelJobSample is one record whose earliest deadline a job moves.
type LevelJobSample struct {
	Number string     `json:"number"`
	Before *time.Time `json:"before" doc:"the earliest deadline; null: none runs"`
	After  *time.Time `json:"after"`
	Policy string     `json:"policy" doc:"the code of the policy that applies then; empty: none"`
}

// LevelJobSamples reads samples from a JSON array.
type LevelJobSamples []LevelJobSample

// Scan reads a JSON array.
func (l *LevelJobSamples) Scan(src any) error {
	*l = LevelJobSamples{}
	return scanJSON(src, l)
}

// levelled chooses the records whose clocks a job sets: requests for approval have none, their plans say until when.
const levelled = `closed_at IS NULL AND kind = '` + KindIncident + `'`

// mostSamples is how many of the records that change a job names.
const mostSamples = 100

var selectLevelJob = `SELECT j.id, j.dry, ` + personSQL("u") + ` AS asked_by, j.asked_at, j.total, j.done, j.changed, j.late, j.rescued, j.finished_at, j.sample
	FROM level_jobs j JOIN users u ON u.id = j.asked_by `

// StartLevelJob begins a job; one runs at a time.
func (s *Store) StartLevelJob(ctx context.Context, v access.Viewer, dry bool) (LevelJob, error) {
	var id int64
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		err := tx.GetContext(ctx, &id, `
			INSERT INTO level_jobs (dry, asked_by, total, upto)
			SELECT $1, $2, count(*), COALESCE(max(id), 0) FROM records WHERE `+levelled+`
			ON CONFLICT DO NOTHING RETURNING id`, dry, v.UserID)
		if err != nil {
			return err
		}
		verb := "recompute"
		if dry {
			verb = "preview_recompute"
		}
		return appendAudit(ctx, tx, auditEntry{Subject: "settings:levels", Viewer: v, Verb: verb, Changes: map[string][2]any{"job": {nil, id}}})
	})
	if errors.Is(err, ErrNone) {
		return LevelJob{}, domain.Refuse(domain.Conflict, "Another recomputation is under way; wait until it has finished.", "已有一项重新计算正在进行，请等待其完成。")
	}
	if err != nil {
		return LevelJob{}, convert(err)
	}
	return s.LevelJob(ctx, id)
}

// LevelJob answers one job.
func (s *Store) LevelJob(ctx context.Context, id int64) (LevelJob, error) {
	var j LevelJob
	err := s.DB.GetContext(ctx, &j, selectLevelJob+`WHERE j.id = $1`, id)
	return j, convert(err)
}

// LevelJobs answers the latest jobs, the newest first.
func (s *Store) LevelJobs(ctx context.Context) ([]LevelJob, error) {
	js := []LevelJob{}
	err := s.DB.SelectContext(ctx, &js, selectLevelJob+`ORDER BY j.id DESC LIMIT 20`)
	return js, convert(err)
}

// levelJobRow is a job that is under way.
type levelJobRow struct {
	ID      int64           `db:"id"`
	Dry     bool            `db:"dry"`
	AskedBy int64           `db:"asked_by"`
	Cursor  int64           `db:"cursor"`
	Upto    int64           `db:"upto"`
	Sample  LevelJobSamples `db:"sample"`

	done, changed, late, rescued int // of this batch
}

func (j *levelJobRow) save(ctx context.Context, tx *sqlx.Tx, finished bool) error {
	sample, err := json.Marshal(j.Sample)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE level_jobs SET done = LEAST(done + $2, total), changed = changed + $3, late = late + $4, rescued = rescued + $5, cursor = $6, sample = $7,
			finished_at = CASE WHEN $8 THEN steward_now() END WHERE id = $1`,
		j.ID, j.done, j.changed, j.late, j.rescued, j.Cursor, sample, finished)
	return err
}
