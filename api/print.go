package api

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"steward/domain"
	"steward/domain/attachment"
	"steward/paper"
	"steward/printing"
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

// sheetOf answers a record as it is printed for whoever asks.
func (s *Server) sheetOf(ctx context.Context, number, language string) (paper.Sheet, error) {
	v := viewerOf(ctx)
	zone, err := locate(v.Zone)
	if err != nil {
		return paper.Sheet{}, err
	}
	return printing.Sheet(ctx, printing.Reader{Store: s.Store, Viewer: v, Language: language, Zone: zone}, number)
}

// locate answers a person's time zone.
func locate(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, domain.RefuseField("zone", "Your profile names a time zone that does not exist; choose another.", "您的资料中的时区不存在，请重新选择。")
	}
	return zone, nil
}
