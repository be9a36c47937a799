package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/attachment"
	"steward/paper"
	"steward/store"
)

func (s *Server) registerExports() {
	s.exporting = make(chan struct{}, exportsAtOnce)
	register(s, exportOp("/incidents/export", "export-incidents", "Save selected tickets, or a whole list, as a table, or print them"), signedIn, s.exportIncidents)
	register(s, exportOp("/documents/export", "export-documents", "Save selected documents, or a whole list, as a table, or print them"), signedIn, s.exportDocuments)
	register(s, exportOp("/approvals/export", "export-approvals", "Save selected requests for approval, or a whole list, as a table, or print them"), signedIn, s.exportApprovals)
}

const (
	exportsAtOnce = 2                      // of one server; others wait for their turn
	exportPortion = 200                    // records read at once
	progressEvery = 200 * time.Millisecond // a browser is told how far it is
	exportWithin  = 30 * time.Second       // whoever takes longer to take a part of it is cut off
	typeProgress  = "application/vnd.steward.export"
)

// fileTypes are the media types by format.
var fileTypes = map[string]string{"csv": typeCSV, "xlsx": typeXLSX, "pdf": attachment.PDF, "html": typeHTML}

func exportOp(path, id, summary string) huma.Operation {
	o := op(http.MethodPost, path, id, summary)
	o.Description = fmt.Sprintf("A table has at most %d records, paper at most %d. With `progress`, lines of JSON come first: "+
		"`{\"done\": n, \"total\": n}` while it is made, then `{\"file\": {\"name\", \"type\", \"size\"}, \"left_out\": n}` followed by the file's bytes, or `{\"problem\": …}` at the end. "+
		"left_out are records that were moved out of your sight meanwhile.", store.MostExported, store.MostPrinted)
	binary := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	content := map[string]*huma.MediaType{typeProgress: binary}
	for _, t := range fileTypes {
		content[t] = binary
	}
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: content}}
	return o
}

// NewExport is embedded: what is saved, and as what.
type NewExport struct {
	Format   string   `json:"format" enum:"csv,xlsx,pdf,html" doc:"csv and xlsx: a table; pdf and html: each record as it is printed"`
	Language string   `json:"language,omitempty" enum:"en,zh" doc:"of heads and words; absent: yours"`
	Numbers  []string `json:"numbers,omitempty" minItems:"1" maxItems:"10000" uniqueItems:"true" doc:"the selected records; absent: the whole list of the filter"`
	Progress bool     `json:"progress,omitempty" doc:"tell how far it is before the file"`
}

func (e NewExport) table() bool { return e.Format == "csv" || e.Format == "xlsx" }

func (e NewExport) most() int {
	if e.table() {
		return store.MostExported
	}
	return store.MostPrinted
}

// export is one file to be made for one viewer.
type export struct {
	NewExport
	*Server
	viewer   access.Viewer
	language string
	zone     *time.Location
	of       domain.Text // what the table is called
	file     string      // by what the file's name begins
	heads    []string
	rows     func(ctx context.Context, ids []int64) ([][]any, error) // of those that may still be seen
	ids      []int64
	leftOut  int
	told     func(done int) error // nil: nobody asks how far it is
}

// newExport begins an export of records of a kind: those that are selected, else those that list answers.
func (s *Server) newExport(ctx context.Context, e NewExport, kind string, list func(most int) ([]int64, error)) (*export, error) {
	x := &export{NewExport: e, Server: s, viewer: viewerOf(ctx), language: languageOr(ctx, e.Language)}
	var err error
	if x.zone, err = locate(x.viewer.Zone); err != nil {
		return nil, err
	}
	if e.Numbers != nil {
		x.ids, err = s.Store.SelectedIDs(ctx, x.viewer, kind, e.Numbers, e.most())
	} else {
		x.ids, err = list(e.most())
	}
	if err == nil && len(x.ids) == 0 {
		err = domain.RefuseField("filter", "There is nothing in this list; widen it.", "列表为空，请放宽筛选条件。")
	}
	return x, err
}

// answer makes the file and sends it. What fails before the first byte is told as a problem. It is noted first: whoever breaks off has had a part.
func (x *export) answer(ctx context.Context, kind string) (*huma.StreamResponse, error) {
	if err := x.Store.NoteExport(ctx, x.viewer, kind, x.Format, len(x.ids)); err != nil {
		return nil, err
	}
	if x.Progress {
		return &huma.StreamResponse{Body: func(h huma.Context) { x.tell(h) }}, nil
	}
	if x.Format == "csv" {
		return &huma.StreamResponse{Body: func(h huma.Context) { x.stream(h) }}, nil
	}
	var b bytes.Buffer
	if err := x.make(ctx, &b); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(h huma.Context) {
		x.header(h)
		_, _ = h.BodyWriter().Write(b.Bytes()) // the browser has gone
	}}, nil
}

