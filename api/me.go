package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/notice"
	"steward/store"
)

func (s *Server) registerMe() {
	register(s, op(http.MethodGet, "/me", "get-me", "Who am I, and what may I do"), signedIn, s.getMe)
	register(s, op(http.MethodPatch, "/me", "update-me", "Change one's own names, addresses, language, zone and choice of notices"), signedIn, s.updateMe)
}

// Me is the signed-in person.
type Me struct {
	ID           int64       `json:"id"`
	Login        string      `json:"login"`
	Name         string      `json:"name"`
	NameEn       string      `json:"name_en"`
	Email        string      `json:"email"`
	Phone        string      `json:"phone"`
	Title        string      `json:"title"`
	Language     string      `json:"language"`
	Zone         string      `json:"zone"`
	Roles        []string    `json:"roles" nullable:"false"`
	Unit         *store.Ref  `json:"unit"`
	Customer     *store.Ref  `json:"customer"`
	Groups       []store.Ref `json:"groups" nullable:"false"`
	SeesCustomer bool        `json:"sees_customer"`
	Permissions  Permissions `json:"permissions"`
	Impersonated bool        `json:"impersonated" doc:"An administrator acts in this person's name"`
	TemporalUI   string      `json:"temporal_ui" doc:"Address of Temporal's web page, for the desk"`
	Namespace    string      `json:"namespace" doc:"Temporal's namespace, for the desk"`

	NoticeChoice notice.Preference `json:"notice_choice" doc:"What the person wants to be told, and their working hours"`
}

// Permissions tells a screen which of its parts a person has; what may be done with a record tells the record.
type Permissions struct {
	Portal  bool `json:"portal" doc:"raises and follows own records"`
	Desk    bool `json:"desk" doc:"works on records of others, or reads them"`
	Manager bool `json:"manager" doc:"answers escalations"`
	Admin   bool `json:"admin" doc:"administers people and settings"`
	Audit   bool `json:"audit" doc:"reads the audit trail"`
}

func (s *Server) getMe(ctx context.Context, _ *struct{}) (*body[Me], error) { return answer(s.me(ctx)) }

func (s *Server) me(ctx context.Context) (Me, error) {
	v := viewerOf(ctx)
	u, err := s.Store.User(ctx, v, domain.ByID(v.UserID))
	if err != nil {
		return Me{}, err
	}
	me := Me{ID: u.ID, Login: u.Login, Name: u.Name, NameEn: u.NameEn, Email: u.Email, Phone: u.Phone, Title: u.Title, Language: u.Language,
		Zone: u.Zone, Roles: u.Roles, Unit: u.Unit, Customer: u.Customer, Groups: u.Groups, SeesCustomer: u.SeesCustomer,
		Impersonated: v.ImpersonatorID != 0, NoticeChoice: notice.Preference(u.NoticeChoice),
		Permissions: Permissions{Portal: true, Desk: v.Desk(), Manager: managers.may(v), Admin: v.Has(access.Admin), Audit: auditors.may(v)}}
	if v.Desk() {
		me.TemporalUI, me.Namespace = s.TemporalUI, s.Namespace
	}
	return me, nil
}

func (s *Server) updateMe(ctx context.Context, in *struct {
	Body struct {
		Name     *string `json:"name,omitempty" maxLength:"400"`
		NameEn   *string `json:"name_en,omitempty" maxLength:"400"`
		Email    *string `json:"email,omitempty" maxLength:"400"`
		Phone    *string `json:"phone,omitempty" maxLength:"100"`
		Language *string `json:"language,omitempty" maxLength:"20" doc:"zh or en"`
		Zone     *string `json:"zone,omitempty" maxLength:"100" doc:"IANA name of a time zone"`

		NoticeChoice *notice.Preference `json:"notice_choice,omitempty" doc:"Replaces the choice of notices and the working hours"`
	}
}) (*body[Me], error) {
	v := viewerOf(ctx)
	_, err := s.Store.UpdateUser(ctx, v, domain.ByID(v.UserID), store.UserInput{Name: in.Body.Name, NameEn: in.Body.NameEn, Email: in.Body.Email,
		Phone: in.Body.Phone, Language: in.Body.Language, Zone: in.Body.Zone, NoticeChoice: in.Body.NoticeChoice})
	if err != nil {
		return nil, err
	}
	return answer(s.me(ctx))
}
