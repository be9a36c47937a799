package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/form"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/domain/search"
)

// asking is a kind of record that somebody asks for and a plan decides.
type asking struct{ kind, prefix, sequence, workflow string }

var (
	requests  = asking{KindApproval, "APR", "approval_numbers", "Approval"}
	documents = asking{KindDocument, "DOC", "document_numbers", "Document"}
)

// askedFor tells whether a record of a kind is asked for and decided by a plan: what is asked stands in approvals.
func askedFor(kind string) bool { return kind == KindApproval || kind == KindDocument }

// NewApproval is a request for approval to be recorded.
type NewApproval struct {
	Viewer      access.Viewer
	Key         string
	BodyHash    []byte
	Body        any
	Title       string
	Description string
	Amount      *float64
	Template    domain.Key
	Requester   domain.Key              // empty: the viewer
	Chosen      map[string][]domain.Key // whom the requester chose, by the name of the choice
	Form        form.Given              // what is filled in, by field
	Draft       string                  // the viewer's draft that it was written in, whose files come with it; empty: none

	held *heldDraft
	as   asking
	form int64                                      // what is filled in with it; 0: nothing
	try  bool                                       // it is only rehearsed: what is missing may be filled in later
	also func(ctx context.Context, l *locked) error // what else belongs to a record of its kind, before its plan is made
	says map[string][2]any                          // of that, for the audit trail
}

// approvalBirth is what a new request needs.
type approvalBirth struct {
	birth
	kind     string
	Template int64
	Version  int
	Chosen   map[string][]int64
}

// CreateApproval records a request for approval and answers its number. A repeat of the same key and body answers the number of the first.
func (s *Store) CreateApproval(ctx context.Context, in NewApproval) (string, error) {
	in.as = requests
	return s.ask(ctx, in)
}

// ask records what somebody asks for, with its plan.
func (s *Store) ask(ctx context.Context, in NewApproval) (string, error) {
	if number, err := s.created(ctx, NewIncident{Viewer: in.Viewer, Key: in.Key, BodyHash: in.BodyHash}); number != "" || err != nil {
		return number, err
	}
	var l *locked
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var err error
		if in.held, err = takeDraft(ctx, tx, in.Viewer, in.Draft, 0, in.as.kind); err != nil {
			return err
		}
		b, requester, err := readApprovalBirth(ctx, tx, in, true)
		if err != nil {
			return err
		}
		if err := b.mustChoose(ctx, tx); err != nil {
			return err
		}
		if l, err = insertApproval(ctx, tx, in, b, requester); err != nil {
			return err
		}
		_, err = b.play(ctx, tx, l.row.ID, requester)
		return err
	})
	if domain.CodeOf(err) == domain.Conflict && in.Key != "" { // the same request at the same time
		if number, err := s.created(ctx, NewIncident{Viewer: in.Viewer, Key: in.Key, BodyHash: in.BodyHash}); number != "" || err != nil {
			return number, err
		}
	}
	if err != nil {
		return "", err
	}
	s.changed(l.changed)
	return l.row.Number, nil
}