func (x *export) header(h huma.Context) {
	h.SetHeader("Content-Type", fileTypes[x.Format])
	h.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": x.name()}))
}

func (x *export) name() string {
	return x.file + "_" + time.Now().In(x.zone).Format("2006-01-02_1504") + "." + x.Format
}

// stream sends a table as its rows are read. A failure cuts the connection: half a table must not look like a whole one.
func (x *export) stream(h huma.Context) {
	x.header(h)
	if err := x.make(h.Context(), patient(h)); err != nil {
		x.Log.WarnContext(h.Context(), "an export broke off", "of", x.file, "err", err)
		panic(http.ErrAbortHandler)
	}
}

// patient answers the writer of an answer, which waits a while for a slow browser but not for ever, and sends what it gets at once.
func patient(h huma.Context) io.Writer {
	c := humagin.Unwrap(h)
	return &patientWriter{c.Writer, http.NewResponseController(c.Writer)}
}

type patientWriter struct {
	w       io.Writer
	control *http.ResponseController
}

func (p *patientWriter) Write(b []byte) (int, error) {
	if err := p.control.SetWriteDeadline(time.Now().Add(exportWithin)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := p.w.Write(b)
	if err == nil {
		err = p.control.Flush()
	}
	if err == nil {
		err = p.control.SetWriteDeadline(time.Time{}) // the connection may serve others after
	}
	if errors.Is(err, http.ErrNotSupported) {
		err = nil
	}
	return n, err
}

// exportProgress is one line before the file.
type exportProgress struct {
	Done    int           `json:"done"`
	Total   int           `json:"total"`
	File    *exportedFile `json:"file,omitempty"`
	LeftOut int           `json:"left_out,omitempty"`
	Problem *Problem      `json:"problem,omitempty"`
}

type exportedFile struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int    `json:"size"`
}

// tell sends how far it is, then the file.
func (x *export) tell(h huma.Context) {
	h.SetHeader("Content-Type", typeProgress)
	h.SetHeader("X-Accel-Buffering", "no")
	out, total, last := patient(h), len(x.ids), time.Time{}
	line := func(p exportProgress) error {
		p.Total = total
		b, err := json.Marshal(p)
		if err == nil {
			_, err = out.Write(append(b, '\n'))
		}
		return err
	}
	x.told = func(done int) error {
		if time.Since(last) < progressEvery {
			return nil
		}
		last = time.Now()
		return line(exportProgress{Done: done})
	}
	var b bytes.Buffer
	err := x.make(h.Context(), &b)
	if err != nil {
		_ = line(exportProgress{Problem: x.problem(h.Context(), err)}) // or the browser has gone
		return
	}
	if line(exportProgress{Done: total, LeftOut: x.leftOut, File: &exportedFile{x.name(), fileTypes[x.Format], b.Len()}}) == nil {
		_, _ = out.Write(b.Bytes())
	}
}

func (x *export) progress(done int) error {
	if x.told == nil {
		return nil
	}
	return x.told(done)
}

// make writes the file, when it is its turn.
func (x *export) make(ctx context.Context, w io.Writer) error {
	if err := x.progress(0); err != nil {
		return err
	}
	select {
	case x.exporting <- struct{}{}:
		defer func() { <-x.exporting }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if x.table() {
		return x.makeTable(ctx, w)
	}
	return x.makePaper(ctx, w)
}

func (x *export) makeTable(ctx context.Context, w io.Writer) error {
	sheet, err := newSpreadsheet(w, x.Format, x.of.In(x.language), x.heads, 14, x.zone)
	if err != nil {
		return err
	}
	for from := 0; from < len(x.ids); from += exportPortion {
		part := x.ids[from:min(from+exportPortion, len(x.ids))]
		rows, err := x.rows(ctx, part)
		if err != nil {
			return err
		}
		x.leftOut += len(part) - len(rows)
		for _, row := range rows {
			if err := sheet.row(row, false); err != nil {
				return err
			}
		}
		if err := x.progress(from + len(part)); err != nil {
			return err
		}
	}
	return sheet.end()
}

func (x *export) makePaper(ctx context.Context, w io.Writer) error {
	numbers, err := x.Store.NumbersOf(ctx, x.ids)
	if err != nil {
		return err
	}
	var sheets []paper.Sheet
	for i, n := range numbers {
		sheet, err := x.sheetOf(ctx, n, x.language)
		switch {
		case errors.Is(err, store.ErrNone):
			x.leftOut++
		case err != nil:
			return err
		default:
			sheets = append(sheets, sheet)
		}
		if err := x.progress(i + 1); err != nil {
			return err
		}
	}
	if x.Format == "pdf" {
		return paper.PDF(w, sheets...)
	}
	return paper.HTML(w, sheets...)
}
