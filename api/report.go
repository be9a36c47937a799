package api

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"steward/domain/access"
	"steward/store"
)

func (s *Server) registerReports() {
	register(s, op(http.MethodGet, "/reports/tickets", "report-tickets", "See what happened to tickets in a period, by customer, kind, service, priority, group, month or week"),
		deskOnly, s.reportTickets)
	register(s, op(http.MethodGet, "/reports/levels", "report-levels", "See how many promises were kept in a period, by policy, clock, customer, kind, service, priority, group, month or week"),
		deskOnly, s.reportLevels)
	register(s, fileOp(op(http.MethodGet, "/reports/tickets/export", "export-tickets-report", "Save the report of tickets as CSV or XLSX")), deskOnly, s.exportTickets)
	register(s, fileOp(op(http.MethodGet, "/reports/levels/export", "export-levels-report", "Save the report of kept promises as CSV or XLSX")), deskOnly, s.exportLevels)
}

// ReportPeriod is embedded: what every report is asked.
type ReportPeriod struct {
	From     time.Time `query:"from" doc:"The first instant; absent: ten years before the end. Months and weeks are cut in the zone of your profile"`
	To       time.Time `query:"to" doc:"The first instant after the period; absent: now"`
	Customer string    `query:"customer" maxLength:"200" doc:"only this customer's: an id, a code, or none"`
	Service  string    `query:"service" maxLength:"200" doc:"only of this service: an id, a code, or none"`
	Group    string    `query:"group" maxLength:"200" doc:"only this group's: an id, a code, or none"`
}

func (p ReportPeriod) query(by string, v access.Viewer) store.ReportQuery {
	return store.ReportQuery{By: by, From: p.From, To: p.To, Customer: filterKey(p.Customer, v), Service: filterKey(p.Service, v), Group: filterKey(p.Group, v)}
}

// TicketsReportInput is what a report of tickets is asked.
type TicketsReportInput struct {
	By string `query:"by" enum:"customer,kind,service,priority,group,month,week" required:"true"`
	ReportPeriod
}

// LevelsReportInput is what a report of kept promises is asked.
type LevelsReportInput struct {
	By string `query:"by" enum:"policy,clock,customer,kind,service,priority,group,month,week" required:"true" doc:"kind is the ticket's, clock the promise's: first_response, next_response, resolution"`
	ReportPeriod
}

func (s *Server) reportTickets(ctx context.Context, in *TicketsReportInput) (*body[store.Report[store.TicketLine]], error) {
	v := viewerOf(ctx)
	return answer(s.Store.ReportTickets(ctx, v, in.query(in.By, v)))
}

func (s *Server) reportLevels(ctx context.Context, in *LevelsReportInput) (*body[store.Report[store.LevelLine]], error) {
	v := viewerOf(ctx)
	return answer(s.Store.ReportLevels(ctx, v, in.query(in.By, v)))
}

// SavedAs says as what a report is saved.
type SavedAs struct {
	Format   string `query:"format" enum:"csv,xlsx" required:"true"`
	Language string `query:"language" enum:"en,zh" doc:"of the heads and words; absent: yours"`
}

// file is an answer to be saved.
type file struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// fileOp describes an operation that answers a file.
func fileOp(o huma.Operation) huma.Operation {
	binary := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"text/csv": binary, typeXLSX: binary}}}
	return o
}

type exportTicketsInput struct {
	TicketsReportInput
	SavedAs
}

func (s *Server) exportTickets(ctx context.Context, in *exportTicketsInput) (*file, error) {
	v := viewerOf(ctx)
	r, err := s.Store.ReportTickets(ctx, v, in.query(in.By, v))
	if err != nil {
		return nil, err
	}
	return in.file(ctx, "tickets", r.Period, ticketsSheet(r, in.language(ctx)))
}

type exportLevelsInput struct {
	LevelsReportInput
	SavedAs
}

func (s *Server) exportLevels(ctx context.Context, in *exportLevelsInput) (*file, error) {
	v := viewerOf(ctx)
	r, err := s.Store.ReportLevels(ctx, v, in.query(in.By, v))
	if err != nil {
		return nil, err
	}
	return in.file(ctx, "service-levels", r.Period, levelsSheet(r, in.language(ctx)))
}

func (s SavedAs) language(ctx context.Context) string { return languageOr(ctx, s.Language) }

// file renders the sheet under a name that says of what, by what and of which days it is.
func (s SavedAs) file(ctx context.Context, of string, p store.Period, sheet sheet) (*file, error) {
	contentType := typeCSV
	if s.Format == "xlsx" {
		contentType = typeXLSX
	}
	var content bytes.Buffer
	if err := sheet.render(&content, s.Format); err != nil {
		return nil, err
	}
	zone, err := locate(p.Zone)
	if err != nil {
		return nil, err
	}
	day := func(t time.Time) string { return t.In(zone).Format(time.DateOnly) }
	name := of + "-by-" + p.By + "_" + day(p.From) + "_" + day(p.To.Add(-1)) + "." + s.Format
	return &file{contentType, mime.FormatMediaType("attachment", map[string]string{"filename": name}), content.Bytes()}, nil
}
