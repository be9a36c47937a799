package store

import (
	"cmp"
	"context"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/canned"
)

// FilledReply is a canned reply with a record's values in its placeholders. One that is written in one language only has the same text in both.
type FilledReply struct {
	ID        int64    `json:"id"`
	Scope     string   `json:"scope" enum:"mine,group,all"`
	Group     *Ref     `json:"group"`
	Shortcut  string   `json:"shortcut"`
	Name      string   `json:"name"`
	NameEn    string   `json:"name_en"`
	Text      string   `json:"text" doc:"Markdown, in Chinese"`
	TextEn    string   `json:"text_en" doc:"Markdown, in English"`
	Missing   []string `json:"missing" nullable:"false" doc:"placeholders of the Chinese text for which the record has no value: … stands there"`
	MissingEn []string `json:"missing_en" nullable:"false" doc:"the same of the English text"`
}

// FilledReplies are the canned replies that the viewer may use in a record, in which its requester's language comes first.
type FilledReplies struct {
	Language string        `json:"language" enum:"zh,en" doc:"the requester's"`
	Items    []FilledReply `json:"items" nullable:"false"`
}

// cannedFacts are what placeholders speak of.
type cannedFacts struct {
	Number    string    `db:"number"`
	Title     string    `db:"title"`
	Language  string    `db:"language"`
	Zone      string    `db:"zone"`
	Requester *Ref      `db:"requester"`
	Customer  *Ref      `db:"customer"`
	Service   *Ref      `db:"service"`
	Now       time.Time `db:"now"`
}

// FilledReplies answers the canned replies that fit q (empty: all), filled for the record whose page is at link; ErrNone if the viewer may
// not see the record.
func (s *Store) FilledReplies(ctx context.Context, v access.Viewer, number, q, link string) (FilledReplies, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return FilledReplies{}, err
	}
	var f cannedFacts
	err = s.DB.GetContext(ctx, &f, `
		SELECT r.number, r.title, u.language, u.zone, `+personSQL("u")+` AS requester, `+refSQL("c")+` AS customer, `+refSQL("s")+` AS service, steward_now() AS now
		FROM records r JOIN users u ON u.id = r.requester_id LEFT JOIN customers c ON c.id = r.customer_id
			LEFT JOIN incidents i ON i.record_id = r.id LEFT JOIN services s ON s.id = i.service_id WHERE r.id = $1`, id)
	if err != nil {
		return FilledReplies{}, convert(err)
	}
	rs, err := s.CannedReplies(ctx, v, CannedQuery{Q: q, Usable: true})
	if err != nil {
		return FilledReplies{}, err
	}
	out := FilledReplies{Language: f.Language, Items: []FilledReply{}}
	zh, en := f.values(v, link, "zh"), f.values(v, link, "en")
	for _, r := range rs {
		reply := FilledReply{ID: r.ID, Scope: r.Scope, Group: r.Group, Shortcut: r.Shortcut, Name: r.Name, NameEn: r.NameEn}
		reply.Text, reply.Missing = canned.Fill(cmp.Or(r.Body, r.BodyEn), zh)
		reply.TextEn, reply.MissingEn = canned.Fill(cmp.Or(r.BodyEn, r.Body), en)
		reply.Missing, reply.MissingEn = append([]string{}, reply.Missing...), append([]string{}, reply.MissingEn...)
		out.Items = append(out.Items, reply)
	}
	return out, nil
}

func (f cannedFacts) values(v access.Viewer, link, language string) map[string]string {
	day := f.Now
	if zone, err := time.LoadLocation(f.Zone); err == nil {
		day = day.In(zone)
	}
	date := domain.Text{En: day.Format("2 January 2006"), Zh: day.Format("2006年1月2日")}
	me := &Ref{Name: v.Name, NameEn: v.NameEn}
	return map[string]string{"number": f.Number, "subject": f.Title, "link": link, "date": date.In(language),
		"requester": f.Requester.in(language), "customer": f.Customer.in(language), "service": f.Service.in(language), "agent": me.in(language)}
}

// in answers the thing's name in a language; empty for none.
func (r *Ref) in(language string) string {
	switch {
	case r == nil:
		return ""
	case language == "en":
		return cmp.Or(r.NameEn, r.Name)
	}
	return r.Name
}