// readApprovalBirth reads what a new request needs. Only one that stays draws a number of the series, for those drawn do not come back.
func readApprovalBirth(ctx context.Context, tx *sqlx.Tx, in NewApproval, stays bool) (b approvalBirth, requester int64, err error) {
	id, err := people.find(ctx, tx, "requester", in.Requester)
	if err != nil {
		return b, 0, err
	}
	if requester = in.Viewer.UserID; id != nil {
		requester = *id
	}
	if b.Chosen, err = chosenPeople(ctx, tx, in.Chosen, requester); err != nil {
		return b, 0, err
	}
	err = tx.GetContext(ctx, &b.birth, `
		SELECT nextval('records_id_seq') AS id, CASE WHEN $2 THEN (SELECT $3 || '-' || lpad(n.next, greatest(6, length(n.next)), '0') FROM (SELECT nextval($4::regclass)::text AS next) n)
				ELSE gen_random_uuid()::text END AS number, steward_now() AS now, 0 AS service_queue,
			COALESCE(u.customer_id, 0) AS customer_id, COALESCE(u.unit_id, 0) AS unit_id, u.disabled_at IS NOT NULL AS disabled, `+rulesColumns("0")+`
		FROM users u CROSS JOIN desk_settings d WHERE u.id = $1`, requester, stays, in.as.prefix, in.as.sequence)
	if errors.Is(err, sql.ErrNoRows) || err == nil && b.Disabled {
		return b, 0, errRequester
	}
	if err != nil {
		return b, 0, err
	}
	t, err := templates.find(ctx, tx, "template", in.Template)
	if err != nil {
		return b, 0, err
	}
	if t == nil {
		return b, 0, domain.RefuseField("template", "Choose by which plan it is decided.", "请选择审批流程。")
	}
	v, err := TemplateFor(ctx, tx, *t, b.UnitID)
	if err == nil && v.Kind != in.as.kind {
		err = domain.RefuseField("template", "This plan is not for such records; choose another.", "此流程不用于此类单据，请另选。")
	}
	b.kind, b.Template, b.Version = in.as.kind, v.ID, v.Version
	return b, requester, err
}

// mustChoose refuses a request that leaves open whom the requester must choose, or chooses for what nobody asked.
func (b approvalBirth) mustChoose(ctx context.Context, q sqlx.QueryerContext) error {
	t, err := templateVersion(ctx, q, b.Template, b.Version)
	if err != nil {
		return err
	}
	choices := choicesOf(t.Definition)
	for _, c := range choices {
		if len(b.Chosen[c.Name]) == 0 {
			return domain.RefuseField("chosen."+c.Name, "Choose who is asked as “"+c.Name+"”.", "请选择“"+c.Name+"”。")
		}
	}
	for name := range b.Chosen {
		if !slices.ContainsFunc(choices, func(c TemplateChoice) bool { return c.Name == name }) {
			return domain.RefuseField("chosen."+name, "This plan asks for no such choice; leave it out.", "此流程没有该选择项，请去掉。")
		}
	}
	return nil
}

func chosenPeople(ctx context.Context, q sqlx.QueryerContext, chosen map[string][]domain.Key, requester int64) (map[string][]int64, error) {
	out, w := map[string][]int64{}, planWorld{ctx: ctx, q: q, requester: requester}
	for name, keys := range chosen {
		ids, err := peopleIDs(ctx, q, keys)
		if err == nil && slices.ContainsFunc(ids, func(id int64) bool { return !w.Active(id) }) {
			err = domain.RefuseField("to", "Choose people who work here and are not disabled, or contacts of the requester's customer.", "请选择在职人员，或申请人所属客户的联系人。")
		}
		if w.err != nil {
			return nil, w.err
		}
		if err != nil {
			var e *domain.Error
			if errors.As(err, &e) {
				e.Field = "chosen." + name
			}
			return nil, err
		}
		out[name] = ids
	}
	return out, nil
}

