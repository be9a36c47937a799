package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"steward/domain/access"
	"steward/store"
)

const (
	heartbeat   = 15 * time.Second       // a comment, so that proxies keep a silent stream
	rightsAge   = 4 * time.Second        // after which the viewer's rights are read again
	breath      = 100 * time.Millisecond // between two messages to one browser
	writeWithin = 10 * time.Second       // a browser that takes longer is cut off, and connects again
)

// Deliver tells the browsers what was committed; it is what a store.Follower calls.
func (s *Server) Deliver(ctx context.Context, b store.Batch) error { return s.hub.deliver(ctx, b) }

func (s *Server) registerEvents() {
	s.Metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "steward_event_streams", Help: "How many browsers are told what changes."}, s.hub.viewers))
	s.describeEvents()
	s.handle(http.MethodGet, Prefix+"/events", signedIn, s.events)
}

// changedEvent says which records look different now. Lists: rows of lists may too. All: more than is named; look at
// everything that is shown.
type changedEvent struct {
	Records []string `json:"records"`
	Lists   bool     `json:"lists"`
	All     bool     `json:"all,omitempty"`
}

type noticesEvent struct {
	Unread int `json:"unread"`
}

// presenceEvent says who else is at a record at which the viewer is.
type presenceEvent struct {
	Number string    `json:"number"`
	People []Someone `json:"people"`
}

// draftEvent says that another window of the viewer's saved a draft; revision 0: its files changed, or it is gone.
type draftEvent struct {
	ID       string `json:"id"`
	Revision int    `json:"revision"`
}

// events is a stream that tells a browser what changed while it is open. It does not repeat what was told before: whoever
// connects (again) first reads what is shown.
func (s *Server) events(c *gin.Context) {
	// The stream asks again and again who calls, on a request of its own: the first one's memory belongs to the log.
	again := c.Request
	sub := s.hub.subscribe(viewerOf(again.Context()))
	defer s.hub.leave(sub)
	header := c.Writer.Header()
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no")
	out := &eventWriter{w: c.Writer, control: http.NewResponseController(c.Writer)}
	unread, err := s.Store.Unread(again.Context(), sub.seenBy().UserID)
	if err != nil {
		s.fail(c, err)
		return
	}
	out.send("notices", noticesEvent{unread[sub.seenBy().UserID]})
	s.stream(again.Context(), out, sub, func() (access.Viewer, error) {
		who, err := s.whoCalls(again)
		return who.viewer, err
	})
}

// stream sends until the browser goes, the server stops, or the viewer's session, token or right to sign in ends.
func (s *Server) stream(ctx context.Context, out *eventWriter, sub *subscription, who func() (access.Viewer, error)) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	rights := time.NewTicker(rightsAge - rand.N(rightsAge/4)) // not everybody in the same instant
	defer rights.Stop()
	user := sub.seenBy().UserID
	for out.err == nil {
		select {
		case <-ctx.Done():
			return
		case <-s.Stopping():
			return
		case <-beat.C:
			out.comment()
		case <-rights.C:
			v, err := who()
			if err != nil || v.UserID != user {
				return
			}
			sub.see(v)
		case <-sub.wake:
			out.news(sub.take())
			select {
			case <-ctx.Done():
			case <-time.After(breath):
			}
		}
	}
}

// eventWriter writes server-sent events; after a failure it writes nothing more.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (e *eventWriter) news(n news) {
	if len(n.Records) > 0 || n.All {
		e.send("changed", changedEvent{Records: slices.AppendSeq([]string{}, maps.Keys(n.Records)), Lists: true, All: n.All})
	}
	if n.Unread != nil {
		e.send("notices", noticesEvent{*n.Unread})
	}
	for number, people := range n.Here {
		e.send("presence", presenceEvent{number, people})
	}
	for draft, revision := range n.Drafts {
		e.send("draft", draftEvent{draft, revision})
	}
}

func (e *eventWriter) send(event string, data any) {
	b, err := json.Marshal(data)
	if err != nil {
		e.err = err
		return
	}
	e.write(fmt.Sprintf("event: %s\ndata: %s\n\n", event, b))
}

func (e *eventWriter) comment() { e.write(": still here\n\n") }

func (e *eventWriter) write(text string) {
	if e.err != nil {
		return
	}
	if e.err = e.control.SetWriteDeadline(time.Now().Add(writeWithin)); e.err != nil {
		return
	}
	if _, e.err = e.w.Write([]byte(text)); e.err != nil {
		return
	}
	e.err = e.control.Flush()
}
