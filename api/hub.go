package api

import (
	"context"
	"slices"
	"sync"

	"steward/domain/access"
	"steward/store"
)

const (
	mostFacts   = 500 // records of one batch whose access is looked up; when there are more, everything counts as changed
	mostNumbers = 200 // numbers that wait for one browser, likewise
)

// hub tells browsers which records changed. It sends numbers only, and only of what the viewer may see.
type hub struct {
	store     *store.Store
	presences *presences

	mu   sync.Mutex
	subs map[*subscription]struct{}
}

func newHub(s *store.Store) *hub {
	return &hub{store: s, presences: newPresences(), subs: map[*subscription]struct{}{}}
}

func (h *hub) subscribe(v access.Viewer) *subscription {
	sub := &subscription{wake: make(chan struct{}, 1), viewer: v}
	h.mu.Lock()
	h.subs[sub] = struct{}{}
	h.mu.Unlock()
	return sub
}

func (h *hub) leave(sub *subscription) {
	h.mu.Lock()
	delete(h.subs, sub)
	h.mu.Unlock()
}

// viewers answers how many streams are open.
func (h *hub) viewers() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return float64(len(h.subs))
}

// deliver tells the viewers what a batch means to each of them. It never waits for a browser. Whether a viewer may see a record
// is judged on facts that are read once a batch.
func (h *hub) deliver(ctx context.Context, b store.Batch) error {
	subs, users := h.present()
	if len(b.Here) > 0 {
		if err := h.deliverHere(ctx, b.Here, subs, users); err != nil {
			return err
		}
	}
	if len(subs) == 0 {
		return nil
	}
	if len(b.Records) > mostFacts {
		b.All = true
	}
	var facts []store.WatchedFacts
	var err error
	if !b.All && len(b.Records) > 0 {
		if facts, err = h.store.FactsOf(ctx, b.Records, users); err != nil {
			return err
		}
	}
	noticed := users
	if !b.All {
		noticed = slices.DeleteFunc(slices.Clone(users), func(id int64) bool { return !slices.Contains(b.Users, id) })
	}
	var unread map[int64]int
	if len(noticed) > 0 {
		if unread, err = h.store.Unread(ctx, noticed...); err != nil {
			return err
		}
	}
	for _, sub := range subs {
		sub.tellDrafts(b.Drafts)
		sub.tell(b.All, facts, func(id int64) (int, bool) { return unread[id], slices.Contains(noticed, id) })
	}
	return nil
}

// present answers the streams that are open and the users who look at them, each once.
func (h *hub) present() ([]*subscription, []int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	subs := make([]*subscription, 0, len(h.subs))
	users := make([]int64, 0, len(h.subs))
	for sub := range h.subs {
		subs = append(subs, sub)
		users = append(users, sub.seenBy().UserID)
	}
	slices.Sort(users)
	return subs, slices.Compact(users)
}

// news is what one browser has not been told yet.
type news struct {
	Records map[string]struct{}
	All     bool
	Unread  *int
	Here    map[string][]Someone // by the record's number
	Drafts  map[string]int       // the revision by the draft's id
}

func (n news) empty() bool {
	return len(n.Records) == 0 && !n.All && n.Unread == nil && len(n.Here) == 0 && len(n.Drafts) == 0
}

// subscription is one open stream: who looks, and what waits to be sent. However slow the browser, it waits as one message.
type subscription struct {
	wake chan struct{}

	mu     sync.Mutex
	viewer access.Viewer
	news   news
}

func (sub *subscription) seenBy() access.Viewer {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	return sub.viewer
}

func (sub *subscription) see(v access.Viewer) {
	sub.mu.Lock()
	sub.viewer = v
	sub.mu.Unlock()
}

func (sub *subscription) tell(all bool, facts []store.WatchedFacts, unread func(user int64) (int, bool)) {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	sub.news.All = sub.news.All || all
	for _, f := range facts {
		f.Watches = slices.Contains(f.Watchers, sub.viewer.UserID)
		if access.May(sub.viewer, f.Facts) {
			sub.news.add(f.Number)
		}
	}
	if n, ok := unread(sub.viewer.UserID); ok {
		sub.news.Unread = &n
	}
	if !sub.news.empty() {
		sub.rouse()
	}
}

// rouse lets the stream look at what waits to be sent.
func (sub *subscription) rouse() {
	select {
	case sub.wake <- struct{}{}:
	default: // it will look anyway
	}
}

func (n *news) add(number string) {
	if n.Records == nil {
		n.Records = map[string]struct{}{}
	}
	n.Records[number] = struct{}{}
	if len(n.Records) > mostNumbers {
		n.All = true
	}
}

// take answers what waits to be sent and begins anew.
func (sub *subscription) take() news {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	n := sub.news
	sub.news = news{}
	if n.All {
		n.Records = nil // the browser looks at everything anyway
	}
	return n
}
