package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"steward/domain"
)

// Ref names another thing; a person has a login, the others a code.
type Ref struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
	Code   string `json:"code"`
	Login  string `json:"login"`
}

// Word answers the login or code, "" for none.
func (r *Ref) Word() string {
	switch {
	case r == nil:
		return ""
	case r.Login != "":
		return r.Login
	}
	return r.Code
}

// Record is a record as its page shows it, as far as programs have asked for it.
type Record struct {
	Number         string     `json:"number"`
	UUID           string     `json:"uuid"`
	Title          string     `json:"title"`
	State          string     `json:"state"`
	HoldReason     string     `json:"hold_reason"`
	Stage          string     `json:"stage"`
	Priority       int        `json:"priority"`
	Impact         int        `json:"impact"`
	Urgency        int        `json:"urgency"`
	Category       *Ref       `json:"category"`
	Place          *Ref       `json:"place"`
	Requester      *Ref       `json:"requester"`
	Queue          *Ref       `json:"queue"`
	Group          *Ref       `json:"group"`
	Assignee       *Ref       `json:"assignee"`
	CreatedAt      time.Time  `json:"created_at"`
	UpdatedAt      time.Time  `json:"updated_at"`
	ClosedAt       *time.Time `json:"closed_at"`
	AcceptBy       *time.Time `json:"accept_by"`
	ReopenUntil    *time.Time `json:"reopen_until"`
	ResolutionCode string     `json:"resolution_code"`
	Reassignments  int        `json:"reassignments"`
	Reopens        int        `json:"reopens"`
	Revision       int        `json:"revision"`
	Acts           []struct {
		Verb string `json:"verb"`
	} `json:"acts"`
}

// External names a record in the system that it comes from.
type External struct {
	Source string `json:"source"`
	Ref    string `json:"ref"`
}

// NewIncident is the creation of an incident. Fields left empty are not sent.
type NewIncident struct {
	Kind           string     `json:"kind"`
	Subject        string     `json:"subject"`
	Description    string     `json:"description,omitempty"`
	Urgency        int        `json:"urgency"`
	Impact         int        `json:"impact"`
	Category       domain.Key `json:"category,omitzero"`
	Service        domain.Key `json:"service,omitzero"`
	Place          domain.Key `json:"place,omitzero"`
	Requester      domain.Key `json:"requester,omitzero"`
	Queue          domain.Key `json:"queue,omitzero"`
	Group          domain.Key `json:"group,omitzero"`
	Assignee       domain.Key `json:"assignee,omitzero"`
	Channel        string     `json:"channel,omitempty"`
	State          string     `json:"state,omitempty"`
	HoldReason     string     `json:"hold_reason,omitempty"`
	ResolutionCode string     `json:"resolution_code,omitempty"`
	ResolutionText string     `json:"resolution_text,omitempty"`
	External       *External  `json:"external_ref,omitempty"`
}

// Act is one act on a record. Fields left empty are not sent; a key that is given and empty empties the field.
type Act struct {
	Verb           string     `json:"verb"`
	Comment        string     `json:"comment,omitempty"`
	Group          domain.Key `json:"group,omitzero"`
	Assignee       domain.Key `json:"assignee,omitzero"`
	HoldReason     string     `json:"hold_reason,omitempty"`
	ResolutionCode string     `json:"resolution_code,omitempty"`
	ResolutionText string     `json:"resolution_text,omitempty"`
	Impact         int        `json:"impact,omitempty"`
	Urgency        int        `json:"urgency,omitempty"`
	Category       domain.Key `json:"category,omitzero"`
	Service        domain.Key `json:"service,omitzero"`
	Queue          domain.Key `json:"queue,omitzero"`
	Minutes        int        `json:"minutes,omitempty"`
	OnBehalf       string     `json:"on_behalf,omitempty"`
}

// CreateIncident creates an incident, once for the key.
func (c *Client) CreateIncident(ctx context.Context, key string, in NewIncident) (Record, error) {
	var r Record
	return r, c.do(ctx, request{method: http.MethodPost, path: "/incidents", key: key, body: in, out: &r})
}

// Act does one act, once for the key, and answers the record as it is then.
func (c *Client) Act(ctx context.Context, number, key string, a Act) (Record, error) {
	var r Record
	return r, c.do(ctx, request{method: http.MethodPost, path: "/records/" + url.PathEscape(number) + "/acts", key: key, body: a, out: &r})
}

// Record answers the record with this number.
func (c *Client) Record(ctx context.Context, number string) (Record, error) {
	var r Record
	return r, c.do(ctx, request{method: http.MethodGet, path: "/records/" + url.PathEscape(number), out: &r})
}

// Patch changes fields that move no process, if the record still has this revision; else the server answers 412.
func (c *Client) Patch(ctx context.Context, number string, revision int, fields map[string]any) (Record, error) {
	var r Record
	return r, c.do(ctx, request{method: http.MethodPatch, path: "/records/" + url.PathEscape(number),
		ifMatch: strconv.Quote(strconv.Itoa(revision)), body: fields, out: &r})
}

// Entry is one line of a record's timeline.
type Entry struct {
	ID           int64     `json:"id"`
	At           time.Time `json:"at"`
	Actor        *Ref      `json:"actor"`
	Impersonator *Ref      `json:"impersonator"`
	Verb         string    `json:"verb"`
}

// Timeline answers what happened to a record, newest first, all of it.
func (c *Client) Timeline(ctx context.Context, number string) ([]Entry, error) {
	var all []Entry
	for query := (url.Values{}); ; {
		var page struct {
			Items []Entry `json:"items"`
			Next  string  `json:"next"`
		}
		err := c.Get(ctx, "/records/"+url.PathEscape(number)+"/timeline", query, &page)
		if all = append(all, page.Items...); err != nil || page.Next == "" {
			return all, err
		}
		query.Set("cursor", page.Next)
	}
}

// Me is who the token belongs to.
type Me struct {
	ID    int64    `json:"id"`
	Login string   `json:"login"`
	Name  string   `json:"name"`
	Roles []string `json:"roles"`
}

// Me answers whom the client acts as.
func (c *Client) Me(ctx context.Context) (Me, error) {
	var m Me
	return m, c.do(ctx, request{method: http.MethodGet, path: "/me", out: &m})
}

// Get reads any path below /api/v1 into out.
func (c *Client) Get(ctx context.Context, path string, query url.Values, out any) error {
	return c.do(ctx, request{method: http.MethodGet, path: path, query: query, out: out})
}

// Send posts (or puts, patches) a body to any path below /api/v1 and reads the answer into out, unless that is nil.
func (c *Client) Send(ctx context.Context, method, path, key string, body, out any) error {
	return c.do(ctx, request{method: method, path: path, key: key, body: body, out: out})
}