func insertApproval(ctx context.Context, tx *sqlx.Tx, in NewApproval, b approvalBirth, requester int64) (*locked, error) {
	l := &locked{tx: tx, now: b.Now}
	s := incident.State{Status: incident.Active, Priority: 3, RequesterID: requester}
	l.row.ID, l.row.Number, l.row.RecordKind, l.row.Title, l.row.UpdatedAt, l.row.AuditHead, l.row.State = b.ID, b.Number, in.as.kind, in.Title, b.Now, []byte{}, s
	f := fact{viewer: in.Viewer, verb: string(incident.Create), key: in.Key, hash: in.BodyHash, body: in.Body, at: b.Now}
	changes := map[string][2]any{"title": {"", in.Title}, "description": {"", in.Description}, "requester": {0, requester}, "state": {"", s.Status},
		"template": {nil, []any{b.Template, b.Version}}, "amount": {nil, in.Amount}, "chosen": {nil, b.Chosen}}
	maps.Copy(changes, in.says)
	in.held.note(changes)
	began, err := in.beginForm(ctx, tx, requester, b.Now)
	if err != nil {
		return nil, err
	}
	began.told(changes)
	if err := l.chain(ctx, &f, changes, nil, s); err != nil {
		return nil, err
	}
	if err := l.insertApprovalRows(ctx, in, b); err != nil {
		return nil, err
	}
	if err := began.insert(ctx, tx, l.row.ID); err != nil {
		return nil, err
	}
	if err := l.insertAct(ctx, &f, mustJSON(orEmpty(in.Body)), mustJSON(map[string]any{"state": s.Status, "changes": changes})); err != nil {
		return nil, err
	}
	if err := in.held.become(ctx, tx, l.row.ID, f.actID, nil, false, l.now); err != nil {
		return nil, err
	}
	t, err := templateVersion(ctx, tx, b.Template, b.Version)
	if err != nil {
		return nil, err
	}
	l.row.Epoch = 1
	if in.also != nil {
		if err := in.also(ctx, l); err != nil {
			return nil, err
		}
	}
	if err := l.insertPlan(ctx, process.StageRef{Stage: approval.StageApprove, Round: 1}, t); err != nil {
		return nil, err
	}
	l.changed.Records, l.changed.Wake, l.changed.Drafts = []int64{l.row.ID}, true, in.held.gone()
	return l, insertWake(ctx, tx, l.row.ID, wake{"Submitted", f.actID, f.verb, in.Viewer.Login, nil})
}

// beginForm fills in the form, if there is one.
func (in NewApproval) beginForm(ctx context.Context, tx *sqlx.Tx, requester int64, now time.Time) (*beganForm, error) {
	if in.try {
		return tryForm(ctx, tx, in.Viewer, in.as.kind, in.form, requester, in.Form, now)
	}
	return beginForm(ctx, tx, in.Viewer, in.as.kind, in.form, requester, in.Form, now)
}

func (l *locked) insertApprovalRows(ctx context.Context, in NewApproval, b approvalBirth) error {
	text := searchText(l.row.Number, in.Title, in.Description)
	_, err := l.tx.ExecContext(ctx, `
		WITH r AS (
			INSERT INTO records (id, number, kind, title, state, priority, requester_id, customer_id, unit_id, created_by, created_at, updated_at, audit_head, audit_seq)
			OVERRIDING SYSTEM VALUE VALUES ($1, $2, $21, $3, $4, $5, $6, NULLIF($7::bigint, 0), NULLIF($8::bigint, 0), $9, $10, $10, $11, 1) RETURNING id),
		a AS (INSERT INTO approvals (record_id, description, amount, template_id, template_version, chosen) SELECT id, $12, $13, $14, $15, $16 FROM r),
		p AS (INSERT INTO processes (record_id, workflow, shape) SELECT id, $17, $18 FROM r)
		INSERT INTO record_search (record_id, text, grams) SELECT id, $19, $20 FROM r`,
		l.row.ID, l.row.Number, in.Title, l.row.Status, l.row.Priority, l.row.RequesterID, b.CustomerID, b.UnitID, in.Viewer.UserID, b.Now, l.row.AuditHead,
		in.Description, in.Amount, b.Template, b.Version, mustJSON(b.Chosen), in.as.workflow, process.Shape, text, pq.Array(search.Index(l.row.ID, text)), in.as.kind)
	return err
}

// ApprovalRow is one request in a list.
type ApprovalRow struct {
	ID        int64          `db:"id" json:"-"`
	Number    string         `db:"number" json:"number"`
	Title     string         `db:"title" json:"title"`
	State     string         `db:"state" json:"state" enum:"active,closed,cancelled"`
	Verdict   string         `db:"verdict" json:"verdict" doc:"empty while it runs; done: approved"`
	Template  *Ref           `db:"template" json:"template"`
	Requester *Ref           `db:"requester" json:"requester"`
	WaitingOn waitingOnNames `db:"waiting" json:"waiting_on" nullable:"false"`
	CreatedAt time.Time      `db:"created_at" json:"created_at"`
	ClosedAt  *time.Time     `db:"closed_at" json:"closed_at"`
	UrgedAt   *time.Time     `db:"urged_at" json:"urged_at"`
}

