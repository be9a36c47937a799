package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"steward/domain/access"
	"steward/store"
)

const ticketExport, approvalExport, documentExport = Prefix + "/incidents/export", Prefix + "/approvals/export", Prefix + "/documents/export"

// saved exports as CSV and answers the rows below the heads.
func (d *desk) saved(path, token string, body m) [][]string {
	d.t.Helper()
	body["format"] = "csv"
	w := d.call(post, path, token, body)
	require.Equal(d.t, http.StatusOK, w.Code, w.Body)
	require.Equal(d.t, typeCSV, w.Header().Get("Content-Type"))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\uFEFF"))).ReadAll()
	require.NoError(d.t, err)
	return rows[1:]
}

func firsts(rows [][]string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r[0]
	}
	return out
}

// takesOut requires that what is saved and printed is what the rule lets the viewer see: whole lists, selections, single records, and nothing of what is internal.
func (d *desk) takesOut(t *testing.T, v access.Viewer, token string, may, numbers []string) {
	t.Helper()
	if len(may) == 0 {
		refused(d, 422, "filter", post, ticketExport, token, m{"format": "csv"})
		refused(d, 404, "", get, Prefix+"/records/"+numbers[0]+"/print", token, nil)
		return
	}
	require.Equal(t, may, firsts(d.saved(ticketExport, token, m{"filter": m{"sort": "number", "q": "findable"}})), "export")
	require.Equal(t, may, firsts(d.saved(ticketExport, token, m{"numbers": may})), "export of a selection")
	var some []string // on paper each costs as much as its page
	for i := 0; i < len(may); i += 4 {
		some = append(some, may[i])
	}
	paper := d.call(post, ticketExport, token, m{"format": "html", "numbers": some})
	require.Equal(t, http.StatusOK, paper.Code, paper.Body)
	require.Equal(t, v.Desk(), strings.Contains(paper.Body.String(), "classified"), "paper")
	for _, n := range numbers {
		require.Equal(t, slices.Contains(some, n), strings.Contains(paper.Body.String(), n), "paper of %s", n)
	}
	for _, n := range numbers {
		if !slices.Contains(may, n) { // one stands for all
			refused(d, 404, "numbers", post, ticketExport, token, m{"format": "csv", "numbers": []string{may[0], n}})
			refused(d, 404, "", get, Prefix+"/records/"+n+"/print", token, nil)
			return
		}
	}
}

func TestExport_RefusesWhatItCannotDo(t *testing.T) {
	d, tokens := newOffice(t)
	read[store.Record](d, 201, post, Prefix+"/incidents", tokens["agent"], m{"kind": "incident", "subject": "One", "urgency": 2, "impact": 2})
	many := make([]string, store.MostPrinted+1)
	for i := range many {
		many[i] = fmt.Sprintf("INC-%06d", i)
	}
	for _, c := range []struct {
		field string
		body  m
	}{{"format", m{"format": "doc"}}, {"format", m{}}, {"filter.sort", m{"format": "csv", "filter": m{"sort": "mood"}}}, {"state", m{"format": "csv", "filter": m{"state": []string{"odd"}}}},
		{"numbers", m{"format": "pdf", "numbers": many}}, {"numbers", m{"format": "csv", "numbers": []string{}}}, {"group", m{"format": "csv", "filter": m{"group": "nothing"}}},
		{"filter", m{"format": "csv", "filter": m{"priority": []int{5}}}}, {"language", m{"format": "csv", "language": "fr"}}} {
		refused(d, 422, c.field, post, ticketExport, tokens["agent"], c.body)
	}
	refused(d, 401, "", post, ticketExport, "", m{"format": "csv"})
	refused(d, 404, "numbers", post, approvalExport, tokens["agent"], m{"format": "csv", "numbers": []string{"INC-000001"}})
	d.exec(`INSERT INTO records (number, kind, title, state, priority, requester_id, created_by, created_at, updated_at, audit_head, audit_seq)
		SELECT 'BULK-' || n, 'incident', 'Bulk', 'new', 3, u.id, u.id, now(), now(), '', 0 FROM generate_series(1, 10001) n, users u WHERE u.login = 'x-one'`)
	refused(d, 422, "filter", post, ticketExport, tokens["admin"], m{"format": "csv"})
	refused(d, 422, "filter", post, ticketExport, tokens["admin"], m{"format": "pdf"})
}

