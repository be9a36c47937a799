// Package printing says what of a record goes on paper: for a reader what the reader's own page shows, for the archive everything.
package printing

import (
	"context"
	"fmt"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/paper"
	"steward/store"
)

// Reader is for whom something is printed, in which language and by which clock on the wall.
type Reader struct {
	Store    *store.Store
	Viewer   access.Viewer
	Language string
	Zone     *time.Location
}

// printing makes the sheet of one record: everything on it comes from where the reader's own page gets it.
type printing struct {
	Reader
	record store.Record
	public bool // for whoever may ever see the record: nothing of what is the desk's own
}

// Sheet answers a record as it is printed for its reader.
func Sheet(ctx context.Context, reader Reader, number string) (paper.Sheet, error) {
	r, err := reader.Store.Record(ctx, reader.Viewer, number)
	if err != nil {
		return paper.Sheet{}, err
	}
	p := &printing{Reader: reader, record: r}
	v := p.Viewer
	sheet := paper.Sheet{Lang: p.Language, Title: r.Title, Number: r.Number, Foot: fmt.Sprintf(printedWord.In(p.Language), p.name(&store.Ref{Name: v.Name, NameEn: v.NameEn}), p.at(r.Now), p.Zone)}
	switch r.Type {
	case store.KindApproval:
		p.approval(&sheet)
	case store.KindDocument:
		p.document(&sheet)
	default:
		p.incident(&sheet)
	}
	return sheet, p.common(ctx, &sheet)
}

func (p *printing) name(r *store.Ref) string { return Name(r, p.Language) }

func (p *printing) word(words map[string]domain.Text, key string) string {
	return Word(words, key, p.Language)
}

// at tells an instant by the viewer's clock on the wall.
func (p *printing) at(t time.Time) string { return t.In(p.Zone).Format("2006-01-02 15:04") }

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
			out = append(out, paper.Fact{Name: p.word(FieldWords, f[0]), Value: f[1]})
		}
	}
	return out
}

// section adds a part that has something to say.
func (p *printing) section(sheet *paper.Sheet, s paper.Section, name string) {
	if len(s.Facts) > 0 || s.Text != "" || s.Table != nil && len(s.Table.Rows) > 0 || len(s.Entries) > 0 {
		s.Name = p.word(SectionWords, name)
		sheet.Sections = append(sheet.Sections, s)
	}
}
