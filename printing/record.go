package printing

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"steward/paper"
	"steward/store"
)

// mostPrintedMessages is how much of a conversation is printed: the newest.
const mostPrintedMessages = 5 * store.HistoryPage

// incident puts on the sheet what its page shows; what is the desk's own only for the desk.
func (p *printing) incident(sheet *paper.Sheet) {
	r := p.record
	sheet.Kind = p.word(TicketKinds, r.Kind)
	sheet.Status = p.word(StateWords, r.State)
	if r.HoldReason != "" {
		sheet.Status += " · " + p.word(HoldWords, r.HoldReason)
	}
	pairs := [][2]string{{"requester", p.name(r.Requester)}, {"customer", p.name(r.Customer)}, {"priority", Priority(r.Priority, p.Language)}, {"assignee", p.name(r.Assignee)},
		{"service", p.name(r.Service)}, {"category", p.name(r.Category)}, {"place", p.name(r.Place)}, {"serial_number", r.SerialNumber},
		{"created_at", p.at(r.CreatedAt)}, {"resolved_at", p.when(r.ResolvedAt)}, {"closed_at", p.when(r.ClosedAt)}}
	if p.Viewer.Desk() {
		recorded := ""
		if r.CreatedBy != nil && r.Requester != nil && r.CreatedBy.ID != r.Requester.ID {
			recorded = p.name(r.CreatedBy)
		}
		pairs = append(pairs, [][2]string{{"impact", p.word(levelWords, strconv.Itoa(r.Impact))}, {"urgency", p.word(levelWords, strconv.Itoa(r.Urgency))}, {"unit", p.name(r.Unit)},
			{"queue", p.name(r.Queue)}, {"group", p.name(r.Group)}, {"channel", p.word(channelWords, r.Channel)}, {"created_by", recorded},
			{"external_ref", strings.TrimSpace(r.ExternalSource + " " + r.ExternalRef)}}...)
	}
	if r.Minutes > 0 {
		pairs = append(pairs, [2]string{"minutes", fmt.Sprintf(minutesWord.In(p.Language), r.Minutes)})
	}
	if r.Rating != nil {
		pairs = append(pairs, [2]string{"rating", strings.TrimSpace(fmt.Sprintf(starsWord.In(p.Language), r.Rating.Stars) + " " + r.Rating.Comment)})
	}
	sheet.Facts = p.facts(pairs...)
	p.section(sheet, paper.Section{Text: r.Description}, "description")
	p.form(sheet)
	p.section(sheet, paper.Section{Text: r.ResolutionText, Facts: p.facts([2]string{"resolution_code", p.word(resolutionWords, r.ResolutionCode)}, [2]string{"resolved_by", p.name(r.ResolvedBy)})}, "solution")
	p.waiting(sheet)
	p.clocks(sheet)
	p.section(sheet, paper.Section{Entries: p.opinions()}, "plan")
}

// approval puts a request on the sheet; the opinions of those who were asked are its steps.
func (p *printing) approval(sheet *paper.Sheet) {
	r := p.record
	sheet.Kind = p.word(SectionWords, "approval")
	amount, template := "", ""
	if r.Amount != nil {
		amount = message.NewPrinter(language.English).Sprintf("%.2f", *r.Amount)
	}
	if r.Plan != nil {
		sheet.Status, template = p.word(VerdictWords, r.Plan.Verdict), p.name(r.Plan.Template)
	}
	sheet.Facts = p.facts([2]string{"applicant", p.name(r.Requester)}, [2]string{"unit", p.name(r.Unit)}, [2]string{"amount", amount}, [2]string{"template", template},
		[2]string{"created_at", p.at(r.CreatedAt)}, [2]string{"closed_at", p.when(r.ClosedAt)})
	p.section(sheet, paper.Section{Text: r.Description}, "description")
	p.form(sheet)
	p.waiting(sheet)
	sheet.Steps = p.opinions()
}

// waiting tells on whom the record waits.
func (p *printing) waiting(sheet *paper.Sheet) {
	var facts []paper.Fact
	for _, w := range p.record.WaitingOn {
		who := p.name(w.Person)
		if who == "" {
			who = p.name(w.Group)
		}
		if who == "" {
			who = fmt.Sprintf(EveryWord.In(p.Language), w.Role)
		}
		who += " · " + fmt.Sprintf(sinceWord.In(p.Language), p.at(w.Since))
		if w.Until != nil {
			who += " · " + fmt.Sprintf(untilWord.In(p.Language), p.at(*w.Until))
		}
		facts = append(facts, paper.Fact{Name: stepFor(w, p.Language), Value: who})
	}
	p.section(sheet, paper.Section{Facts: facts}, "waiting")
}

