package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/ledger"
	"steward/domain/sla"
)

// levelBatch is how many records a job sets in one transaction.
const levelBatch = 500

// LevelRunner carries out jobs, batch by batch. It remembers what is promised to records that are alike.
type LevelRunner struct {
	Store *Store

	stamp    string
	promises map[LevelFacts]incident.Promise
}

// Step does one batch of the job that is under way, and answers whether there was one. Several may call it; one at a time works.
func (r *LevelRunner) Step(ctx context.Context) (bool, error) {
	var worked bool
	var changed Change
	err := r.Store.Tx(ctx, func(tx *sqlx.Tx) error {
		worked, changed = false, Change{}
		var j levelJobRow
		err := tx.GetContext(ctx, &j, `SELECT id, dry, asked_by, cursor, upto, sample FROM level_jobs WHERE finished_at IS NULL FOR UPDATE SKIP LOCKED`)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		worked = true
		b := levelBatchOf{LevelRunner: r, tx: tx, job: &j}
		if err := b.run(ctx); err != nil {
			return err
		}
		changed = b.told
		return j.save(ctx, tx, b.last)
	})
	if err == nil {
		r.Store.changed(changed)
	}
	return worked, convert(err)
}

// levelBatchOf is one batch under way.
type levelBatchOf struct {
	*LevelRunner
	tx        *sqlx.Tx
	job       *levelJobRow
	last      bool // nothing is left
	preceding map[int64]incident.Preceding
	told      Change
	bulk      []reset
}

// reset is what is written of a record whose clocks were set anew and of which nothing else follows.
type reset struct {
	l     *locked
	facts fact
	row   ledger.Row
	hash  []byte
}

func (b *levelBatchOf) run(ctx context.Context) error {
	var ids pq.Int64Array
	locks := " FOR NO KEY UPDATE"
	if b.job.Dry {
		locks = ""
	}
	err := b.tx.SelectContext(ctx, &ids, `SELECT id FROM records WHERE `+levelled+` AND id > $1 AND id <= $2 ORDER BY id LIMIT $3`+locks, b.job.Cursor, b.job.Upto, levelBatch)
	if err != nil {
		return err
	}
	if b.last = len(ids) < levelBatch; len(ids) == 0 {
		return nil
	}
	var rows []lockedRow
	if err := b.tx.SelectContext(ctx, &rows, selectLocked+`r.id = ANY ($1) ORDER BY r.id`, ids, 0, nil, nil); err != nil {
		return err
	}
	began := make(map[int64]time.Time, len(rows))
	for _, r := range rows {
		began[r.ID] = r.CreatedAt
	}
	if b.preceding, err = preceding(ctx, b.tx, began); err != nil {
		return err
	}
	for i := range rows {
		l := &locked{tx: b.tx, row: rows[i], was: rows[i].State, now: rows[i].Now}
		if l.row.UpdatedAt.After(l.now) {
			l.now = l.row.UpdatedAt
		}
		if err := b.one(ctx, l); err != nil {
			return err
		}
	}
	b.job.Cursor, b.job.done = ids[len(ids)-1], len(ids)
	return b.write(ctx)
}

// one sets the clocks of a record to what is promised now. What fell due by what was promised before is settled first: a breach that
// nobody has looked at yet is told, whatever is promised from now on.
func (b *levelBatchOf) one(ctx context.Context, l *locked) error {
	if l.mayWrite() != nil {
		return nil // a newer server's
	}
	if err := errors.Join(l.loadClocks(ctx), l.loadPlan()); err != nil {
		return err
	}
	if !b.job.Dry {
		if err := l.settle(ctx); err != nil {
			return err
		}
	}
	settled := l.hasSettled()
	if l.row.State.Over() {
		return b.save(ctx, l) // it has closed by itself
	}
	p, err := b.promise(ctx, l)
	if err != nil {
		return err
	}
	dueBefore, _ := l.due()
	lateBefore := l.late()
	if !l.recompute(p, b.preceding[l.row.ID]) {
		if settled {
			return b.save(ctx, l)
		}
		return nil
	}
	b.job.changed++
	dueAfter, _ := l.due()
	switch lateAfter := l.late(); {
	case lateAfter && !lateBefore:
		b.job.late++
	case lateBefore && !lateAfter:
		b.job.rescued++
	}
	if len(b.job.Sample) < mostSamples {
		b.job.Sample = append(b.job.Sample, LevelJobSample{Number: l.row.Number, Before: dueBefore, After: dueAfter, Policy: p.Policy.Code})
	}
	if b.job.Dry {
		return nil
	}
	f := fact{viewer: access.Viewer{UserID: b.job.AskedBy}, verb: "recompute", at: l.now, why: p.Policy.Code,
		extra: map[string][2]any{"due_at": {instant(dueBefore), instant(dueAfter)}}}
	if settled || l.hasToTell() || l.fresh() {
		return b.alone(ctx, l, &f)
	}
	return b.later(l, f)
}

