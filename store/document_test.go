package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/document"
	"steward/domain/form"
	"steward/domain/incident"
	"steward/domain/plan"
	"steward/domain/process"
)

// documentDesk has one type of document: two heads decide, two people read it.
type documentDesk struct {
	*planDesk
	admin access.Viewer
}

func newDocumentDesk(t *testing.T) *documentDesk {
	d := &documentDesk{planDesk: newPlanDesk(t)}
	d.admin = d.person("root", "admin")
	d.s.DB.MustExec(`UPDATE users SET unit_id = (SELECT id FROM units WHERE code = 'net') WHERE login = 'carla'`)
	d.publish("two", KindDocument, submit, asks("both", plan.Approval, plan.All, []string{plan.StartStep}, "tom", "bea"))
	_, err := d.s.CreateDocumentGroup(t.Context(), d.admin, DocumentGroupInput{named("office")}, "")
	d.NoError(err)
	d.typed("notice", "{unit}〔{year}〕{seq}号")
	return d
}

func (d *documentDesk) typed(code, pattern string) {
	d.t.Helper()
	_, err := d.s.CreateDocumentType(d.t.Context(), d.admin, DocumentTypeInput{Naming: named(code), Group: domain.ByCode("office"), Template: domain.ByCode("two"), Pattern: &pattern,
		Circulation: &[]plan.Assignee{{By: "person", Name: "anna"}, {By: "person", Name: "mona"}, {By: "requester"}}, CirculateDays: ptr(2), KeepYears: ptr(10)}, "")
	d.NoError(err)
}

func (d *documentDesk) write(kind string) string {
	d.t.Helper()
	n, err := d.s.CreateDocument(d.t.Context(), NewDocument{NewApproval: NewApproval{Viewer: d.customer, Title: "New rules of the canteen", Description: "From Monday on"}, Type: domain.ByCode(kind)})
	d.NoError(err)
	d.carry(n)
	return n
}

// carry goes with a document as far as its process would: as workflows.Document, with an archive that says where the document stands.
func (d *documentDesk) carry(number string) string {
	d.t.Helper()
	var epoch int
	d.NoError(d.s.DB.Get(&epoch, `SELECT epoch FROM processes p JOIN records r ON r.id = p.record_id WHERE r.number = $1`, number))
	life, rounds := d.life(number), map[string]int{}
	life.Epoch = epoch
	run := func(stage string) domain.Verdict {
		rounds[stage]++
		for range 2 { // once more after an archive
			out, err := d.s.Advance(d.t.Context(), process.AdvanceIn{Life: life, Open: []process.StageRef{{Stage: stage, Round: rounds[stage]}}})
			d.NoError(err)
			if v := out.Positions[0].Verdict; v != "" {
				return v
			}
			for _, e := range out.Effects {
				if e.Kind == effectArchive {
					d.Equal("archive "+number, e.Summary)
					d.NoError(d.s.FinishArchive(d.t.Context(), number, e.ID, []byte("page: "+string(d.view(d.customer, number).Document.Status))))
				}
			}
		}
		return ""
	}
	for _, stage := range []string{document.StageApprove, document.StageIssue} {
		if v := run(stage); v != domain.VerdictDone {
			return d.close(life, stage, v)
		}
	}
	for {
		stage := document.StageCirculate
		v := run(stage)
		if v == domain.VerdictDone {
			stage = document.StageArchive
			v = run(stage)
		}
		if !v.Returned() {
			return d.close(life, stage, v)
		}
		if v := run(document.StageRevoke); v == "" {
			return document.StageRevoke
		}
	}
}

func (d *documentDesk) close(life process.Life, stage string, v domain.Verdict) string {
	if v != "" {
		_, err := d.s.CloseProcess(d.t.Context(), life)
		d.NoError(err)
		return "ended"
	}
	return stage
}

func (d *documentDesk) view(v access.Viewer, number string) Record {
	d.t.Helper()
	r, err := d.s.Record(d.t.Context(), v, number)
	d.NoError(err)
	return r
}