// A table carries what the list shows, in the language and zone of whoever asks, and nothing that a spreadsheet would carry out.
func TestExport_IsATableWithoutFormulas(t *testing.T) {
	d := newDesk(t)
	admin := d.person("root", access.Admin, access.Agent)
	d.exec(`UPDATE users SET zone = 'Asia/Shanghai', name = '=cmd|''/C calc''!A0'`)
	d.stand("2026-11-30 09:30")
	hostile := []string{"=HYPERLINK(\"http://evil\")", "+49 1", "-1", "@SUM(A1)", "＝全角", "Plain, \"quoted\"\nand 中文"}
	for _, title := range hostile {
		read[store.Record](d, 201, post, Prefix+"/incidents", admin, m{"kind": "complaint", "subject": title, "urgency": 1, "impact": 1})
	}
	read[any](d, 200, post, Prefix+"/records/INC-000001/acts", admin, m{"verb": "hold", "hold_reason": "vendor"})
	rows := d.saved(ticketExport, admin, m{"language": "zh", "filter": m{"sort": "number"}})
	require.Len(t, rows, len(hostile))
	require.Equal(t, []string{"INC-000001", "投诉", "'=HYPERLINK(\"http://evil\")", "挂起", "等待供应商", "P1 紧急", "'=cmd|'/C calc'!A0"}, rows[0][:7])
	require.Equal(t, "2026-11-30 09:30:00", rows[0][14])
	for i, r := range rows {
		for _, cell := range r {
			require.False(t, cell != "" && strings.ContainsRune(dangerous, []rune(cell)[0]), "%q", cell)
		}
		require.Contains(t, r[2], strings.ReplaceAll(hostile[i], "\r", ""))
	}

	w := d.call(post, ticketExport, admin, m{"format": "xlsx", "language": "en", "filter": m{"sort": "number"}})
	require.Equal(t, 200, w.Code, w.Body)
	require.Equal(t, typeXLSX, w.Header().Get("Content-Type"))
	require.Regexp(t, `filename="?tickets_\d{4}-\d\d-\d\d_\d{4}\.xlsx`, w.Header().Get("Content-Disposition"))
	book, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	require.NoError(t, err)
	lines, err := book.GetRows("Tickets")
	require.NoError(t, err)
	require.Equal(t, []string{"Number", "Kind", "Subject", "State"}, lines[0][:4])
	require.Len(t, lines, len(hostile)+1)
	require.Equal(t, "2026-11-30 09:30:00", lines[1][14])
	kind, err := book.GetCellType("Tickets", "O2")
	require.NoError(t, err)
	require.NotEqual(t, excelize.CellTypeInlineString, kind, "an instant is a date")
	for i := range lines {
		for column := 'A'; column <= 'P'; column++ {
			formula, err := book.GetCellFormula("Tickets", fmt.Sprintf("%c%d", column, i+1))
			require.NoError(t, err)
			require.Empty(t, formula)
		}
	}
}

// told reads an answer with progress: its lines, and the file behind them.
func told(t *testing.T, body []byte) (lines []exportProgress, file []byte) {
	t.Helper()
	for {
		line, rest, found := bytes.Cut(body, []byte("\n"))
		require.True(t, found, "%s", body)
		var p exportProgress
		require.NoError(t, json.Unmarshal(line, &p), "%s", line)
		lines, body = append(lines, p), rest
		if p.File != nil || p.Problem != nil {
			return lines, body
		}
	}
}

