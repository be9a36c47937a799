package api

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/attachment"
	"steward/paper"
	"steward/store"
)

func (s *Server) registerPrint() {
	o := op(http.MethodGet, "/records/{number}/print", "print-record", "Read a record as a page to print or a PDF, with what you may see of it")
	text, binary := &huma.Schema{Type: huma.TypeString}, &huma.Schema{Type: huma.TypeString, Format: "binary"}
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"text/html": {Schema: text}, attachment.PDF: {Schema: binary}}}}
	register(s, o, onRecord, s.printRecord)
}

const typeHTML = "text/html; charset=utf-8"

// PrintedAs is embedded: as what a record is printed.
type PrintedAs struct {
	Format   string `query:"format" enum:"html,pdf" default:"html" doc:"html: one page that needs nothing else"`
	Language string `query:"language" enum:"en,zh" doc:"of its words; absent: yours"`
}

type printInput struct {
	RecordInput
	PrintedAs
}

// printed is paper as an answer: shown, not saved, and able to do nothing in the product's name.
type printed struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

func (s *Server) printRecord(ctx context.Context, in *printInput) (*printed, error) {
	noteRecord(ctx, in.Number)
	sheet, err := s.sheetOf(ctx, in.Number, languageOr(ctx, in.Language))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	out := &printed{ContentType: typeHTML, Policy: paper.Policy + "; sandbox allow-popups; frame-ancestors 'self'"}
	if in.Format == "pdf" { // browsers' own viewer does not run in a sandbox
		out.ContentType, out.Policy = attachment.PDF, "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
		err = paper.PDF(&b, sheet)
	} else {
		err = paper.HTML(&b, sheet)
	}
	out.Disposition = mime.FormatMediaType("inline", map[string]string{"filename": in.Number + "." + in.Format})
	out.Body = b.Bytes()
	return out, err
}

// printing makes the sheet of one record for its viewer: everything on it comes from where the viewer's own page gets it.
type printing struct {
	*Server
	viewer   access.Viewer
	language string
	zone     *time.Location
	record   store.Record
}

// sheetOf answers a record as it is printed for whoever asks.
func (s *Server) sheetOf(ctx context.Context, number, language string) (paper.Sheet, error) {
	v := viewerOf(ctx)
	r, err := s.Store.Record(ctx, v, number)
	if err != nil {
		return paper.Sheet{}, err
	}
	zone, err := locate(v.Zone)
	if err != nil {
		return paper.Sheet{}, err
	}
	p := &printing{s, v, language, zone, r}
	sheet := paper.Sheet{Lang: language, Title: r.Title, Number: r.Number,
		Foot: fmt.Sprintf(printedWord.In(language), p.name(&store.Ref{Name: v.Name, NameEn: v.NameEn}), p.at(r.Now), zone)}
	switch r.Type {
	case store.KindApproval:
		p.approval(&sheet)
	default:
		p.incident(&sheet)
	}
	return sheet, p.common(ctx, &sheet)
}

// locate answers a person's time zone.
func locate(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, domain.RefuseField("zone", "Your profile names a time zone that does not exist; choose another.", "您的资料中的时区不存在，请重新选择。")
	}
	return zone, nil
}

func (p *printing) name(r *store.Ref) string { return nameFor(r, p.language) }

func (p *printing) word(words map[string]domain.Text, key string) string {
	return wordFor(words, key, p.language)
}

// at tells an instant by the viewer's clock on the wall.
func (p *printing) at(t time.Time) string { return t.In(p.zone).Format("2006-01-02 15:04") }

func (p *printing) when(t *time.Time) string {
	if t == nil {
		return ""
	}
	return p.at(*t)
}

// facts collects those that have a value.
func (p *printing) facts(pairs ...[2]string) []paper.Fact {
	var out []paper.Fact
	for _, f := range pairs {
		if f[1] != "" {
			out = append(out, paper.Fact{Name: p.word(fieldWords, f[0]), Value: f[1]})
		}
	}
	return out
}

// section adds a part that has something to say.
func (p *printing) section(sheet *paper.Sheet, s paper.Section, name string) {
	if len(s.Facts) > 0 || s.Text != "" || s.Table != nil && len(s.Table.Rows) > 0 || len(s.Entries) > 0 {
		s.Name = p.word(sectionWords, name)
		sheet.Sections = append(sheet.Sections, s)
	}
}