func (d *documentDesk) stands(number string, status document.Status, state string) Record {
	d.t.Helper()
	r := d.view(d.top, number)
	d.Equal([]string{string(status), state}, []string{string(r.Document.Status), r.State})
	return r
}

// decided lets both heads approve, and goes on.
func (d *documentDesk) decided(number string) {
	d.t.Helper()
	d.NoError(d.act(number, d.tech, plan.Approve, PlanAct{}))
	d.NoError(d.act(number, d.boss, plan.Approve, PlanAct{}))
	d.carry(number)
}

func (d *documentDesk) read(number string, vs ...access.Viewer) {
	d.t.Helper()
	for _, v := range vs {
		d.NoError(d.s.MarkRead(d.t.Context(), v, number))
	}
	d.carry(number)
}

func (d *documentDesk) revoke(number string, v access.Viewer) error {
	return d.s.Act(d.t.Context(), ActInput{Number: number, Viewer: v, Act: incident.Act{Verb: document.Revoke, Comment: "The canteen closes"}, BodyHash: []byte{1}})
}

func TestDocument_FromSubmissionToTheArchive(t *testing.T) {
	d := newDocumentDesk(t)
	n := d.write("notice")
	d.Equal("DOC-000001", n)
	d.waits(n, "both bea", "both tom")
	d.stands(n, document.InApproval, "active")
	_, err := d.s.Record(t.Context(), d.agent, n)
	d.ErrorIs(err, ErrNone, "nobody sees it who is not asked")
	d.decided(n)

	r := d.stands(n, document.Circulating, "active")
	year := r.Document.IssuedAt.Year()
	d.Equal(fmt.Sprintf("Net〔%d〕1号", year), r.Document.Official)
	d.Equal([]int{2, 2}, []int{r.Document.Readers, r.Document.Unread}, "whom the list names, but the requester")
	d.True(d.view(d.agent, n).Document.ToRead, "whom it was sent to sees it")
	d.Equal(1, d.count(`SELECT count(*) FROM effects WHERE payload->>'what' = 'document_circulated' AND jsonb_array_length(payload->'to') = 2`))
	d.Equal(1, d.count(`SELECT count(*) FROM effects WHERE payload->>'what' = 'document_issued' AND payload->'params'->>'official' = $1`, r.Document.Official))

	d.read(n, d.agent)
	d.stands(n, document.Circulating, "active")
	d.read(n, d.top)
	r = d.stands(n, document.Archived, "closed")
	d.Equal(year+10, r.Document.KeepUntil.Year())
	d.Equal("done", r.Plan.Verdict)
	a, err := d.s.DocumentArchive(t.Context(), d.customer, n, 0)
	d.NoError(err)
	d.Equal("page: issued", string(a.Content))
	digest := sha256.Sum256(a.Content)
	d.Equal(digest[:], a.SHA256)
	d.Equal(hex.EncodeToString(digest[:]), r.Document.Archives[0].SHA256)
	d.Equal(1, d.count(`SELECT count(*) FROM audit WHERE subject = $1 AND verb = 'archived' AND changes->'sha256'->>1 = $2`, n, hex.EncodeToString(digest[:])))
	d.Equal(1, d.count(`SELECT count(*) FROM processes WHERE ended_at IS NOT NULL`))

	page, err := d.s.Documents(t.Context(), d.customer, DocumentQuery{Q: "〔", Group: domain.ByCode("office"), Type: domain.ByCode("notice"), Status: []document.Status{document.Archived}, Year: year})
	d.NoError(err)
	d.Len(page.Items, 1)
	d.Equal([]string{n, "archived", "notice"}, []string{page.Items[0].Number, string(page.Items[0].Status), page.Items[0].Type.Code})
	page, err = d.s.Documents(t.Context(), d.agent, DocumentQuery{ToRead: true})
	d.NoError(err)
	d.Empty(page.Items)
}

