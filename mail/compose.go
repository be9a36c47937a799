package mail

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"steward/domain"
	rules "steward/domain/mail"
	"steward/domain/notice"
	"steward/store"
)

// Composed is a letter in words, as it is sent and as an administrator previews it.
type Composed struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
	ReplyTo string `json:"reply_to"`
	To      string `json:"to"`

	name       string
	messageID  string
	references []string
	pictures   []Picture
	auto       string // what Auto-Submitted says
}

// page is what the templates of a letter are given.
type page struct {
	Language string
	Subject  string
	Above    string // the line over which an answer is written; empty where none is read
	Lead     string
	Words    []words // what somebody wrote
	Facts    []fact
	Groups   []group // of a digest
	Files    []fact  // that were not taken, and why
	Button   string
	Link     string
	Notes    []string
	Foot     string
	Profile  string
	Choose   string
}

type words struct {
	Text string
	HTML template.HTML
}

type fact struct{ Name, Value string }

type group struct {
	Number, Title, Link string
	Lines               []fact // what happened, and when
}

// Enclosed is what a letter brings that is not among its words; a preview has none of it.
type Enclosed struct {
	Secret   string // of the link to set a password, and until when it works
	Until    *time.Time
	Pictures []Picture
}

// Compose makes a letter's words in its reader's language and zone.
func (s Settings) Compose(l store.Letter, e Enclosed) (Composed, error) {
	p := page{Language: l.Reader.Language, Foot: say(footText, l.Reader.Language), Profile: s.Base + "/profile", Choose: say(chooseText, l.Reader.Language)}
	c := Composed{To: l.Address, pictures: e.Pictures, name: l.Reader.Name, messageID: l.Ref + "@" + s.domain(), auto: "auto-generated"}
	if l.Reader.Language == "en" && l.Reader.NameEn != "" {
		c.name = l.Reader.NameEn
	}
	var err error
	switch l.Kind {
	case rules.Notice, rules.Note:
		s.notice(&p, l, e.Pictures)
	case rules.Digest:
		s.digest(&p, l)
	case rules.Answer:
		err = s.answer(&p, &c, l)
	case rules.Invitation, rules.Reset:
		s.link(&p, l, e)
	case rules.Test:
		p.Subject, p.Lead = say(testSubject, p.Language), say(testLead, p.Language)
		p.Button, p.Link = say(openSteward, p.Language), s.Base+"/"
	default:
		err = fmt.Errorf("mail: a letter of the kind %q cannot be made by this build", l.Kind)
	}
	if err != nil {
		return c, err
	}
	s.answerable(&p, &c, l)
	c.Subject = p.Subject
	c.Text, c.HTML, err = render(p)
	return c, err
}

// aboutRecord says which record the letter speaks of, and puts it into that record's thread.
func (s Settings) aboutRecord(p *page, r *store.LetterRecord) {
	p.Subject = "[" + r.Number + "] " + r.Title
	if status := r.Status().In(p.Language); status != "" {
		p.Facts = append(p.Facts, fact{say(statusWord, p.Language), status})
	}
	p.Button, p.Link = fmt.Sprintf(say(openRecord, p.Language), r.Number), s.recordLink(r.Number)
}

func (s Settings) recordLink(number string) string {
	return s.Base + "/tickets/" + url.PathEscape(number)
}

// notice tells one notice, with the words that came with it.
func (s Settings) notice(p *page, l store.Letter, pictures []Picture) {
	for _, t := range l.Tellings {
		p.Lead = notice.Text(t.What, t.Params, p.Language, l.Reader.Zone)
		p.Subject = p.Lead
	}
	if l.Record == nil {
		p.Button, p.Link = say(openSteward, p.Language), s.Base+"/notices"
		return
	}
	s.aboutRecord(p, l.Record)
	if text := strings.TrimSpace(l.Words); text != "" {
		p.Words = []words{s.words(text, l.Record.Number, pictures)}
	}
}

// mostLines bounds a digest.
const mostLines = 60

