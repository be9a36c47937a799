package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/document"
	"steward/domain/form"
	"steward/domain/incident"
)

// ActInput is one act of one person on one record.
type ActInput struct {
	Number   string
	Viewer   access.Viewer
	Key      string // idempotency key, empty: no protection against a repeat
	ItemID   *int64
	Act      incident.Act // ActorID, ByRequester and the ids of Keys are filled here
	Keys     IncidentKeys // group, assignee and so on, as the input names them
	Internal bool         // of a message, a work log or a file
	OnBehalf string       // login of the requester's side for whom the desk acts
	Body     any          // what was said, as the timeline shows it
	BodyHash []byte       // digest of the request's body, to recognise another body under the same key

	Plan PlanAct    // of verbs on a plan
	Form form.Given // what is filled in with it, by field

	Draft  string                                    // of a reply or note: the draft that it was written in, whose files come with it
	Seen   *int64                                    // of a reply: the newest message that its author has read (0: there was none); nil: not said
	Attach []int64                                   // ids of the record's attachments that belong to this message
	Also   func(ctx context.Context, a *ActTx) error // what else the act writes, in its transaction

	held *heldDraft
}

// ActTx is what an act's Also may use: the transaction, the record and the act's id and instant.
type ActTx struct {
	Tx       *sqlx.Tx
	RecordID int64
	ActID    int64
	At       time.Time
	Changes  map[string][2]any // what else the audit trail should say
}

// onRecord runs f on the locked record, after settling what fell due, and announces the change after commit.
func (s *Store) onRecord(ctx context.Context, number string, k ledgerKey, f func(*locked) error) error {
	var changed Change
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		l, err := lock(ctx, tx, number, k)
		if err != nil {
			return err
		}
		if err := f(l); err != nil {
			return err
		}
		changed = l.changed
		return nil
	})
	if err == nil {
		s.changed(changed)
	}
	return err
}

// Act writes one act: lock, settle, find a repeat, judge, record, commit. A repeat of the same key and body changes nothing
// and answers nil; a refusal changes nothing and is a *domain.Error.
func (s *Store) Act(ctx context.Context, in ActInput) error {
	k := ledgerKey{in.Viewer.UserID, in.Key, in.ItemID}
	if err := in.Keys.into(ctx, s.DB, &in.Act); err != nil {
		return convert(err)
	}
	return s.onRecord(ctx, in.Number, k, func(l *locked) error {
		if l.row.DoneAct != nil { // also of an act that moved it out of the viewer's sight
			return sameBody(l.row.DoneHash, in.BodyHash)
		}
		if !access.May(in.Viewer, l.facts()) {
			return ErrNone
		}
		if err := l.mayWrite(); err != nil {
			return err
		}
		if err := l.settle(ctx); err != nil {
			return err
		}
		item, ofPlan, err := l.planItem(ctx, in)
		if err != nil {
			return err
		}
		if ofPlan {
			return l.planAct(ctx, in, item)
		}
		return l.act(ctx, in)
	})
}

func sameBody(recorded, given []byte) error {
	if bytes.Equal(recorded, given) {
		return nil
	}
	return domain.RefuseField("Idempotency-Key",
		"This key was used for another request already; use a new key.", "该幂等键已用于另一请求，请使用新的键。")
}

func (l *locked) act(ctx context.Context, in ActInput) error {
	a := in.Act
	who := whoIs(in.Viewer, l.row.RequesterID, l.row.CustomerID, l.row.AssigneeID)
	a.ActorID, a.ByRequester = in.Viewer.UserID, who.Requester
	if err := l.onBehalf(ctx, in, who, &a); err != nil {
		return err
	}
	if err := l.mayAct(who, a.Verb); err != nil {
		return err
	}
	if l.row.RecordKind == KindDocument && a.Verb == document.Revoke {
		return l.askRevocation(ctx, in)
	}
	if err := l.mayAnswer(ctx, in); err != nil {
		return err
	}
	filled, err := l.formOfAct(ctx, in, a.Verb == incident.Resolve)
	if err != nil {
		return err
	}
	r, err := l.row.rules(ctx, l.tx)
	if err != nil {
		return err
	}
	before := l.row.State
	o, refusal := incident.Apply(before, a, r, l.now)
	if refusal != nil {
		return refusal
	}
	if err := l.checkPeople(ctx, before, o.State); err != nil {
		return err
	}
	if err := l.endPlan(ctx, in.Viewer, o.State); err != nil {
		return err
	}
	if a.Verb == incident.Reopen {
		if err := l.reopenProcess(ctx); err != nil {
			return err
		}
	}
	f := fact{viewer: in.Viewer, verb: string(a.Verb), itemID: in.ItemID, key: in.Key, hash: in.BodyHash, body: in.Body, why: a.Comment, at: l.now, told: filled}
	if o.Wakes {
		f.signal = incident.Signal(a.Verb)
	}
	return l.write(ctx, in, a, o, &f)
}

