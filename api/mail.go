package api

import (
	"context"
	"net/http"

	"steward/domain"
	rules "steward/domain/mail"
	"steward/mail"
	"steward/store"
)

func (s *Server) registerMail() {
	register(s, op(http.MethodGet, "/mail/status", "get-mail-status", "How mails leave and come in, and how many are in which state"), admins, s.mailStatus)
	register(s, op(http.MethodGet, "/mail/out", "list-mail-out", "Mails that leave, the newest first"), admins, s.mailOut)
	register(s, op(http.MethodGet, "/mail/out/{id}", "get-mail-out", "One mail that leaves, in words"), admins, s.mailLetter)
	register(s, op(http.MethodPatch, "/mail/out/{id}", "update-mail-out", "Try a mail again at once, or give it up"), admins, s.setMailOut)
	register(s, created(op(http.MethodPost, "/mail/test", "test-mail", "Send yourself a mail, to see whether they arrive")), admins, s.testMail)
	register(s, op(http.MethodGet, "/mail/in", "list-mail-in", "Mails that came in, the newest first"), deskOnly, s.mailIn)
	register(s, op(http.MethodGet, "/mail/in/{id}", "get-mail-in", "One mail that came in"), deskOnly, s.mailInOne)
	register(s, op(http.MethodPost, "/mail/in/{id}/take", "take-mail", "Make a held mail a ticket, or part of one"), deskOnly, s.takeMail)
	register(s, op(http.MethodPost, "/mail/in/{id}/dismiss", "dismiss-mail", "Put a held mail aside"), deskOnly, s.dismissMail)
}

// MailStatus is how letters leave and come in.
type MailStatus struct {
	Out       store.MailWay  `json:"out"`
	In        store.MailWay  `json:"in"`
	OutCounts map[string]int `json:"out_counts" doc:"of mails that leave, by state"`
	InCounts  map[string]int `json:"in_counts" doc:"of mails that came in, by state"`
}

func (s *Server) mailStatus(ctx context.Context, _ *struct{}) (*body[MailStatus], error) {
	var st MailStatus
	var err error
	if st.Out, st.In, err = s.Store.MailWays(ctx); err != nil {
		return nil, err
	}
	st.OutCounts, st.InCounts, err = s.Store.MailCounts(ctx)
	return answer(st, err)
}

type mailOutInput struct {
	Paged
	State string `query:"state" enum:"waiting,sent,refused,bounced,dropped" doc:"all when absent"`
	Q     string `query:"q" maxLength:"200" doc:"found in address, person, subject and number"`
}

func (s *Server) mailOut(ctx context.Context, in *mailOutInput) (*body[store.Page[store.MailOut]], error) {
	return answer(s.Store.MailOut(ctx, store.MailQuery{State: in.State, Q: in.Q, Limit: in.Limit, Cursor: in.Cursor}))
}

// MailID is the input of every operation on one mail.
type MailID struct {
	ID int64 `path:"id" minimum:"1"`
}

// MailLetter is a letter with its words, as they would be made now.
type MailLetter struct {
	store.MailOut
	Letter mail.Composed `json:"letter" doc:"as it would be made now; a link to set a password is not in it"`
}

func (s *Server) mailLetter(ctx context.Context, in *MailID) (*body[MailLetter], error) {
	m, err := s.Store.MailOutByID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	l, err := s.Store.Letter(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c, err := s.letters(ctx).Compose(l, mail.Enclosed{})
	return answer(MailLetter{m, c}, err)
}

// letters answers what is needed to make letters as a worker does: the address from which they leave, and where the web is reached.
func (s *Server) letters(ctx context.Context) mail.Settings {
	base := s.PublicURL
	if base == "" {
		base = requestOf(ctx).origin
	}
	settings := mail.Preview(base)
	if out, in, err := s.Store.MailWays(ctx); err == nil {
		settings = settings.As(out.Address, in.Configured)
	}
	return settings
}

type setMailOutInput struct {
	MailID
	Body struct {
		State string `json:"state" enum:"waiting,dropped" doc:"waiting: it is tried again at once; dropped: it is given up"`
	}
}

func (s *Server) setMailOut(ctx context.Context, in *setMailOutInput) (*body[store.MailOut], error) {
	return answer(s.Store.SetMailOut(ctx, viewerOf(ctx), in.ID, rules.State(in.Body.State)))
}

func (s *Server) testMail(ctx context.Context, _ *struct{}) (*body[store.MailOut], error) {
	return answer(s.Store.WriteTestLetter(ctx, viewerOf(ctx)))
}

type mailInInput struct {
	Paged
	State string `query:"state" enum:"held,taken,refused,stopped,dismissed" doc:"all when absent"`
	Q     string `query:"q" maxLength:"200" doc:"found in sender, subject and number"`
}

func (s *Server) mailIn(ctx context.Context, in *mailInInput) (*body[store.Page[store.MailIn]], error) {
	page, err := s.Store.MailIn(ctx, viewerOf(ctx), store.MailQuery{State: in.State, Q: in.Q, Limit: in.Limit, Cursor: in.Cursor})
	for i := range page.Items {
		page.Items[i].Body = "" // a list tells no words
	}
	return answer(page, err)
}

func (s *Server) mailInOne(ctx context.Context, in *MailID) (*body[store.MailIn], error) {
	m, err := s.Store.MailInByID(ctx, viewerOf(ctx), in.ID)
	m.BodyHTML = safeHTML(m.Body)
	return answer(m, err)
}

type takeMailInput struct {
	MailID
	Body struct {
		Requester domain.Key `json:"requester,omitzero" required:"false" doc:"make it a ticket of this person's, by id or login"`
		Number    string     `json:"number,omitempty" maxLength:"40" doc:"or put it into this record"`
		OnBehalf  string     `json:"on_behalf,omitempty" maxLength:"100" doc:"into the record as a reply in the name of this login of the requester's side; absent: as an internal note"`
	}
}

// takenMail says what a mail became part of.
type takenMail struct {
	Number string `json:"number"`
}

func (s *Server) takeMail(ctx context.Context, in *takeMailInput) (*body[takenMail], error) {
	t, err := s.taker()
	if err != nil {
		return nil, err
	}
	number, err := t.Decide(ctx, viewerOf(ctx), in.ID, mail.Decision{Requester: in.Body.Requester, Number: in.Body.Number, OnBehalf: in.Body.OnBehalf})
	noteRecord(ctx, number)
	return answer(takenMail{number}, err)
}

func (s *Server) taker() (*mail.Taker, error) {
	if s.Files == nil {
		return nil, domain.Refuse(domain.Unavailable, "This server keeps no files; ask the administrator.", "此服务器未启用附件存储，请联系管理员。")
	}
	return &mail.Taker{Store: s.Store, Files: s.Files, Log: s.Log}, nil
}

type dismissMailInput struct {
	MailID
	Body struct {
		Why string `json:"why,omitempty" maxLength:"1000"`
	}
}

func (s *Server) dismissMail(ctx context.Context, in *dismissMailInput) (*nothing, error) {
	t, err := s.taker()
	if err != nil {
		return nil, err
	}
	return &nothing{}, t.Dismiss(ctx, viewerOf(ctx), in.ID, in.Body.Why)
}
