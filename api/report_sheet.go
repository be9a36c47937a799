package api

import (
	"io"
	"math"
	"strings"
	"time"

	"steward/domain"
	"steward/domain/sla"
	"steward/printing"
	"steward/store"
)

// sheet is a report as a table to be saved, with cells as a spreadsheet takes them.
type sheet struct {
	name  string
	heads []string
	rows  [][]any // the last one is the total
}

// render writes the sheet in a format, its last row as the total.
func (s sheet) render(w io.Writer, format string) error {
	out, err := newSpreadsheet(w, format, s.name, s.heads, 36, time.UTC)
	if err != nil {
		return err
	}
	for i, row := range s.rows {
		if err := out.row(row, i == len(s.rows)-1); err != nil {
			return err
		}
	}
	return out.end()
}

// The words of saved reports.
var (
	ticketsWord = domain.Text{En: "Tickets", Zh: "工单"}
	levelsWord  = domain.Text{En: "Service levels", Zh: "服务级别"}
	totalWord   = domain.Text{En: "Total", Zh: "合计"}
	noneWord    = domain.Text{En: "None", Zh: "无"}
	byWords     = map[string]domain.Text{
		"customer": {En: "Customer", Zh: "客户"}, "kind": {En: "Kind", Zh: "类型"}, "service": {En: "Service", Zh: "服务"}, "priority": {En: "Priority", Zh: "优先级"},
		"group": {En: "Group", Zh: "组"}, "month": {En: "Month", Zh: "月份"}, "week": {En: "Week from", Zh: "周（起始日）"}, "policy": {En: "Policy", Zh: "策略"},
		"clock": {En: "Clock", Zh: "时限"},
	}
	ticketHeads = []domain.Text{
		{En: "Opened", Zh: "新建"}, {En: "Resolved", Zh: "已解决"}, {En: "Closed", Zh: "已关闭"}, {En: "Reopened", Zh: "重新打开"}, {En: "Open at the end", Zh: "期末未关闭"},
		{En: "Average hours to resolve", Zh: "平均解决时长（小时）"}, {En: "Median hours to resolve", Zh: "解决时长中位数（小时）"}, {En: "Ratings", Zh: "评价数"}, {En: "Average rating", Zh: "平均评分"},
	}
	levelHeads = []domain.Text{
		{En: "Met", Zh: "达标"}, {En: "Breached", Zh: "超时"}, {En: "Met, %", Zh: "达标率（%）"}, {En: "Running at the end", Zh: "期末计时中"}, {En: "Cancelled", Zh: "已取消"},
	}
)

func ticketsSheet(r store.Report[store.TicketLine], language string) sheet {
	cells := func(l store.TicketLine) []any {
		return []any{l.Opened, l.Resolved, l.Closed, l.Reopened, l.Open, decimal(l.Average, 3600), decimal(l.Median, 3600), l.Ratings, decimal(l.Rating, 1)}
	}
	s := newSheet(ticketsWord, r.By, ticketHeads, language)
	for _, l := range r.Lines {
		s.rows = append(s.rows, append([]any{lineName(r.By, l.Of, language)}, cells(l)...))
	}
	s.rows = append(s.rows, append([]any{totalWord.In(language)}, cells(r.Total)...))
	return s
}

func levelsSheet(r store.Report[store.LevelLine], language string) sheet {
	cells := func(l store.LevelLine) []any {
		return []any{l.Met, l.Breached, decimal(l.Share, 1), l.Running, l.Cancelled}
	}
	s := newSheet(levelsWord, r.By, levelHeads, language)
	for _, l := range r.Lines {
		s.rows = append(s.rows, append([]any{lineName(r.By, l.Of, language)}, cells(l)...))
	}
	s.rows = append(s.rows, append([]any{totalWord.In(language)}, cells(r.Total)...))
	return s
}

func newSheet(name domain.Text, by string, heads []domain.Text, language string) sheet {
	s := sheet{name: name.In(language), heads: []string{byWords[by].In(language)}}
	for _, h := range heads {
		s.heads = append(s.heads, h.In(language))
	}
	return s
}

// decimal answers a number in units of so many, with two decimals; nil for none.
func decimal(v *float64, unit float64) any {
	if v == nil {
		return nil
	}
	return math.Round(*v/unit*100) / 100
}

// lineName says what a line is of.
func lineName(by string, of store.Of, language string) string {
	switch {
	case of.Named != nil && language == "en" && of.Named.NameEn != "":
		return of.Named.NameEn
	case of.Named != nil:
		return of.Named.Name
	case of.Value == "":
		return noneWord.In(language)
	case by == "priority":
		return "P" + of.Value
	case by == "month":
		return strings.TrimSuffix(of.Value, "-01")
	}
	if text, ok := printing.TicketKinds[of.Value]; ok && by == "kind" {
		return text.In(language)
	}
	if text := sla.Kind(of.Value).Text(); by == "clock" && text.En != "" {
		return text.In(language)
	}
	return of.Value
}