// recompute sets the record's clocks to a promise, and answers whether that changed one.
func (l *locked) recompute(p incident.Promise, before incident.Preceding) bool {
	cs := incident.Recomputed(l.ticking(), l.row.State, p, before, l.row.CreatedAt, l.now)
	cs = incident.TaskClocks(cs, l.turns(true), l.row.State, p, before.Pauses, l.now)
	changed := false
	for i, c := range cs {
		if i == len(l.clocks) {
			l.clocks, changed = append(l.clocks, clock{Clock: c}), true
			continue
		}
		was := &l.clocks[i]
		if c.TargetVersion == was.TargetVersion && c.State == was.State && c.Policy == was.Policy {
			continue // another version may promise it the same: it keeps the one that it was set by
		}
		if c.TargetVersion != was.TargetVersion {
			was.crossed = nil
		}
		was.Clock, changed = c, true
	}
	return changed
}

func (l *locked) late() bool {
	return slices.ContainsFunc(l.clocks, func(c clock) bool { return !c.Ended() && c.Late(l.now) })
}

// hasToTell tells whether a line was crossed of which people are yet to be told.
func (l *locked) hasToTell() bool {
	return slices.ContainsFunc(l.clocks, func(c clock) bool {
		return slices.ContainsFunc(c.Thresholds(l.now), func(x sla.Crossing) bool { return x.Passed && x.Tell && !slices.Contains(c.crossed, x.Name()) })
	})
}

// fresh tells whether a clock is to be written for the first time.
func (l *locked) fresh() bool {
	return slices.ContainsFunc(l.clocks, func(c clock) bool { return c.id == 0 })
}

// alone writes a record of which more follows: somebody is told of a line that is behind a clock now.
func (b *levelBatchOf) alone(ctx context.Context, l *locked, f *fact) error {
	if err := l.record(ctx, f, l.row.State, l.row.State); err != nil {
		return err
	}
	if err := l.crossLines(ctx); err != nil {
		return err
	}
	return b.save(ctx, l)
}

// save writes a record by itself.
func (b *levelBatchOf) save(ctx context.Context, l *locked) error {
	l.wakeEarlier()
	if err := l.save(ctx); err != nil {
		return err
	}
	b.told.Records = append(b.told.Records, l.row.ID)
	b.told.Late = append(b.told.Late, l.changed.Late...)
	b.told.Wake = b.told.Wake || l.changed.Wake
	return nil
}

// promise answers what is promised of the record now; records that are alike are asked for once.
func (b *levelBatchOf) promise(ctx context.Context, l *locked) (incident.Promise, error) {
	if b.stamp != l.row.LevelsStamp || b.promises == nil {
		b.stamp, b.promises = l.row.LevelsStamp, map[LevelFacts]incident.Promise{}
	}
	s := l.row.State
	k := LevelFacts{s.Kind, s.Priority, l.row.Channel, s.CategoryID, s.ServiceID, l.row.CustomerID, s.QueueID, s.GroupID, l.row.UnitID}
	if p, ok := b.promises[k]; ok {
		return p, nil
	}
	p, err := l.promise(ctx, s)
	if err == nil {
		b.promises[k] = p
	}
	return p, err
}

// later notes what is written of a record together with the others of its batch.
func (b *levelBatchOf) later(l *locked, f fact) error {
	e := auditEntry{Subject: l.row.Number, Viewer: f.viewer, Verb: f.verb, Why: f.why, Changes: f.extra, Before: l.row.State, After: l.row.State}
	row, err := e.row(l.row.AuditSeq+1, f.at)
	if err != nil {
		return err
	}
	b.bulk = append(b.bulk, reset{l, f, row, ledger.Hash(l.row.AuditHead, row)})
	return nil
}

