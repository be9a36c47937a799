// Package client is a small typed client of the product's API for programs: a token, impersonation, idempotency keys, and
// patience with a server that is busy or away.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const prefix = "/api/v1"

// Client calls one server with one token. It may be used by many goroutines at once.
type Client struct {
	Patience time.Duration // how long a busy or unreachable server is tried again; 0: not at all

	base, token, as string
	http            *http.Client
}

// New makes a client of the server at base, such as http://127.0.0.1:8080, with a personal token.
func New(base, token string) *Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, 512 // keep every worker's connection
	return &Client{
		Patience: time.Minute, base: strings.TrimRight(base, "/"), token: token,
		http: &http.Client{Transport: t, Timeout: time.Minute},
	}
}

// As answers a client that acts as the person with this login; the token needs the scope impersonate.
func (c *Client) As(login string) *Client {
	d := *c
	d.as = login
	return &d
}

// Problem is the server's refusal.
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Field  string `json:"field"`
	Errors []struct {
		Field  string `json:"field"`
		Detail string `json:"detail"`
	} `json:"errors"`
}

func (p *Problem) Error() string {
	if p.Detail == "" {
		return fmt.Sprintf("the server answered %d %s", p.Status, p.Title)
	}
	s := fmt.Sprintf("%s (%d %s", p.Detail, p.Status, p.Code)
	for _, e := range p.Errors {
		if e.Detail != p.Detail {
			s += "; " + e.Field + ": " + e.Detail
		}
	}
	return s + ")"
}

// Is tells whether err is a refusal of the server with this status.
func Is(err error, status int) bool {
	var p *Problem
	return errors.As(err, &p) && p.Status == status
}

// request is one call; body is nil or marshalled to JSON, the answer read into out unless that is nil.
type request struct {
	method, path string
	query        url.Values
	key          string // Idempotency-Key
	ifMatch      string
	body, out    any
}

// do sends the request, again and again with the same key while the server is busy or away and repeating does no harm.
func (c *Client) do(ctx context.Context, r request) error {
	var body []byte
	if r.body != nil {
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return err
		}
	}
	deadline := time.Now().Add(c.Patience)
	for pause := 25 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		wait, err := c.once(ctx, r, body)
		if err == nil || !r.again(err) || ctx.Err() != nil {
			return err
		}
		if wait == 0 {
			wait = pause/2 + rand.N(pause) //nolint:gosec // a spread of pauses needs no secrecy
		}
		if time.Now().Add(wait).After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// once sends the request one time; wait is the server's Retry-After, 0 if it named none.
func (c *Client) once(ctx context.Context, r request, body []byte) (wait time.Duration, err error) {
	address := c.base + prefix + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	q, err := http.NewRequestWithContext(ctx, r.method, address, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	c.headers(q, r, body)
	a, err := c.http.Do(q)
	if err != nil {
		return 0, err
	}
	defer func() { _ = a.Body.Close() }()
	raw, err := io.ReadAll(a.Body)
	if err != nil {
		return 0, err
	}
	if a.StatusCode >= 300 {
		seconds, _ := strconv.Atoi(a.Header.Get("Retry-After"))
		return time.Duration(seconds) * time.Second, problem(a, raw)
	}
	if r.out == nil || len(raw) == 0 {
		return 0, nil
	}
	if err := json.Unmarshal(raw, r.out); err != nil {
		return 0, fmt.Errorf("%s %s: cannot read the answer: %w", r.method, r.path, err)
	}
	return 0, nil
}

func (c *Client) headers(q *http.Request, r request, body []byte) {
	q.Header.Set("Accept", "application/json")
	q.Header.Set("Accept-Language", "en")
	if len(body) > 0 {
		q.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		q.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, value := range map[string]string{"Steward-As": c.as, "Idempotency-Key": r.key, "If-Match": r.ifMatch} {
		if value != "" {
			q.Header.Set(name, value)
		}
	}
}

func problem(a *http.Response, raw []byte) error {
	p := &Problem{}
	if json.Unmarshal(raw, p) != nil || p.Status == 0 {
		p.Status, p.Title = a.StatusCode, http.StatusText(a.StatusCode)
	}
	return p
}

// again tells whether sending the request once more can help and does no harm. A creation without a key is only sent
// again when the server surely did nothing.
func (r request) again(err error) bool {
	var p *Problem
	if errors.As(err, &p) {
		switch p.Status {
		case http.StatusTooManyRequests, http.StatusServiceUnavailable:
			return true
		case http.StatusBadGateway, http.StatusGatewayTimeout:
			return r.repeatable()
		}
		return false
	}
	if errors.Is(err, context.Canceled) {
		return false
	}
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return true
	}
	var u *url.Error
	cut := errors.As(err, &u) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
	return cut && r.repeatable()
}

func (r request) repeatable() bool { return r.method != http.MethodPost || r.key != "" }