// WaitingName is on whom a request waits, and since when, in short.
type WaitingName struct {
	Step   string     `json:"step"`
	StepEn string     `json:"step_en"`
	Person *Ref       `json:"person"`
	Group  *Ref       `json:"group"`
	Role   string     `json:"role"`
	Since  time.Time  `json:"since"`
	Until  *time.Time `json:"until"`
}

type waitingOnNames []WaitingName

// Scan reads a JSON array; null is the empty list.
func (w *waitingOnNames) Scan(src any) error {
	*w = waitingOnNames{}
	return scanJSON(src, w)
}

// Asked narrows a list of what was asked for.
type Asked struct {
	Mine   bool  // raised by the viewer
	Open   *bool // true: still running
	Limit  int
	Before int64 // the id before which to read; 0: from the newest
}

// where answers the conditions of a list of what was asked for, of a kind.
func (q *Asked) where(v access.Viewer, kind string, a *arguments) string {
	if q.Limit <= 0 || q.Limit > mostPage {
		q.Limit = usualPage
	}
	where := `r.kind = ` + a.add(kind) + ` AND ` + access.Predicate(v, "r", a.add)
	if q.Mine {
		where += " AND r.requester_id = " + a.add(v.UserID)
	}
	if q.Open != nil && *q.Open {
		where += " AND r.closed_at IS NULL"
	} else if q.Open != nil {
		where += " AND r.closed_at IS NOT NULL"
	}
	if q.Before != 0 {
		where += " AND r.id < " + a.add(q.Before)
	}
	return where
}

func (q *Asked) order(a *arguments) string { return ` ORDER BY r.id DESC LIMIT ` + a.add(q.Limit+1) }

// cut takes off what is only there to tell whether there is more.
func cut[T any](page *Page[T], q Asked, id func(T) int64) {
	if len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = cursorOf(IncidentRow{ID: id(page.Items[q.Limit-1])}, "")
	}
}

// askedSQL selects rows of what was asked for, with more columns and joins.
func askedSQL(columns, joins string) string {
	return `
		SELECT r.id, r.number, r.title, r.state, COALESCE(p.verdict, '') AS verdict, ` + refSQL("t") + ` AS template, ` + personSQL("q") + ` AS requester, r.created_at, r.closed_at,
			(p.state->>'urged_at')::timestamptz AS urged_at,
			(SELECT json_agg(json_build_object('step', w.name, 'step_en', w.name_en, 'person', ` + personSQL("u") + `, 'group', ` + refSQL("g") + `, 'role', COALESCE(w.role, ''),
				'since', w.opened_at, 'until', w.due_at) ORDER BY w.id)
				FROM work_items w LEFT JOIN users u ON u.id = w.user_id LEFT JOIN groups g ON g.id = w.group_id WHERE w.record_id = r.id AND w.closed_at IS NULL) AS waiting` + columns + `
		FROM records r JOIN approvals a ON a.record_id = r.id JOIN plan_templates t ON t.id = a.template_id JOIN users q ON q.id = r.requester_id
		LEFT JOIN plans p ON p.id = (SELECT max(x.id) FROM plans x WHERE x.record_id = r.id) ` + joins + ` WHERE `
}

// Approvals answers a page of the requests that the viewer may see, newest first.
func (s *Store) Approvals(ctx context.Context, v access.Viewer, q Asked) (Page[ApprovalRow], error) {
	a := &arguments{}
	where := q.where(v, KindApproval, a)
	page := Page[ApprovalRow]{Items: []ApprovalRow{}}
	err := s.DB.SelectContext(ctx, &page.Items, askedSQL("", "")+where+q.order(a), *a...)
	cut(&page, q, func(r ApprovalRow) int64 { return r.ID })
	return page, convert(err)
}