// digest tells what is new, by record, the latest first.
func (s Settings) digest(p *page, l store.Letter) {
	p.Subject = fmt.Sprintf(say(digestSubject, p.Language), len(l.Tellings))
	p.Lead = say(digestLead, p.Language)
	p.Button, p.Link = say(openNotices, p.Language), s.Base+"/notices"
	at := map[string]int{}
	for _, t := range l.Tellings[:min(len(l.Tellings), mostLines)] {
		n, there := at[t.Number]
		if !there {
			n = len(p.Groups)
			at[t.Number] = n
			p.Groups = append(p.Groups, group{Number: t.Number, Title: t.Params.Title, Link: s.recordLink(t.Number)})
		}
		p.Groups[n].Lines = append(p.Groups[n].Lines, fact{notice.Text(t.What, t.Params, p.Language, l.Reader.Zone), clock(t.At, p.Language, l.Reader.Zone)})
	}
	if more := len(l.Tellings) - mostLines; more > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf(say(digestMore, p.Language), more))
	}
}

// answer says what became of a letter that came in.
func (s Settings) answer(p *page, c *Composed, l store.Letter) error {
	var a rules.Answered
	if err := json.Unmarshal(l.Payload, &a); err != nil {
		return fmt.Errorf("mail: answer %d: %w", l.ID, err)
	}
	c.auto = "auto-replied"
	if a.InReplyTo != "" {
		c.references = []string{a.InReplyTo}
	}
	p.Subject = "Re: " + a.Subject
	if l.Record != nil {
		s.aboutRecord(p, l.Record)
	}
	switch {
	case a.What == rules.Received && l.Record != nil:
		p.Lead = fmt.Sprintf(say(receivedLead, p.Language), l.Record.Number)
	case a.What == rules.WithoutAll && l.Record != nil:
		p.Lead = fmt.Sprintf(say(withoutLead, p.Language), l.Record.Number)
	case l.Record != nil:
		p.Lead = fmt.Sprintf(say(declinedLead, p.Language), l.Record.Number, a.Subject)
	default:
		p.Lead = fmt.Sprintf(say(declinedAll, p.Language), a.Subject)
		p.Button, p.Link = say(openSteward, p.Language), s.Base+"/"
	}
	if a.Why != nil {
		p.Notes = append(p.Notes, a.Why.In(p.Language))
	}
	if a.What == rules.Declined && l.Record != nil {
		p.Notes = append(p.Notes, fmt.Sprintf(say(insteadNote, p.Language), s.From.Address))
	}
	for _, f := range a.Files {
		p.Files = append(p.Files, fact{f.Name, f.Why.In(p.Language)})
	}
	return nil
}

// link brings a link to set a password.
func (s Settings) link(p *page, l store.Letter, e Enclosed) {
	if l.Kind == rules.Invitation {
		p.Subject, p.Lead, p.Button = say(inviteSubject, p.Language), fmt.Sprintf(say(inviteLead, p.Language), l.Reader.Login), say(inviteButton, p.Language)
	} else {
		p.Subject, p.Lead, p.Button = say(resetSubject, p.Language), fmt.Sprintf(say(resetLead, p.Language), l.Reader.Login), say(resetButton, p.Language)
	}
	p.Link = s.Base + "/password?token=" + url.QueryEscape(e.Secret)
	if e.Until != nil {
		p.Notes = append(p.Notes, fmt.Sprintf(say(linkUntil, p.Language), clock(*e.Until, p.Language, l.Reader.Zone)))
	}
	p.Notes = append(p.Notes, say(linkUnasked, p.Language))
	p.Choose = ""
}

// answerable says where an answer goes, where one is read.
func (s Settings) answerable(p *page, c *Composed, l store.Letter) {
	if l.Record == nil {
		return
	}
	root := rules.Ref{Kind: rules.Notice, Record: l.Record.UUID}
	c.references = append(c.references, root.String()+"@"+s.domain())
	if l.Record.Thread != "" {
		c.references = append([]string{l.Record.Thread}, c.references...)
	}
	if s.IMAP == nil || l.Kind == rules.Answer && p.Files == nil && len(p.Notes) > 0 {
		return
	}
	note := l.Kind == rules.Note
	if s.Plus {
		c.ReplyTo = rules.Tag(s.From.Address, l.Record.Number, note)
	}
	switch {
	case note:
		p.Above = rules.Above
		p.Notes = append(p.Notes, say(answerNote, p.Language))
	case l.Record.Open():
		p.Above = rules.Above
		p.Notes = append(p.Notes, say(answerReply, p.Language))
	}
}

// clock says an instant as the reader's wall shows it.
func clock(at time.Time, language, zone string) string {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	at = at.In(place)
	return domain.Text{En: at.Format("Mon 2 Jan 15:04"), Zh: at.Format("1月2日 15:04")}.In(language)
}
