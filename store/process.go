package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/incident"
	"steward/domain/process"
)

// Advance settles what fell due, judges the open stages and remembers their verdicts, and answers where each stands. It
// changes nothing for a run of another life. Calling it twice changes nothing more.
func (s *Store) Advance(ctx context.Context, in process.AdvanceIn) (process.AdvanceOut, error) {
	var out process.AdvanceOut
	err := s.onRecord(ctx, in.Number, ledgerKey{}, func(l *locked) error {
		out = process.AdvanceOut{}
		if !l.lives(in.Life) {
			out.Superseded = true
			return nil
		}
		if err := l.mayWrite(); err != nil {
			return err
		}
		if err := l.settle(ctx); err != nil {
			return err
		}
		if err := l.advancePlan(ctx, in.Open); err != nil {
			return err
		}
		if err := l.advanceDocument(ctx, in.Open); err != nil {
			return err
		}
		if l.hasSettled() {
			l.wakes = nil // the process hears of it here
			if err := l.save(ctx); err != nil {
				return err
			}
		}
		return l.advance(ctx, in, &out)
	})
	return out, err
}

func (l *locked) advance(ctx context.Context, in process.AdvanceIn, out *process.AdvanceOut) error {
	rounds, err := l.rounds(ctx)
	if err != nil {
		return err
	}
	out.State, out.Priority = string(l.row.Status), l.row.Priority
	stage := ""
	for _, ref := range in.Open {
		p, err := l.position(ctx, ref, rounds)
		if err != nil {
			return err
		}
		if p.Verdict == "" {
			stage = ref.Stage
		}
		out.Positions = append(out.Positions, p)
	}
	if in.First {
		for _, r := range rounds {
			if r.Verdict != "" {
				out.Remembered = append(out.Remembered, r)
			}
		}
	}
	if out.Effects, err = l.unfinished(ctx); err != nil {
		return err
	}
	next, what := l.next()
	if next != nil {
		out.NextAt, out.NextLine = instant(next), what
		out.NextIn = max(next.Sub(l.now), time.Second).Milliseconds()
	}
	return l.saveAdvance(ctx, stage, next)
}

// saveAdvance remembers what was advanced. Between two stages the record stays shown in the one that ended.
func (l *locked) saveAdvance(ctx context.Context, stage string, next *time.Time) error {
	if stage != "" && stage != l.row.Stage {
		if _, err := l.tx.ExecContext(ctx, `UPDATE records SET stage = $2 WHERE id = $1`, l.row.ID, stage); err != nil {
			return err
		}
		l.changed.Records = append(l.changed.Records, l.row.ID)
	}
	_, err := l.tx.ExecContext(ctx, `UPDATE processes SET advanced = needs, next_at = $2, stuck = NULL WHERE record_id = $1`, l.row.ID, next)
	return err
}

func (l *locked) rounds(ctx context.Context) ([]process.Remembered, error) {
	var rows []struct {
		Stage   string  `db:"stage"`
		Round   int     `db:"round"`
		Verdict *string `db:"verdict"`
	}
	err := l.tx.SelectContext(ctx, &rows, `SELECT stage, round, verdict FROM rounds WHERE record_id = $1 AND epoch = $2 ORDER BY opened_at, stage, round`,
		l.row.ID, l.row.Epoch)
	rs := make([]process.Remembered, len(rows))
	for i, r := range rows {
		rs[i].StageRef = process.StageRef{Stage: r.Stage, Round: r.Round}
		if r.Verdict != nil {
			rs[i].Verdict = domain.Verdict(*r.Verdict)
		}
	}
	return rs, err
}

// position answers where one round stands: as remembered, else as judged now, which is then remembered.
func (l *locked) position(ctx context.Context, ref process.StageRef, rounds []process.Remembered) (process.Position, error) {
	p := process.Position{StageRef: ref}
	opened := false
	for _, r := range rounds {
		if r.StageRef == ref {
			opened, p.Verdict = true, r.Verdict
		}
	}
	if p.Verdict != "" {
		return p, nil
	}
	p.Verdict = l.judge(ref.Stage)
	if err := l.saveRound(ctx, ref, opened, p.Verdict); err != nil {
		return p, err
	}
	if p.Verdict == "" {
		var err error
		if p.Waiting, err = l.waiting(ctx); err != nil {
			return p, err
		}
	}
	return p, nil
}

// judge answers the verdict of a stage: an incident's by its state, a document's by its facts, a request's by its plan.
func (l *locked) judge(stage string) domain.Verdict {
	switch {
	case l.row.RecordKind == KindIncident:
		return incident.Judge(stage, l.row.State, l.now)
	case l.row.RecordKind == KindDocument:
		return l.judgeDocument(stage)
	case l.plan == nil:
		return ""
	}
	return l.plan.state.Verdict
}