// write writes the records of the batch of which nothing else follows, a statement for each table.
func (b *levelBatchOf) write(ctx context.Context) error {
	if len(b.bulk) == 0 {
		return nil
	}
	var records, clocks []map[string]any
	for _, r := range b.bulk {
		l := r.l
		due, kind := l.due()
		records = append(records, map[string]any{"id": l.row.ID, "number": l.row.Number, "at": r.row.At, "seq": r.row.Seq, "why": r.row.Why, "changes": json.RawMessage(r.row.Changes),
			"before": hex.EncodeToString(r.row.Before), "after": hex.EncodeToString(r.row.After), "hash": hex.EncodeToString(r.hash), "due_at": due, "due_kind": kind,
			"outcome": map[string]any{"state": l.row.Status, "changes": r.facts.extra}})
		for i := range l.clocks {
			c := &l.clocks[i]
			if facts := mustJSON(c.Clock); !bytes.Equal(facts, c.written) {
				clocks = append(clocks, clockColumns(c, facts))
			}
		}
		if l.wakeEarlier(); len(l.wakes) > 0 {
			if err := l.saveWakes(ctx); err != nil {
				return err
			}
			b.told.Wake = true
		}
		b.told.Records = append(b.told.Records, l.row.ID)
	}
	for _, statement := range []struct {
		text string
		rows []map[string]any
		more []any
	}{
		{`INSERT INTO acts (record_id, actor_id, verb, outcome, at) SELECT x.id, $2, 'recompute', x.outcome, x.at
			FROM jsonb_to_recordset($1) AS x(id bigint, outcome jsonb, at timestamptz)`, records, []any{b.job.AskedBy}},
		{`INSERT INTO audit (subject, record_id, seq, at, actor_id, verb, why, changes, before, after, hash)
			SELECT x.number, x.id, x.seq, x.at, $2, 'recompute', x.why, x.changes, decode(x.before, 'hex'), decode(x.after, 'hex'), decode(x.hash, 'hex')
			FROM jsonb_to_recordset($1) AS x(number text, id bigint, seq integer, at timestamptz, why text, changes jsonb, before text, after text, hash text)`, records, []any{b.job.AskedBy}},
		{`UPDATE records r SET audit_head = decode(x.hash, 'hex'), audit_seq = x.seq, updated_at = x.at, revision = r.revision + 1, due_at = x.due_at, due_kind = x.due_kind
			FROM jsonb_to_recordset($1) AS x(id bigint, hash text, seq integer, at timestamptz, due_at timestamptz, due_kind text) WHERE r.id = x.id`, records, nil},
		{`UPDATE clocks c SET state = x.state, policy = x.policy, policy_version = x.policy_version, target_version = x.target_version, stopped_at = x.stopped_at,
				due_at = x.due_at, elapsed = x.elapsed, facts = x.facts
			FROM jsonb_to_recordset($1) AS x(id bigint, state text, policy text, policy_version integer, target_version integer, stopped_at timestamptz, due_at timestamptz,
				elapsed bigint, facts jsonb) WHERE c.id = x.id`, clocks, nil},
	} {
		if len(statement.rows) == 0 {
			continue
		}
		raw, err := json.Marshal(statement.rows)
		if err != nil {
			return err
		}
		if _, err := b.tx.ExecContext(ctx, statement.text, append([]any{raw}, statement.more...)...); err != nil {
			return err
		}
	}
	return nil
}

// clockColumns are the columns of a clock that follow from its facts.
func clockColumns(c *clock, facts []byte) map[string]any {
	m := map[string]any{"id": c.id, "state": c.State, "policy": c.Policy, "policy_version": c.PolicyVersion, "target_version": c.TargetVersion,
		"stopped_at": c.StoppedAt, "facts": json.RawMessage(facts)}
	if at := c.Deadline(); !at.IsZero() {
		m["due_at"] = at
	}
	if c.Ended() {
		m["elapsed"] = int64(c.Elapsed(*c.StoppedAt) / time.Second)
	}
	return m
}