// mayAct refuses what the record's kind does not allow to such a person now.
func (l *locked) mayAct(who incident.Who, v incident.Verb) error {
	var refusal *domain.Error
	switch l.row.RecordKind {
	case KindApproval:
		refusal = approval.MayAct(v, l.row.State.Over(), who.Agent || who.Technician || who.Manager)
	case KindDocument:
		refusal = document.MayAct(l.document.state, documentWho(who), v)
	default:
		if refusal = incident.MayPerson(who, v); refusal == nil {
			refusal = incident.MayNow(l.row.State, v, l.now)
		}
	}
	if refusal != nil {
		return refusal
	}
	return nil
}

// write records the act with everything that hangs on it.
func (l *locked) write(ctx context.Context, in ActInput, a incident.Act, o incident.Outcome, f *fact) error {
	before := l.row.State
	l.row.State = o.State
	if err := l.movedQueue(ctx, before); err != nil {
		return err
	}
	f.extra = in.extra()
	var err error
	if in.held, err = l.takeDraft(ctx, in); err != nil {
		return err
	}
	in.held.note(f.extra)
	if in.Also != nil {
		f.also = func() error {
			return in.Also(ctx, &ActTx{Tx: l.tx, RecordID: l.row.ID, ActID: f.actID, At: l.now, Changes: f.extra})
		}
	}
	if err := l.record(ctx, f, before, o.State); err != nil {
		return err
	}
	if err := l.say(ctx, in, a, f.actID); err != nil {
		return err
	}
	if err := l.tell(ctx, in.Viewer, o.Tells); err != nil {
		return err
	}
	if l.row.RecordKind != KindIncident {
		return l.save(ctx)
	}
	if err := l.tick(ctx, before, o.State, saidBy(a, strings.TrimSpace(a.Comment)), l.now); err != nil {
		return err
	}
	if err := l.crossLines(ctx); err != nil { // those that another target puts behind a clock
		return err
	}
	l.wakeEarlier()
	return l.save(ctx)
}

// extra is what the audit trail says of the act beside the state and the words.
func (in ActInput) extra() map[string][2]any {
	extra := map[string][2]any{}
	if in.OnBehalf != "" {
		extra["on_behalf"] = [2]any{nil, in.OnBehalf}
	}
	if in.Act.Minutes != 0 && in.Act.Verb == incident.LogWork {
		extra["minutes"] = [2]any{nil, in.Act.Minutes}
	}
	if len(in.Attach) > 0 {
		extra["attachments"] = [2]any{nil, in.Attach}
	}
	return extra
}

// say writes the act's words and tells those who take part in the conversation.
func (l *locked) say(ctx context.Context, in ActInput, a incident.Act, actID int64) error {
	id, internal, err := l.words(ctx, a, in.Internal, actID)
	if err != nil || id == 0 {
		return err
	}
	if err := in.held.become(ctx, l.tx, l.row.ID, actID, &id, internal, l.now); err != nil {
		return err
	}
	l.changed.Drafts = append(l.changed.Drafts, in.held.gone()...)
	if len(in.Attach) > 0 {
		if err := l.attach(ctx, in, id, internal); err != nil {
			return err
		}
	}
	switch {
	case a.Verb == incident.Note:
		return l.tellNow(ctx, in.Viewer, "noted", []incident.To{incident.ToAssignee})
	case a.Verb == incident.Reply && a.ByRequester:
		return l.tellNow(ctx, in.Viewer, "replied", []incident.To{incident.ToAssignee, incident.ToWatchers})
	case a.Verb == incident.Reply:
		return l.tellNow(ctx, in.Viewer, "replied", []incident.To{incident.ToRequester, incident.ToAssignee, incident.ToWatchers})
	}
	return nil
}