func (l *locked) saveRound(ctx context.Context, ref process.StageRef, opened bool, v domain.Verdict) error {
	var ended *time.Time
	if v != "" {
		ended = &l.now
	}
	if opened && v == "" {
		return nil
	}
	_, err := l.tx.ExecContext(ctx, `
		INSERT INTO rounds (record_id, epoch, stage, round, opened_at, verdict, ended_at) VALUES ($1, $2, $3, $4, $5, NULLIF($6, ''), $7)
		ON CONFLICT (record_id, epoch, stage, round) DO UPDATE SET verdict = excluded.verdict, ended_at = excluded.ended_at`,
		l.row.ID, l.row.Epoch, ref.Stage, ref.Round, l.now, string(v), ended)
	return err
}

func (l *locked) waiting(ctx context.Context) ([]process.Waiting, error) {
	var ws []process.Waiting
	err := l.tx.SelectContext(ctx, &ws, `
		SELECT w.id, w.step, COALESCE(u.login, 'group:' || g.code, 'role:' || w.role, 'nobody') AS owner, w.then_what,
			to_char(w.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
			COALESCE(to_char(w.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '') AS until
		FROM work_items w LEFT JOIN users u ON u.id = w.user_id LEFT JOIN groups g ON g.id = w.group_id
		WHERE w.record_id = $1 AND w.closed_at IS NULL ORDER BY w.id`, l.row.ID)
	return ws, err
}

func (l *locked) unfinished(ctx context.Context) ([]process.Effect, error) {
	var rows []struct {
		ID      int64  `db:"id"`
		Kind    string `db:"kind"`
		Payload []byte `db:"payload"`
	}
	err := l.tx.SelectContext(ctx, &rows, `SELECT id, kind, payload FROM effects WHERE record_id = $1 AND done_at IS NULL ORDER BY id LIMIT $2`, l.row.ID, process.EffectsAtOnce)
	es := make([]process.Effect, len(rows))
	for i, r := range rows {
		var p NoticePayload
		if err := json.Unmarshal(r.Payload, &p); err != nil {
			return nil, err
		}
		es[i] = process.Effect{ID: r.ID, Kind: r.Kind, Summary: p.summary(l.row.Number)}
		if r.Kind == effectArchive {
			es[i].Summary = "archive " + l.row.Number
		}
	}
	return es, err
}

// summary says in one line for operators what the effect does, in logins.
func (p NoticePayload) summary(number string) string {
	line := "tell "
	for i, r := range p.To {
		if i == 3 {
			line += " and others"
			break
		}
		if i > 0 {
			line += ", "
		}
		line += r.Login
	}
	line += ": " + number + " "
	if p.Params.Line != "" {
		line += p.Params.Line + " of " + strings.ReplaceAll(p.Params.Clock, "_", " ")
	} else {
		line += strings.ReplaceAll(p.What, "_", " ")
	}
	if p.Params.Until != nil {
		line += " until " + p.Params.Until.UTC().Format("Mon 2 Jan 15:04 UTC")
	}
	return line
}

// CloseProcess ends the life of the record's process. It changes nothing, and answers false, for a run of another life: the
// record was reopened meanwhile.
func (s *Store) CloseProcess(ctx context.Context, life process.Life) (bool, error) {
	ended := false
	err := s.onRecord(ctx, life.Number, ledgerKey{}, func(l *locked) error {
		ended = l.lives(life)
		if !ended {
			return nil
		}
		if err := l.mayWrite(); err != nil {
			return err
		}
		_, err := l.tx.ExecContext(ctx, `
			UPDATE processes SET ended_at = COALESCE(ended_at, $2), advanced = needs, next_at = NULL, stuck = NULL WHERE record_id = $1`, l.row.ID, l.now)
		if err != nil {
			return err
		}
		_, err = l.tx.ExecContext(ctx, `UPDATE records SET stage = '' WHERE id = $1 AND stage <> ''`, l.row.ID)
		return err
	})
	return ended, err
}

// SetStuck says why a process cannot go on, or with an empty reason that it can.
func (s *Store) SetStuck(ctx context.Context, life process.Life, why string) error {
	_, err := s.DB.ExecContext(ctx, `
		UPDATE processes SET stuck = NULLIF($4, '')
		WHERE record_id = (SELECT id FROM records WHERE number = $1 AND uuid = $2::uuid) AND epoch = $3 AND ended_at IS NULL`,
		life.Number, life.UUID, life.Epoch, why)
	return convert(err)
}

// lives tells whether this life is the record's present one.
func (l *locked) lives(life process.Life) bool {
	return l.row.Epoch == life.Epoch && l.row.UUID == life.UUID
}

// FinishNotice carries out an effect of kind Notify or Escalate: the notices of those of its recipients who want them, once each.
func (s *Store) FinishNotice(ctx context.Context, effectID int64) error {
	var users []int64
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var err error
		users, err = insertNotices(ctx, tx, `e AS (UPDATE effects SET done_at = clock_timestamp() WHERE id = $1 AND done_at IS NULL RETURNING *),`, `
			SELECT u.id, e.record_id, e.id, e.payload->>'what', e.payload->'params', e.created_at
			FROM e, jsonb_array_elements(e.payload->'to') t, users u
			WHERE u.id = (t->>'id')::bigint AND `+wants("(e.payload->>'what')", "$2"), effectID, topicsJSON)
		return err
	})
	if err == nil {
		s.changed(Change{Users: users})
	}
	return err
}
