package api

import (
	"context"
	"net/http"
	"strings"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/form"
	"steward/domain/incident"
	"steward/domain/ledger"
	"steward/store"
)

func (s *Server) registerIncidents() {
	register(s, created(op(http.MethodPost, "/incidents", "create-incident", "Raise an incident, question, consultation or complaint")), signedIn, s.createIncident)
	register(s, op(http.MethodGet, "/incidents", "list-incidents", "List the incidents that you may see"), signedIn, s.listIncidents)
}

// External names a record in the system that it came from.
type External struct {
	Source string `json:"source" minLength:"1" maxLength:"60"`
	Ref    string `json:"ref" minLength:"1" maxLength:"200"`
}

// NewIncident is the body of a creation. What is marked "desk" may be named by the desk only.
type NewIncident struct {
	Kind           string     `json:"kind" enum:"question,consultation,complaint,incident"`
	Subject        string     `json:"subject" minLength:"1" maxLength:"300"`
	Description    string     `json:"description,omitempty" maxLength:"50000" doc:"Markdown"`
	Urgency        int        `json:"urgency" minimum:"1" maximum:"3" doc:"1 (high) to 3 (low)"`
	Impact         int        `json:"impact" minimum:"1" maximum:"3" doc:"1 (high) to 3 (low): the severity"`
	Category       domain.Key `json:"category,omitzero" required:"false"`
	Service        domain.Key `json:"service,omitzero" required:"false"`
	SerialNumber   string     `json:"serial_number,omitempty" maxLength:"100"`
	Place          domain.Key `json:"place,omitzero" required:"false"`
	Requester      domain.Key `json:"requester,omitzero" required:"false" doc:"desk: for whom it is recorded"`
	Queue          domain.Key `json:"queue,omitzero" required:"false" doc:"desk"`
	Group          domain.Key `json:"group,omitzero" required:"false" doc:"desk"`
	Assignee       domain.Key `json:"assignee,omitzero" required:"false" doc:"desk"`
	Channel        string     `json:"channel,omitempty" enum:"portal,phone,mail,api,desk" doc:"desk: how it came in"`
	State          string     `json:"state,omitempty" enum:"new,active,on_hold,resolved" doc:"desk: how far it is already"`
	HoldReason     string     `json:"hold_reason,omitempty" enum:"customer,vendor,problem,change,evidence" doc:"desk: needed with on_hold"`
	ResolutionCode string     `json:"resolution_code,omitempty" maxLength:"40" doc:"desk: needed with resolved"`
	ResolutionText string     `json:"resolution_text,omitempty" maxLength:"50000" doc:"desk: needed with resolved"`
	Draft          string     `json:"draft,omitempty" format:"uuid" doc:"your draft that it was written in: its files come with it, and it is gone"`
	External       *External  `json:"external_ref,omitempty" doc:"desk: unique per source"`
	Form           form.Given `json:"form,omitempty" doc:"what the service asks for, by field; see its form at /forms/{id}/blank"`
}

type createIncidentInput struct {
	Idempotent
	Body NewIncident
}

func (s *Server) createIncident(ctx context.Context, in *createIncidentInput) (*recordAnswer, error) {
	v, b := viewerOf(ctx), in.Body
	if v.OnlyReads() {
		return nil, domain.Refuse(domain.Forbidden, "An auditor reads everything and changes nothing; ask for another role to raise tickets.", "审计员只读不写；如需提单，请申请其他角色。")
	}
	if err := b.deskOnly(v); err != nil {
		return nil, err
	}
	words, err := subject(&b.Subject)
	if err != nil {
		return nil, err
	}
	b.Subject = *words
	n := store.NewIncident{
		Viewer: v, Key: in.Key, Draft: b.Draft, BodyHash: ledger.Digest(b), Body: map[string]any{"kind": b.Kind}, Title: b.Subject, Description: b.Description, Channel: b.Channel,
		SerialNumber: strings.TrimSpace(b.SerialNumber), Requester: b.Requester, Place: b.Place, Form: b.Form,
		Keys: store.IncidentKeys{Group: b.Group, Assignee: b.Assignee, Queue: b.Queue, Category: b.Category, Service: b.Service},
		State: incident.State{Kind: b.Kind, Impact: b.Impact, Urgency: b.Urgency, Status: incident.Status(b.State), HoldReason: b.HoldReason,
			ResolutionCode: b.ResolutionCode, ResolutionText: b.ResolutionText},
	}
	if b.External != nil {
		n.ExternalSource, n.ExternalRef = b.External.Source, b.External.Ref
	}
	if n.Channel == "" {
		n.Channel = "portal"
		if v.Desk() {
			n.Channel = "desk"
		}
	}
	number, err := s.Store.CreateIncident(ctx, n)
	if err != nil {
		return nil, err
	}
	return s.answerDone(ctx, number)
}

