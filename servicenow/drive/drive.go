// Package drive plays a ServiceNow log through the public API of a running server, and compares after every row how the
// record stands there with what the log says.
package drive

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"steward/client"
	"steward/domain"
	"steward/servicenow"
)

// queue is where the log's incidents wait: open to the whole desk, since any updater may act on any incident.
const queue = "servicenow"

// service is that of the log's incidents: they follow its plan.
const service = "servicenow"

// Options say how a log is played.
type Options struct {
	Workers int       // incidents at the same time; at least 1
	Run     string    // names this run in its idempotency keys and external references
	Resume  bool      // the run was begun before: rows that were played then are not played or compared again
	Played  func(int) // called with the number of rows that are done with; may be nil
}

// NewRun answers a name for a run that no other run has.
func NewRun(now time.Time) string {
	return now.UTC().Format("20060102-150405-") + strings.ToLower(rand.Text()[:6])
}

// Play plays every incident, several at the same time but each one's rows in their order. It ends early when ctx does.
func Play(ctx context.Context, c *client.Client, log servicenow.Log, o Options) Report {
	d := &driver{client: c, options: o, report: Report{Run: o.Run, Incidents: len(log.Incidents), Rows: log.Rows, timings: timings{}}}
	if d.options.Played == nil {
		d.options.Played = func(int) {}
	}
	start := time.Now()
	work := make(chan servicenow.Incident)
	var wg sync.WaitGroup
	for range max(o.Workers, 1) {
		wg.Go(func() {
			for inc := range work {
				d.incident(ctx, inc)
			}
		})
	}
	for _, inc := range log.Incidents {
		if ctx.Err() != nil {
			break
		}
		work <- inc
	}
	close(work)
	wg.Wait()
	d.report.finish(time.Since(start))
	d.report.Interrupted = ctx.Err() != nil
	return d.report
}

type driver struct {
	client  *client.Client
	options Options

	mu     sync.Mutex
	report Report
}

// life is one incident on its way.
type life struct {
	*driver
	inc    servicenow.Incident
	number string
	done   int // acts that an earlier part of this run has done
	acts   int // acts so far
}

// incident plays one incident. What the server refuses ends it: its later rows would only repeat the difference.
func (d *driver) incident(ctx context.Context, inc servicenow.Incident) {
	l := &life{driver: d, inc: inc}
	equal := 0
	for i, row := range inc.Rows {
		ok, err := l.row(ctx, i)
		if err != nil {
			if ctx.Err() == nil {
				d.failed(Failure{row.Line, inc.Number, err.Error()}, len(inc.Rows)-i)
			}
			return
		}
		if ok {
			equal++
		}
	}
	if equal == len(inc.Rows) {
		d.mu.Lock()
		d.report.EqualIncidents++
		d.mu.Unlock()
	}
}

// row plays one row and compares how the record stands then; it answers whether all is equal.
func (l *life) row(ctx context.Context, i int) (bool, error) {
	if err := l.play(ctx, i); err != nil {
		return false, err
	}
	if l.acts < l.done { // later rows were played as well, so the record no longer stands as after this one
		l.passed()
		return true, nil
	}
	r, err := l.get(ctx)
	if err != nil {
		return false, err
	}
	return l.compared(l.inc.Rows[i], r), nil
}

// play does the acts of one row, but for those that an earlier part of this run has done.
func (l *life) play(ctx context.Context, i int) error {
	acts, bad := l.inc.Acts(i)
	if bad != nil {
		return bad
	}
	for k, a := range acts {
		l.acts++
		if l.acts > 1 && l.acts <= l.done {
			continue
		}
		start := time.Now()
		if err := l.act(ctx, a, fmt.Sprintf("%s/%d.%d", l.options.Run, l.inc.Rows[i].Line, k)); err != nil {
			return fmt.Errorf("%s by %s: %w", a.Verb, a.By.Code, err)
		}
		l.took(a.Verb, time.Since(start))
	}
	return nil
}

func (l *life) act(ctx context.Context, a servicenow.Act, key string) error {
	c := l.client.As(a.By.Code)
	switch a.Verb {
	case servicenow.Create:
		return l.create(ctx, c, a, key)
	case servicenow.Patch:
		return l.patch(ctx, c, a)
	}
	_, err := c.Act(ctx, l.number, key, client.Act{
		Verb: a.Verb, Comment: a.Comment, Group: a.Group, Assignee: a.Assignee, HoldReason: a.HoldReason, ResolutionCode: a.ResolutionCode,
		ResolutionText: a.ResolutionText, Impact: a.Impact, Urgency: a.Urgency, Category: a.Category, OnBehalf: a.OnBehalf,
	})
	return err
}

func (l *life) create(ctx context.Context, c *client.Client, a servicenow.Act, key string) error {
	r, err := c.CreateIncident(ctx, key, client.NewIncident{
		Kind: "incident", Subject: a.Title, Description: a.Comment, Channel: a.Channel, State: a.State, HoldReason: a.HoldReason, Impact: a.Impact,
		Urgency: a.Urgency, Requester: domain.ByCode(a.OnBehalf), Queue: domain.ByCode(queue), Service: domain.ByCode(service), Group: a.Group, Assignee: a.Assignee,
		Category: a.Category, Place: a.Place, ResolutionCode: a.ResolutionCode, ResolutionText: a.ResolutionText,
		External: &client.External{Source: servicenow.Source + "/" + l.options.Run, Ref: l.inc.Number},
	})
	if err != nil {
		return err
	}
	l.number = r.Number
	if !l.options.Resume {
		return nil
	}
	entries, err := l.client.Timeline(ctx, l.number)
	for _, e := range entries {
		if e.Actor != nil { // what the process did by itself is no act of the log
			l.done++
		}
	}
	return err
}

// patch changes the place; it has no idempotency key, but one look tells whether it was done.
func (l *life) patch(ctx context.Context, c *client.Client, a servicenow.Act) error {
	for {
		r, err := c.Record(ctx, l.number)
		if err != nil || r.Place.Word() == a.Place.Code {
			return err
		}
		_, err = c.Patch(ctx, l.number, r.Revision, map[string]any{"place": a.Place})
		if !client.Is(err, http.StatusPreconditionFailed) {
			return err
		}
	}
}

func (l *life) get(ctx context.Context) (client.Record, error) {
	start := time.Now()
	r, err := l.client.Record(ctx, l.number)
	l.took("(read)", time.Since(start))
	return r, err
}

// standing is how the server says the record stands.
func standing(r client.Record) servicenow.Standing {
	return servicenow.Standing{
		State: r.State, Hold: r.HoldReason, Reassignments: r.Reassignments, Reopens: r.Reopens, Priority: r.Priority, Impact: r.Impact,
		Urgency: r.Urgency, Group: r.Group.Word(), Person: r.Assignee.Word(), Category: r.Category.Word(), Place: r.Place.Word(),
	}
}