func TestDocument_TimeEndsTheCirculation(t *testing.T) {
	d := newDocumentDesk(t)
	n := d.write("notice")
	d.decided(n)
	d.read(n, d.agent)
	d.s.DB.MustExec(`UPDATE clock_shift SET shift = shift + interval '30 hours'`)
	d.carry(n)
	d.stands(n, document.Circulating, "active")
	const reminded = `SELECT count(*) FROM effects WHERE payload->>'what' = 'document_reminded' AND payload->'to'->0->>'login' = 'mona' AND jsonb_array_length(payload->'to') = 1`
	d.Equal(1, d.count(reminded), "who has not read it, halfway")
	d.s.DB.MustExec(`UPDATE clock_shift SET shift = shift + interval '4 days'`)
	d.carry(n)
	d.Equal(1, d.count(reminded), "once")
	d.stands(n, document.Archived, "closed")
	d.Equal(1, d.count(`SELECT count(*) FROM acts WHERE verb = 'circulation_over' AND outcome->'changes'->'unread'->>1 = '1'`))
}

// Everything that is not approved ends without a number.
func TestDocument_EndsWithoutANumber(t *testing.T) {
	d := newDocumentDesk(t)
	for verb, want := range map[plan.Verb]document.Status{plan.Reject: document.Rejected, plan.Withdraw: document.Withdrawn, plan.Terminate: document.Cancelled} {
		n := d.write("notice")
		d.NoError(d.act(n, map[plan.Verb]access.Viewer{plan.Reject: d.tech, plan.Withdraw: d.customer, plan.Terminate: d.top}[verb], verb, PlanAct{}))
		d.Equal("ended", d.carry(n))
		state := "cancelled"
		if verb == plan.Reject {
			state = "closed"
		}
		d.Empty(d.stands(n, want, state).Document.Official)
		d.Error(d.revoke(n, d.customer), "there is nothing to revoke")
	}
	d.Zero(d.count(`SELECT count(*) FROM document_counters`))
}

func TestDocument_RevokedYearsLaterInTheNextLife(t *testing.T) {
	d := newDocumentDesk(t)
	n := d.write("notice")
	d.decided(n)
	d.read(n, d.agent, d.top)
	d.s.DB.MustExec(`UPDATE clock_shift SET shift = shift + interval '400 days'`)
	d.Error(d.revoke(n, d.agent), "only the requester and managers")
	d.NoError(d.revoke(n, d.customer))
	d.Equal(2, d.count(`SELECT epoch FROM processes`))
	d.Equal(document.StageRevoke, d.carry(n))
	r := d.stands(n, document.Revoking, "active")
	d.Equal("The canteen closes", r.Document.RevokeReason)
	d.Equal("撤销：both", r.Plan.Steps[1].Name.Zh)
	d.Equal("done", r.EarlierPlans[0].Verdict, "what was decided stays readable")
	d.Error(d.revoke(n, d.customer), "once at a time")

	d.NoError(d.act(n, d.tech, plan.Reject, PlanAct{}))
	d.Equal("ended", d.carry(n))
	d.stands(n, document.Archived, "closed")
	d.Equal(1, d.count(`SELECT count(*) FROM effects WHERE payload->>'what' = 'document_kept'`))
	d.Equal(1, d.count(`SELECT count(*) FROM document_archives`), "nothing new to archive")

	d.NoError(d.revoke(n, d.top))
	d.carry(n)
	d.decided(n)
	d.stands(n, document.Revoked, "closed")
	r = d.view(d.agent, n)
	d.Len(r.Document.Archives, 2)
	a, err := d.s.DocumentArchive(t.Context(), d.agent, n, 2)
	d.NoError(err)
	d.Equal("page: revoked", string(a.Content))
	d.Equal(1, d.count(`SELECT count(*) FROM effects WHERE payload->>'what' = 'document_revoked' AND jsonb_array_length(payload->'to') = 3`))
	d.Error(d.revoke(n, d.customer))
	d.Equal(3, d.count(`SELECT epoch FROM processes`))
	d.Equal(1, d.count(`SELECT last FROM document_counters`))
}