// clocks tells the promises and how they stand, to whom the store tells them.
func (p *printing) clocks(sheet *paper.Sheet) {
	t := &paper.Table{Heads: []string{p.word(FieldWords, "clock"), p.word(FieldWords, "policy"), p.word(FieldWords, "state"), p.word(FieldWords, "due_at")}}
	for _, c := range p.record.Clocks {
		policy := p.name(&store.Ref{Name: c.PolicyName, NameEn: c.PolicyNameEn})
		t.Rows = append(t.Rows, []string{ClockKind(c.Kind, p.Language), policy, p.word(clockWords, c.State), p.when(c.DueAt)})
	}
	p.section(sheet, paper.Section{Table: t}, "clocks")
}

// common puts on every sheet what hangs on every record.
func (p *printing) common(ctx context.Context, sheet *paper.Sheet) error {
	parts := []func(context.Context, *paper.Sheet) error{p.conversation, p.circulated, p.files}
	if !p.public {
		parts = append(parts, p.workDone, p.linked)
	}
	for _, add := range parts {
		if err := add(ctx, sheet); err != nil {
			return err
		}
	}
	return nil
}

func (p *printing) conversation(ctx context.Context, sheet *paper.Sheet) error {
	var all []store.Message
	for before := int64(0); len(all) < mostPrintedMessages; before = all[0].ID {
		ms, err := p.Store.Messages(ctx, p.Viewer, p.record.Number, before)
		if err != nil {
			return err
		}
		all = append(ms, all...)
		if len(ms) < store.HistoryPage {
			break
		}
	}
	var s paper.Section
	if len(all) == mostPrintedMessages {
		s.Text = fmt.Sprintf(olderWord.In(p.Language), len(all))
	}
	for _, m := range all {
		if m.Internal && p.public {
			continue
		}
		e := paper.Entry{Who: p.name(m.Author), When: p.at(m.At), Words: m.Body}
		if e.Who == "" {
			e.Who = systemWord.In(p.Language)
		}
		var what []string
		if text, ok := saidWords[m.Verb]; ok {
			what = append(what, text.In(p.Language))
		}
		if m.Internal {
			what = append(what, internalWord.In(p.Language))
		}
		if names := fileNames(m.Attachments); names != "" {
			what = append(what, withWord.In(p.Language)+names)
		}
		e.What = strings.Join(what, " · ")
		s.Entries = append(s.Entries, e)
	}
	p.section(sheet, s, "conversation")
	return nil
}

func fileNames(files []store.MessageFile) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

func (p *printing) workDone(ctx context.Context, sheet *paper.Sheet) error {
	work, err := p.Store.WorkLog(ctx, p.Viewer, p.record.Number)
	if err != nil {
		return err
	}
	var s paper.Section
	for _, w := range work {
		e := paper.Entry{Who: p.name(w.User), What: fmt.Sprintf(minutesWord.In(p.Language), w.Minutes), When: p.at(w.At), Words: w.Note}
		if w.Internal {
			e.What += " · " + internalWord.In(p.Language)
		}
		s.Entries = append(s.Entries, e)
	}
	p.section(sheet, s, "work")
	return nil
}

func (p *printing) linked(ctx context.Context, sheet *paper.Sheet) error {
	links, err := p.Store.Links(ctx, p.Viewer, p.record.Number)
	if err != nil {
		return err
	}
	t := &paper.Table{Heads: []string{"", p.word(FieldWords, "number"), p.word(FieldWords, "title"), p.word(FieldWords, "state")}}
	for _, l := range links {
		how := linkWords[l.Kind][1]
		if l.Outgoing {
			how = linkWords[l.Kind][0]
		}
		t.Rows = append(t.Rows, []string{how.In(p.Language), l.Record.Number, l.Record.Title, p.word(StateWords, l.Record.State)})
	}
	p.section(sheet, paper.Section{Table: t}, "links")
	return nil
}

func (p *printing) circulated(ctx context.Context, sheet *paper.Sheet) error {
	receipts, err := p.Store.Receipts(ctx, p.Viewer, p.record.Number)
	for _, c := range receipts {
		sheet.Circulation = append(sheet.Circulation, paper.Reader{Who: p.name(c.Person), Told: p.at(c.SentAt), Read: p.when(c.ReadAt)})
	}
	return err
}

func (p *printing) files(ctx context.Context, sheet *paper.Sheet) error {
	files, err := p.Store.Attachments(ctx, p.Viewer, p.record.Number)
	for _, f := range files {
		if f.Internal && p.public {
			continue
		}
		sheet.Files = append(sheet.Files, paper.File{Name: f.Name, Size: f.Size, SHA256: hex.EncodeToString(f.SHA256), By: p.name(f.UploadedBy), When: p.at(f.CreatedAt)})
	}
	return err
}