func TestExport_TellsHowFarItIs(t *testing.T) {
	d, tokens := newOffice(t)
	for i := range 3 {
		read[store.Record](d, 201, post, Prefix+"/incidents", tokens["agent"], m{"kind": "incident", "subject": fmt.Sprintf("Ticket %d", i), "urgency": 2, "impact": 2})
	}
	w := d.call(post, ticketExport, tokens["agent"], m{"format": "pdf", "progress": true, "filter": m{"sort": "number"}})
	require.Equal(t, 200, w.Code)
	require.Equal(t, typeProgress, w.Header().Get("Content-Type"))
	lines, file := told(t, w.Body.Bytes())
	require.Equal(t, exportProgress{Total: 3}, lines[0], "at once, so that whoever waits sees that it has begun")
	last := lines[len(lines)-1]
	require.Equal(t, []any{3, 3, 0, "application/pdf", len(file)}, []any{last.Done, last.Total, last.LeftOut, last.File.Type, last.File.Size})
	text := pdfText(t, file)
	require.Less(t, strings.Index(text, "Ticket 0"), strings.Index(text, "Ticket 2"))

	// What moves out of sight after it was chosen is left out, and said so; what goes wrong later is told in the stream.
	d.exec(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.verb = 'export' THEN UPDATE records SET queue_id = (SELECT id FROM queues WHERE code = 'secret'),
		requester_id = (SELECT id FROM users WHERE login = 'x-one') WHERE number = 'INC-000002'; END IF; RETURN NEW; END $$`)
	d.exec(`CREATE TRIGGER slow AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION slow()`)
	lines, file = told(t, d.call(post, ticketExport, tokens["agent"], m{"format": "csv", "progress": true}).Body.Bytes())
	require.Equal(t, 1, lines[len(lines)-1].LeftOut)
	require.NotContains(t, string(file), "INC-000002")
	require.Contains(t, string(file), "INC-000003")
}

// Somebody who goes away while an export waits for its turn leaves the turn to others.
func TestExport_WaitsForItsTurn(t *testing.T) {
	d, tokens := newOffice(t)
	read[store.Record](d, 201, post, Prefix+"/incidents", tokens["agent"], m{"kind": "incident", "subject": "One", "urgency": 2, "impact": 2})
	for range exportsAtOnce {
		d.exporting <- struct{}{}
	}
	done := make(chan int, 1)
	go func() { done <- d.call(post, ticketExport, tokens["agent"], m{"format": "xlsx"}).Code }()
	select {
	case <-done:
		t.Fatal("it did not wait")
	case <-time.After(300 * time.Millisecond):
	}
	<-d.exporting
	require.Equal(t, 200, <-done)
	require.Len(t, d.exporting, exportsAtOnce-1)
}

func TestExport_OfRequests(t *testing.T) {
	d, tokens := newOffice(t)
	read[store.Template](d, 201, post, Prefix+"/plan-templates", tokens["admin"], `{"code":"buy","name":"采购","name_en":"Purchase","kind":"approval","draft":{"steps":[
		{"id":"start","kind":"submit","name":{"en":"Submit","zh":"提交"}},
		{"id":"check","kind":"approval","name":{"en":"Check","zh":"审核"},"who":[{"by":"person","name":"approver"},{"by":"group","name":"net","pool":true}],"completion":{"mode":"all"}}]}}`)
	read[store.Template](d, 200, post, Prefix+"/plan-templates/buy/publish", tokens["admin"], `{}`)
	mine, others := d.askFor(tokens["employee"], "buy", 2), d.askFor(tokens["x-one"], "buy", 1)
	rows := d.saved(approvalExport, tokens["employee"], m{"language": "zh", "filter": m{"mine": true, "open": "true"}})
	require.Equal(t, []string{mine[1], mine[0]}, firsts(rows))
	require.Equal(t, []string{mine[1], "Request 1", "进行中", "采购", "employee", "approver (审核), Network (审核)"}, rows[0][:6])
	require.Equal(t, append(slices.Clone(others), mine[1], mine[0]), firsts(d.saved(approvalExport, tokens["approver"], m{})))
	refused(d, 404, "numbers", post, approvalExport, tokens["employee"], m{"format": "pdf", "numbers": others})
	w := d.call(post, approvalExport, tokens["approver"], m{"format": "pdf", "numbers": []string{others[0], mine[0]}})
	require.Equal(t, 200, w.Code, w.Body)
	text := pdfText(t, w.Body.Bytes())
	require.Contains(t, text, others[0])
	require.Contains(t, text, mine[0])
}

// A list of documents is saved as it is narrowed, in the language of whoever asks, without formulas; a selection is printed in its order.
func TestExport_OfDocuments(t *testing.T) {
	d, tokens := newOffice(t)
	d.documentTypeOf(tokens["admin"])
	write := func(who, subject string) string {
		return read[store.Record](d, 201, post, Prefix+"/documents", tokens[who], m{"type": "notice", "subject": subject}).Number
	}
	mine, hostile, others := write("employee", "Fire drill"), write("employee", "=1+1"), write("net", "Fire drill elsewhere")
	d.exec(`UPDATE documents SET official = '-2026-7', number_year = 2026, number_seq = 7, status = 'issued', issued_at = '2026-11-30 09:30+00' WHERE record_id = (SELECT id FROM records WHERE number = $1)`, mine)
	d.exec(`UPDATE users SET zone = 'Asia/Shanghai'`)

	rows := d.saved(documentExport, tokens["employee"], m{"language": "zh"})
	require.Equal(t, []string{hostile, mine}, firsts(rows), "the newest first")
	require.Equal(t, []string{hostile, "", "'=1+1", "Office", "Notice", "审批中", "employee"}, rows[0][:7])
	require.Equal(t, []string{mine, "'-2026-7", "Fire drill", "Office", "Notice", "已签发"}, rows[1][:6])
	require.Equal(t, "2026-11-30 17:30:00", rows[1][9])
	for _, c := range []struct {
		filter m
		want   []string
	}{{m{"q": "fire"}, []string{others, mine}}, {m{"q": "fire", "mine": true}, []string{}}, {m{"status": []string{"issued"}}, []string{mine}}, {m{"group": "office", "type": "notice", "open": "true"}, []string{others, hostile, mine}}} {
		if len(c.want) == 0 {
			refused(d, 422, "filter", post, documentExport, tokens["admin"], m{"format": "csv", "filter": c.filter})
		} else {
			require.Equal(t, c.want, firsts(d.saved(documentExport, tokens["admin"], m{"filter": c.filter})), "%v", c.filter)
		}
	}
	refused(d, 422, "type", post, documentExport, tokens["admin"], m{"format": "csv", "filter": m{"type": "never"}})

	w := d.call(post, documentExport, tokens["employee"], m{"format": "xlsx", "language": "en"})
	require.Equal(t, 200, w.Code, w.Body)
	require.Regexp(t, `filename="?documents_`, w.Header().Get("Content-Disposition"))
	book, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	require.NoError(t, err)
	lines, err := book.GetRows("Documents")
	require.NoError(t, err)
	require.Equal(t, []string{"Record", "Official number", "Subject", "Group", "Type", "State", "Written by", "Waits on", "Raised", "Issued"}, lines[0])
	w = d.call(post, documentExport, tokens["admin"], m{"format": "pdf", "numbers": []string{mine, others}})
	require.Equal(t, 200, w.Code, w.Body)
	text := pdfText(t, w.Body.Bytes())
	require.Less(t, strings.Index(text, mine), strings.Index(text, others))
}