// deskOnly refuses, of somebody outside the desk, what only the desk may name.
func (b NewIncident) deskOnly(v access.Viewer) error {
	if v.Has(access.Agent, access.Technician, access.Manager, access.Admin) {
		return nil
	}
	for _, f := range []struct {
		name  string
		given bool
	}{{"requester", !b.Requester.Empty()}, {"queue", !b.Queue.Empty()}, {"group", !b.Group.Empty()}, {"assignee", !b.Assignee.Empty()},
		{"channel", b.Channel != "" && b.Channel != "portal" && b.Channel != "api"}, {"state", b.State != "" && b.State != "new"}, {"hold_reason", b.HoldReason != ""},
		{"resolution_code", b.ResolutionCode != ""}, {"resolution_text", b.ResolutionText != ""}, {"external_ref", b.External != nil}} {
		if f.given {
			return &domain.Error{Code: domain.Forbidden, Field: f.name, Text: domain.Text{
				En: "Only the service desk may say this; leave it out.", Zh: "只有服务台可以填写此项，请去掉。"}}
		}
	}
	return nil
}

// IncidentFilter is embedded: what narrows a list of incidents, in an address or a body.
type IncidentFilter struct {
	State     []string `query:"state,explode" json:"state,omitempty" doc:"new, active, on_hold, resolved, closed, cancelled; several with commas or repeated"`
	Priority  []int    `query:"priority,explode" json:"priority,omitempty" minimum:"1" maximum:"5"`
	Assignee  string   `query:"assignee" json:"assignee,omitempty" maxLength:"200" doc:"an id, a login, me, or none"`
	Group     string   `query:"group" json:"group,omitempty" maxLength:"200" doc:"an id, a code, or none"`
	Queue     string   `query:"queue" json:"queue,omitempty" maxLength:"200" doc:"an id, a code, or none"`
	Requester string   `query:"requester" json:"requester,omitempty" maxLength:"200" doc:"an id, a login or me"`
	Customer  string   `query:"customer" json:"customer,omitempty" maxLength:"200" doc:"an id, a code, or none"`
	Open      string   `query:"open" json:"open,omitempty" enum:"true,false" doc:"true: neither closed nor cancelled"`
	Mine      bool     `query:"mine" json:"mine,omitempty" doc:"assigned to you"`
	Q         string   `query:"q" json:"q,omitempty" maxLength:"200" doc:"found in number, title, description, serial number"`
	Sort      string   `query:"sort" json:"sort,omitempty" enum:"-number,number,priority,due,-updated"`
}

func (f IncidentFilter) query(v access.Viewer) store.IncidentQuery {
	q := store.IncidentQuery{Priorities: f.Priority, Mine: f.Mine, Q: f.Q, Sort: f.Sort, Open: yesNo(f.Open),
		Assignee: filterKey(f.Assignee, v), Group: filterKey(f.Group, v), Queue: filterKey(f.Queue, v),
		Requester: filterKey(f.Requester, v), Customer: filterKey(f.Customer, v)}
	for _, st := range f.State {
		q.States = append(q.States, strings.Split(st, ",")...)
	}
	return q
}

// yesNo reads a filter that is true, false or not asked for.
func yesNo(text string) *bool {
	if text == "" {
		return nil
	}
	yes := text == "true"
	return &yes
}

type listIncidentsInput struct {
	Paged
	IncidentFilter
	Count bool `query:"count" doc:"count too, up to 10,000"`
}

// incidentList is a page of incidents, with their count if it was asked for.
type incidentList struct {
	Items []store.IncidentRow `json:"items" nullable:"false"`
	Next  string              `json:"next" doc:"The cursor of the next page, empty at the end"`
	Count *cappedCount        `json:"count,omitempty"`
}

type cappedCount struct {
	Value  int  `json:"value"`
	Capped bool `json:"capped" doc:"there are more than this"`
}

func (s *Server) listIncidents(ctx context.Context, in *listIncidentsInput) (*body[incidentList], error) {
	v := viewerOf(ctx)
	q := in.query(v)
	q.Limit, q.Cursor = in.Limit, in.Cursor
	page, err := s.Store.Incidents(ctx, v, q)
	if err != nil {
		return nil, err
	}
	out := incidentList{Items: page.Items, Next: page.Next}
	if in.Count {
		n, err := s.Store.CountIncidents(ctx, v, q)
		if err != nil {
			return nil, err
		}
		out.Count = &cappedCount{n, n == store.CountLimit}
	}
	return &body[incidentList]{out}, nil
}
