package printing

import (
	"context"
	"fmt"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"steward/domain/access"
	"steward/paper"
	"steward/store"
)

// document puts an official document on the sheet, called by its official number once it has one.
func (p *printing) document(sheet *paper.Sheet) {
	r, d := p.record, p.record.Document
	sheet.Kind = p.name(d.Type)
	sheet.Status = p.word(DocumentWords, string(d.Status))
	record := ""
	if d.Official != "" {
		sheet.Number, record = d.Official, r.Number
	}
	amount, keep := "", ""
	if r.Amount != nil {
		amount = message.NewPrinter(language.English).Sprintf("%.2f", *r.Amount)
	}
	if d.KeepUntil != nil {
		keep = d.KeepUntil.Format("2006-01-02")
	}
	sheet.Facts = p.facts([2]string{"record", record}, [2]string{"applicant", p.name(r.Requester)}, [2]string{"unit", p.name(r.Unit)}, [2]string{"amount", amount},
		[2]string{"created_at", p.at(r.CreatedAt)}, [2]string{"issued_at", p.when(d.IssuedAt)}, [2]string{"archived_at", p.when(d.ArchivedAt)}, [2]string{"keep_until", keep},
		[2]string{"revoked_at", p.when(d.RevokedAt)})
	p.section(sheet, paper.Section{Text: r.Description}, "description")
	p.form(sheet)
	p.waiting(sheet)
	sheet.Steps = p.opinions()
	if d.RevokeReason != "" {
		p.section(sheet, paper.Section{Facts: p.facts([2]string{"revoke_asked_by", p.name(d.RevokeAskedBy)}, [2]string{"revoke_asked_at", p.when(d.RevokeAskedAt)},
			[2]string{"revoke_reason", d.RevokeReason})}, "revocation")
	}
}

// Whole answers a document as it is archived: everything of it but internal notes, in the language and by the clock of the desk.
func Whole(ctx context.Context, st *store.Store, number string) (paper.Sheet, error) {
	rules, err := st.Rules(ctx)
	if err != nil {
		return paper.Sheet{}, err
	}
	everything := access.Viewer{Roles: []string{access.Auditor}}
	r, err := st.Record(ctx, everything, number)
	if err != nil {
		return paper.Sheet{}, err
	}
	p := &printing{Reader: Reader{st, everything, "zh", rules.Calendar.Zone()}, record: r, public: true}
	sheet := paper.Sheet{Lang: p.Language, Title: r.Title, Number: r.Number, Foot: fmt.Sprintf(archivedWord.In(p.Language), p.at(r.Now), p.Zone)}
	p.document(&sheet)
	if r.Document.RevokedAt == nil {
		sheet.Status = inForceWord.In(p.Language)
	}
	return sheet, p.common(ctx, &sheet)
}