// words writes what the act said: a line of the work log (internal as asked), or a message of the conversation, whose id it
// answers with whether only the desk may read it; 0 where nothing was said.
func (l *locked) words(ctx context.Context, a incident.Act, internal bool, actID int64) (int64, bool, error) {
	text := strings.TrimSpace(a.Comment)
	if a.Verb == incident.LogWork {
		_, err := l.tx.ExecContext(ctx, `
			INSERT INTO work_log (record_id, act_id, user_id, minutes, note, internal, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			l.row.ID, actID, a.ActorID, a.Minutes, text, internal, l.now)
		return 0, internal, err
	}
	if text == "" {
		return 0, false, nil
	}
	public := public(a)
	var id int64
	err := l.tx.GetContext(ctx, &id, `
		INSERT INTO messages (record_id, act_id, author_id, internal, body, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
		l.row.ID, actID, a.ActorID, !public, text, l.now)
	return id, !public, err
}

// attach puts files that the actor uploaded to this record, and that no message has yet, under the message.
func (l *locked) attach(ctx context.Context, in ActInput, messageID int64, internal bool) error {
	res, err := l.tx.ExecContext(ctx, `
		UPDATE attachments SET message_id = $3, internal = $4 WHERE record_id = $1 AND id = ANY ($2) AND message_id IS NULL AND uploaded_by = $5`,
		l.row.ID, pq.Array(in.Attach), messageID, internal, in.Viewer.UserID)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || int(n) != len(in.Attach) {
		return domain.RefuseField("attachments", "One of the files is not yours, not on this record, or in another message already; upload it again.",
			"其中有文件不属于您、不在此单据中或已用于其他消息，请重新上传。")
	}
	return nil
}

// onBehalf lets the desk act in the name of the requester's side, such as a reply given by phone.
func (l *locked) onBehalf(ctx context.Context, in ActInput, who incident.Who, a *incident.Act) error {
	if in.OnBehalf == "" {
		return nil
	}
	if !who.Agent && !who.Manager {
		return domain.RefuseField("on_behalf", "Only agents and service managers may act on behalf of a customer.", "只有坐席和服务经理可以代客户操作。")
	}
	var ok bool
	err := l.tx.GetContext(ctx, &ok, `
		SELECT EXISTS (SELECT FROM users u WHERE u.login = $1 AND (u.id = $2 OR u.customer_id = NULLIF($3::bigint, 0)))`,
		in.OnBehalf, l.row.RequesterID, l.row.CustomerID)
	if err != nil {
		return err
	}
	if !ok {
		return domain.RefuseField("on_behalf", "Name the requester, or somebody of the same customer.", "请指定提单人或同一客户的联系人。")
	}
	a.ByRequester = true
	return nil
}

// checkPeople refuses an assignee who is disabled or no desk person, and ids that name nothing.
func (l *locked) checkPeople(ctx context.Context, before, after incident.State) error {
	if after.AssigneeID == 0 || after.AssigneeID == before.AssigneeID {
		return nil
	}
	var ok bool
	err := l.tx.GetContext(ctx, &ok, `SELECT disabled_at IS NULL AND roles && ARRAY['agent', 'technician', 'manager', 'admin'] FROM users WHERE id = $1`, after.AssigneeID)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !ok {
		return domain.RefuseField("assignee", "Choose somebody who works at the desk and is not disabled.", "请选择未停用的服务台人员。")
	}
	return err
}

// reopenProcess begins the process's next life where the present one has ended or is bound to: one of its rounds has a
// verdict after which nothing follows. Otherwise the running process loops back by itself.
func (l *locked) reopenProcess(ctx context.Context) error {
	over := l.row.EndedAt != nil
	if !over {
		err := l.tx.GetContext(ctx, &over, `
			SELECT EXISTS (SELECT FROM rounds WHERE record_id = $1 AND epoch = $2 AND (verdict = $3 OR stage = $4 AND verdict = $5))`,
			l.row.ID, l.row.Epoch, domain.VerdictCancelled, incident.StageReopen, domain.VerdictDone)
		if err != nil {
			return err
		}
	}
	if !over {
		return nil
	}
	return l.nextEpoch(ctx, false)
}