func TestDocument_RevokedWhileItCirculates(t *testing.T) {
	d := newDocumentDesk(t)
	n := d.write("notice")
	d.decided(n)
	d.NoError(d.revoke(n, d.customer))
	d.Equal(1, d.count(`SELECT epoch FROM processes`), "its process is there")
	d.Equal(document.StageRevoke, d.carry(n))
	d.NoError(d.act(n, d.customer, plan.Withdraw, PlanAct{}))
	d.carry(n)
	d.stands(n, document.Circulating, "active")
	d.NoError(d.revoke(n, d.customer))
	d.carry(n)
	d.NoError(d.s.MarkRead(t.Context(), d.agent, n))
	d.decided(n)
	r := d.stands(n, document.Revoked, "closed")
	d.Len(r.Document.Archives, 1, "one page has all")
}

// Nothing of a document that was decided can be changed, by no way through the store, and by no statement.
func TestDocument_ArchiveIsImmutable(t *testing.T) {
	d := newDocumentDesk(t)
	n := d.write("notice")
	attach := func() error {
		_, err := d.s.Attach(t.Context(), NewAttachment{Number: n, Viewer: d.customer, Name: "a.txt", MediaType: "text/plain", Size: 1, SHA256: []byte{1}, StorageKey: "k"})
		return err
	}
	d.NoError(attach())
	title, r := "Newer rules", d.view(d.customer, n)
	d.NoError(d.s.PatchRecord(t.Context(), d.customer, n, r.Revision, RecordPatch{Title: &title}))
	d.decided(n)
	for _, state := range []string{"circulating", "archived", "revoking", "revoked"} {
		switch state {
		case "archived":
			d.read(n, d.agent, d.top)
		case "revoking":
			d.NoError(d.revoke(n, d.customer))
			d.carry(n)
			d.NoError(d.act(n, d.tech, plan.Return, PlanAct{Step: plan.StartStep}))
			d.carry(n)
			d.waits(n, "start carla")
		case "revoked":
			d.NoError(d.act(n, d.customer, plan.Complete, PlanAct{}))
			d.carry(n)
			d.decided(n)
		}
		r := d.view(d.customer, n)
		d.Equal(state, string(r.Document.Status))
		title := "Forged"
		d.Equal(domain.Closed, domain.CodeOf(d.s.PatchRecord(t.Context(), d.customer, n, r.Revision, RecordPatch{Title: &title})), state)
		d.Equal(domain.Closed, domain.CodeOf(attach()), state)
		for _, statement := range []string{
			`UPDATE records SET title = 'Forged'`, `UPDATE approvals SET description = 'Forged'`, `DELETE FROM approvals`, `UPDATE documents SET official = 'Forged'`, `DELETE FROM documents`,
			`UPDATE documents SET type_id = type_id + 1`, `UPDATE documents SET approved_at = NULL`, `DELETE FROM attachments`, `UPDATE attachments SET sha256 = '\x02'`,
			`INSERT INTO attachments (record_id, name, media_type, size, sha256, storage_key, uploaded_by) SELECT id, 'x', 'x', 1, '\x01', 'k', requester_id FROM records`,
		} {
			_, err := d.s.DB.Exec(statement)
			d.Equal(errFrozen, convert(err), "%s: %s", state, statement)
		}
		for _, statement := range []string{`UPDATE document_archives SET content = 'Forged'`, `DELETE FROM document_archives`, `TRUNCATE document_archives`} {
			_, err := d.s.DB.Exec(statement)
			d.Error(err, statement)
		}
		if state != "circulating" {
			_, err := d.s.DB.Exec(`UPDATE documents SET archived_at = now()`)
			d.Equal(errFrozen, convert(err))
		}
	}
	d.Equal("Newer rules", d.view(d.customer, n).Title)
}

