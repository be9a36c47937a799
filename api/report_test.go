package api

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"steward/domain/access"
	"steward/store"
)

const reports = Prefix + "/reports/"

func TestReports_AreForTheDeskAndOfWhatEachMaySee(t *testing.T) {
	d, tokens := newOffice(t)
	for _, queue := range []string{"open", "open", "secret"} {
		read[store.Record](d, 201, post, Prefix+"/incidents", tokens["admin"], m{"kind": "complaint", "subject": "Slow", "urgency": 2, "impact": 2, "requester": "x-one", "queue": queue})
	}
	refused(d, http.StatusForbidden, "", get, reports+"tickets?by=kind", tokens["x-one"], nil)
	refused(d, http.StatusForbidden, "", get, reports+"levels/export?by=kind&format=csv", tokens["x-one"], nil)
	refused(d, http.StatusUnauthorized, "", get, reports+"tickets?by=kind", "", nil)
	for login, opened := range map[string]int{"admin": 3, "manager": 3, "auditor": 3, "agent": 2, "net": 3} {
		r := read[store.Report[store.TicketLine]](d, 200, get, reports+"tickets?by=customer", tokens[login], nil)
		require.Equal(t, opened, r.Total.Opened, login)
		require.Equal(t, "x", r.Lines[0].Named.Code)
		none := read[store.Report[store.TicketLine]](d, 200, get, reports+"tickets?by=month&customer=none", tokens[login], nil)
		require.Empty(t, none.Lines)
	}
	refused(d, 422, "by", get, reports+"tickets?by=mood", tokens["admin"], nil)
	refused(d, 422, "by", get, reports+"levels", tokens["admin"], nil)
	refused(d, 422, "to", get, reports+"levels?by=kind&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", tokens["admin"], nil)
	refused(d, 422, "from", get, reports+"tickets?by=kind&from=2010-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", tokens["admin"], nil)
	refused(d, 422, "service", get, reports+"tickets/export?by=kind&format=csv&service=nothing", tokens["admin"], nil)
	refused(d, 422, "format", get, reports+"tickets/export?by=kind&format=pdf", tokens["admin"], nil)
}

func TestReports_AreSavedWithoutFormulas(t *testing.T) {
	d := newDesk(t)
	admin := d.person("root", access.Admin, access.Agent)
	d.withLevels(admin)
	names := []string{"=HYPERLINK(\"http://evil\")", "+49 ltd", "-1", "@SUM(A1)", "\ttab", "＝全角", "Plain, \"quoted\" & 中文"}
	for i, name := range names {
		d.exec(`INSERT INTO customers (code, name) VALUES ($1, $2)`, "c"+string(rune('a'+i)), name)
		login := "contact" + string(rune('a'+i))
		token := d.person(login, access.Customer)
		d.exec(`UPDATE users SET customer_id = (SELECT id FROM customers WHERE code = $2) WHERE login = $1`, login, "c"+string(rune('a'+i)))
		d.raise(token, "Printer")
	}
	resolved := d.raise(admin, "Mine")
	read[store.Record](d, 200, post, Prefix+"/records/"+resolved+"/acts", admin, m{"verb": "resolve", "resolution_code": "solved", "resolution_text": "Done"})

	w := d.call(get, reports+"tickets/export?by=customer&format=csv&language=zh", admin, nil)
	require.Equal(t, 200, w.Code, w.Body)
	require.Equal(t, "text/csv; charset=utf-8", w.Header().Get("Content-Type"))
	require.Contains(t, w.Header().Get("Content-Disposition"), "attachment; filename=tickets-by-customer_")
	require.Contains(t, w.Header().Get("Content-Disposition"), time.Now().UTC().Format("2006-"))
	text := w.Body.String()
	require.True(t, strings.HasPrefix(text, "\uFEFF客户,新建,"), text)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF"))).ReadAll()
	require.NoError(t, err)
	want := map[string]bool{"客户": true, "合计": true, "无": true, names[6]: true}
	for _, name := range names[:6] {
		want["'"+name] = true
	}
	got := map[string]bool{}
	for _, row := range rows {
		got[row[0]] = true
		require.Len(t, row, 10)
	}
	require.Equal(t, want, got)
	require.Equal(t, []string{"合计", "8", "1", "0", "0", "8"}, rows[len(rows)-1][:6])

	w = d.call(get, reports+"tickets/export?by=customer&format=xlsx&language=en", admin, nil)
	require.Equal(t, 200, w.Code, w.Body)
	book, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	require.NoError(t, err)
	lines, err := book.GetRows("Tickets")
	require.NoError(t, err)
	require.Equal(t, []string{"Customer", "Opened", "Resolved", "Closed", "Reopened", "Open at the end"}, lines[0][:6])
	require.Len(t, lines, 10)
	for i := range lines {
		row := strconv.Itoa(i + 1)
		formula, err := book.GetCellFormula("Tickets", "A"+row)
		require.NoError(t, err)
		require.Empty(t, formula)
		kind, err := book.GetCellType("Tickets", "B"+row)
		require.NoError(t, err)
		require.Equal(t, i == 0, kind == excelize.CellTypeInlineString, "row %s: a number is a number", row)
	}
	require.Equal(t, "8", lines[len(lines)-1][1])

	w = d.call(get, reports+"levels/export?by=clock&format=csv", admin, nil, "Accept-Language", "en")
	require.Contains(t, w.Body.String(), "\uFEFFClock,Met,Breached,\"Met, %\",Running at the end,Cancelled\r\n")
	require.Contains(t, w.Body.String(), "First response,1,0,100,7,0\r\n")
}