// Issue: numbers are gap-free in 100 parallel issues, also where some of them fail on the way.
func TestDocument_NumbersHaveNoGaps(t *testing.T) {
	d := newDocumentDesk(t)
	d.typed("order", "{year}-{seq:3}")
	var numbers []string
	for i := range 100 {
		n := d.write([]string{"notice", "order"}[i%10/9]) // ninety and ten
		numbers = append(numbers, n)
		d.NoError(d.act(n, d.tech, plan.Approve, PlanAct{}))
		d.NoError(d.act(n, d.boss, plan.Approve, PlanAct{}))
		d.advance(n, document.StageApprove)
	}
	d.s.DB.MustExec(`CREATE FUNCTION fail_some() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		IF NEW.verb = 'issued' AND random() < 0.3 THEN RAISE EXCEPTION 'torn' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$`)
	d.s.DB.MustExec(`CREATE TRIGGER fail_some BEFORE INSERT ON acts FOR EACH ROW EXECUTE FUNCTION fail_some()`)
	var wait sync.WaitGroup
	for _, n := range numbers {
		life := d.life(n)
		wait.Go(func() {
			for {
				out, err := d.s.Advance(t.Context(), process.AdvanceIn{Life: life, Open: []process.StageRef{{Stage: document.StageIssue, Round: 1}}})
				if err == nil && out.Positions[0].Verdict == domain.VerdictDone {
					return
				}
				if err != nil && domain.CodeOf(err) != domain.Unavailable {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	for kind, want := range map[string]int{"notice": 90, "order": 10} {
		d.Equal(want, d.count(`SELECT count(DISTINCT number_seq) FROM documents d JOIN document_types t ON t.id = d.type_id WHERE t.code = $1`, kind))
		d.Equal(want, d.count(`SELECT max(number_seq) FROM documents d JOIN document_types t ON t.id = d.type_id WHERE t.code = $1`, kind))
		d.Equal(want, d.count(`SELECT last FROM document_counters c JOIN document_types t ON t.id = c.type_id WHERE t.code = $1`, kind))
	}
}

// A year later numbers begin at 1 again, by the desk's own time of day.
func TestDocument_NumbersBeginAnewEachYear(t *testing.T) {
	d := newDocumentDesk(t)
	zone, err := time.LoadLocation("Asia/Shanghai")
	d.NoError(err)
	d.s.DB.MustExec(`UPDATE calendars SET definition = definition || '{"zone": "Asia/Shanghai"}'`)
	var official []string
	for _, at := range []time.Time{time.Date(2030, 12, 31, 23, 0, 0, 0, zone), time.Date(2031, 1, 1, 1, 0, 0, 0, zone)} {
		d.s.DB.MustExec(`UPDATE clock_shift SET shift = $1::timestamptz - clock_timestamp()`, at)
		n := d.write("notice")
		d.decided(n)
		official = append(official, d.view(d.customer, n).Document.Official)
	}
	d.Equal("Net〔2030〕1号 Net〔2031〕1号", strings.Join(official, " "))
}

func TestDocumentType_RefusesWhatCouldNotWork(t *testing.T) {
	d := newDocumentDesk(t)
	d.publish("buy", KindApproval, submit, asks("head", plan.Approval, plan.All, []string{plan.StartStep}, "tom"))
	whole := func(change func(*DocumentTypeInput)) DocumentTypeInput {
		pattern := "{year}/{seq}"
		in := DocumentTypeInput{Naming: named("other"), Group: domain.ByCode("office"), Template: domain.ByCode("two"), Pattern: &pattern}
		change(&in)
		return in
	}
	for field, change := range map[string]func(*DocumentTypeInput){
		"group":              func(in *DocumentTypeInput) { in.Group = domain.Key{} },
		"template":           func(in *DocumentTypeInput) { in.Template = domain.ByCode("buy") },
		"revoke_template":    func(in *DocumentTypeInput) { in.RevokeTemplate = domain.ByCode("never") },
		"pattern":            func(in *DocumentTypeInput) { in.Pattern = ptr("{unit}〔{year}〕{seq}号") },
		"circulation":        func(in *DocumentTypeInput) { in.Circulation = &[]plan.Assignee{{By: "chosen", Name: "x"}} },
		"circulation.0.name": func(in *DocumentTypeInput) { in.Circulation = &[]plan.Assignee{{By: "group", Name: "never"}} },
		"name":               func(in *DocumentTypeInput) { in.Name = ptr(" ") },
	} {
		_, err := d.s.CreateDocumentType(t.Context(), d.admin, whole(change), "")
		var e *domain.Error
		require.ErrorAs(t, err, &e, field)
		d.Equal(field, e.Field)
		d.NotEmpty(e.Text.Zh)
	}
	made, err := d.s.CreateDocumentType(t.Context(), d.admin, whole(func(*DocumentTypeInput) {}), "key")
	d.NoError(err)
	again, err := d.s.CreateDocumentType(t.Context(), d.admin, whole(func(*DocumentTypeInput) {}), "key")
	d.NoError(err)
	d.Equal(made, again)
	_, err = d.s.UpdateDocumentType(t.Context(), d.admin, domain.ByID(made.ID), DocumentTypeInput{Enabled: ptr(false)})
	d.NoError(err)
	_, err = d.s.CreateDocument(t.Context(), NewDocument{NewApproval: NewApproval{Viewer: d.customer, Title: "x"}, Type: domain.ByCode("other")})
	d.Equal("type", err.(*domain.Error).Field) //nolint:errorlint // as it is
	usable, err := d.s.DocumentTypes(t.Context(), d.customer, DocumentTypeQuery{Usable: true})
	d.NoError(err)
	d.Len(usable.Items, 1)
	outsider := d.customer
	outsider.CustomerID = 1
	_, err = d.s.CreateDocument(t.Context(), NewDocument{NewApproval: NewApproval{Viewer: outsider, Title: "x"}, Type: domain.ByCode("notice")})
	d.Equal(domain.Forbidden, domain.CodeOf(err))

	login := "annette"
	_, err = d.s.UpdateUser(t.Context(), d.admin, domain.ByCode("anna"), UserInput{Login: &login})
	d.Equal("login", err.(*domain.Error).Field, "the circulation names her by it") //nolint:errorlint // as it is
}

func TestDocument_RehearsalWritesNothing(t *testing.T) {
	d := newDocumentDesk(t)
	r, err := d.s.RehearseDocument(t.Context(), NewDocument{NewApproval: NewApproval{Viewer: d.customer, Title: "x"}, Type: domain.ByCode("notice")})
	d.NoError(err)
	d.Equal("done", r.Verdict)
	d.Len(r.Steps[0].People, 2)
	d.Zero(d.count(`SELECT count(*) FROM records`))
	d.Equal("DOC-000001", d.write("notice"), "it drew no number")
}

// formed gives the type a form: what it costs, which bea alone reads beside who writes it, and a note that tom adds at his step.
func (d *documentDesk) formed() {
	d.t.Helper()
	name := func(s string) domain.Text { return domain.Text{En: s, Zh: s} }
	def := form.Definition{Sections: []form.Section{{ID: "main", Name: name("main"), Fields: []form.Field{
		{ID: "why", Kind: form.Text, Name: name("why"), Required: true},
		{ID: "cost", Kind: form.Money, Name: name("cost"), Access: map[string]form.Right{"tom": form.Hidden, form.Others: form.Hidden}},
		{ID: "remark", Kind: form.Text, Name: name("remark"), Access: map[string]form.Right{form.Start: form.Read, "tom": form.Edit}},
	}}}}
	_, err := d.s.CreateForm(d.t.Context(), d.admin, FormInput{Naming: named("sheet"), Draft: &def}, "")
	d.NoError(err)
	_, err = d.s.PublishForm(d.t.Context(), d.admin, domain.ByCode("sheet"), nil)
	d.NoError(err)
	dear := asks("bea", plan.Approval, plan.All, []string{"tom"}, "bea")
	dear.When = "form.cost > 100"
	d.publish("costly", KindDocument, submit, asks("tom", plan.Approval, plan.All, []string{plan.StartStep}, "tom"), dear)
	_, err = d.s.UpdateDocumentType(d.t.Context(), d.admin, domain.ByCode("notice"), DocumentTypeInput{Form: domain.ByCode("sheet"), Template: domain.ByCode("costly")})
	d.NoError(err)
}

func (d *documentDesk) fill(number string, v access.Viewer, given form.Given) error {
	return d.s.FillRecordForm(d.t.Context(), v, number, d.view(v, number).Revision, given)
}

func TestDocument_FormIsFilledInHiddenAndFrozen(t *testing.T) {
	d := newDocumentDesk(t)
	d.formed()
	in := NewDocument{NewApproval: NewApproval{Viewer: d.customer, Title: "x"}, Type: domain.ByCode("notice")}
	in.Form = form.Given{"cost": 5000.0}
	r, err := d.s.RehearseDocument(t.Context(), in)
	d.NoError(err, "what is missing may still come")
	d.False(r.Steps[1].Skipped)
	in.Form = form.Given{"cost": 5.0}
	r, err = d.s.RehearseDocument(t.Context(), in)
	d.NoError(err)
	d.True(r.Steps[1].Skipped, "a condition asks what is filled in")
	_, err = d.s.CreateDocument(t.Context(), in)
	d.Equal("form.why", err.(*domain.Error).Field) //nolint:errorlint // as it is

	in.Form = form.Given{"cost": 5000.0, "why": "Hungry"}
	n, err := d.s.CreateDocument(t.Context(), in)
	d.NoError(err)
	d.carry(n)
	d.NotContains(d.view(d.tech, n).Form.Values, "cost")
	d.Empty(d.view(d.tech, n).Plan.Steps[2].When, "nor does the condition tell")
	d.Contains(d.view(d.customer, n).Form.Values, "cost")
	d.NoError(d.fill(n, d.tech, form.Given{"remark": "Agreed with the cook"}))
	d.NoError(d.act(n, d.tech, plan.Approve, PlanAct{}))
	d.carry(n)
	d.Contains(d.view(d.boss, n).Form.Values, "cost")
	d.NoError(d.act(n, d.boss, plan.Approve, PlanAct{}))
	d.carry(n)
	es, err := d.s.Timeline(t.Context(), d.customer, n, 0)
	d.NoError(err)
	traces := 0
	for _, e := range es {
		for _, c := range e.Form {
			if c.Field == "remark" {
				traces++
				d.Equal([]string{"fill_in", "tom", "", "Agreed with the cook"}, []string{e.Verb, e.Actor.Login, c.Before.En, c.After.En}, "a trace of what was filled in, and by whom")
			}
		}
	}
	d.Equal(1, traces)

	d.Equal(document.Circulating, d.view(d.customer, n).Document.Status)
	d.Error(d.fill(n, d.customer, form.Given{"why": "Forged"}))
	d.Error(d.fill(n, d.tech, form.Given{"remark": "Forged"}))
	_, err = d.s.DB.Exec(`UPDATE record_forms SET values = '{}'`)
	d.Equal(errFrozen, convert(err))
	d.NotContains(d.view(d.agent, n).Form.Values, "cost", "readers see what is hidden from nobody")
	d.read(n, d.agent, d.top)
	for _, v := range []access.Viewer{d.customer, d.boss, d.top, d.tech, d.agent} {
		a, err := d.s.DocumentArchive(t.Context(), v, n, 0)
		d.NoError(err)
		d.Equal(v.Login == "tom" || v.Login == "anna", a.Hides, v.Login)
	}
	d.NoError(d.revoke(n, d.customer))
	d.carry(n)
	d.Error(d.fill(n, d.tech, form.Given{"remark": "Forged"}), "it is his turn, but about the revocation")
	d.Contains(d.view(d.boss, n).Form.Values, "cost", "who was asked before still reads it")
	found, err := d.s.Documents(t.Context(), d.agent, DocumentQuery{Q: "hungry"})
	d.NoError(err)
	d.Len(found.Items, 1)
}
