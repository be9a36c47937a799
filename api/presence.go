package api

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"steward/domain/access"
	"steward/store"
)

// presenceLife is how long one word of a page counts; a page that stays says it again well before.
const presenceLife = 35 * time.Second

func (s *Server) registerPresence() {
	register(s, op(http.MethodPut, "/records/{number}/presence", "be-present", "Say that you are looking at a record, or answering it, and read who else is"), onRecord, s.present)
}

type presenceInput struct {
	RecordInput
	Body struct {
		Seat  string `json:"seat" minLength:"1" maxLength:"40" doc:"The open page, by a name of its own choice: somebody may have several"`
		Doing string `json:"doing" enum:"viewing,replying,noting,left" doc:"It counts for 35 s: say it again, at most every 15 s"`
	}
}

// Someone is who else is at a record, and what they do there.
type Someone struct {
	Person    store.Ref `json:"person"`
	Doing     string    `json:"doing" enum:"viewing,replying,noting"`
	ExpiresIn int       `json:"expires_in" doc:"In seconds, unless it is said again"`
}

func (s *Server) present(ctx context.Context, in *presenceInput) (*body[list[Someone]], error) {
	doing := in.Body.Doing
	if doing == "left" {
		doing = ""
	}
	noteRecord(ctx, in.Number)
	v := viewerOf(ctx)
	id, err := s.Store.Present(ctx, v, in.Number, in.Body.Seat, doing)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	here := s.hub.presences.at(id, now)
	names, err := s.Store.PeopleByID(ctx, slices.Collect(maps.Keys(here)))
	return answer(list[Someone]{Items: othersAt(v, here, names, now)}, err)
}

// presences is who is at which record, as this process has heard. Every word ends by itself.
type presences struct {
	mu      sync.Mutex
	records map[int64]map[place]word
	swept   time.Time
}

// place is one open page of one person.
type place struct {
	user int64
	seat string
}

// word is what a page said last, and until when it counts.
type word struct {
	doing string
	until time.Time
}

func newPresences() *presences { return &presences{records: map[int64]map[place]word{}} }

// hear takes in what a page said.
func (p *presences) hear(said []store.Presence, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, x := range said {
		at := place{x.UserID, x.Seat}
		if x.Doing == "" {
			delete(p.records[x.RecordID], at)
			continue
		}
		if p.records[x.RecordID] == nil {
			p.records[x.RecordID] = map[place]word{}
		}
		p.records[x.RecordID][at] = word{x.Doing, now.Add(presenceLife)}
	}
	if now.Sub(p.swept) > presenceLife {
		p.sweep(now)
	}
}

// sweep forgets what has ended everywhere, so that records that nobody looks at any more take no room.
func (p *presences) sweep(now time.Time) {
	p.swept = now
	for id, words := range p.records {
		maps.DeleteFunc(words, func(_ place, w word) bool { return !w.until.After(now) })
		if len(words) == 0 {
			delete(p.records, id)
		}
	}
}

// at answers who is at the record: of a person with several pages what tells most.
func (p *presences) at(record int64, now time.Time) map[int64]word {
	p.mu.Lock()
	defer p.mu.Unlock()
	here := map[int64]word{}
	for at, w := range p.records[record] {
		if was, seen := here[at.user]; w.until.After(now) && (!seen || weight(w.doing) > weight(was.doing)) {
			here[at.user] = w
		}
	}
	return here
}

// weight orders what people do by how much the others should know of it.
func weight(doing string) int {
	return slices.Index([]string{store.Viewing, store.Noting, store.Replying}, doing)
}

// othersAt answers who else is at a record, as far as the viewer is told: the desk everything, others only who answers them.
func othersAt(v access.Viewer, here map[int64]word, names map[int64]store.Ref, now time.Time) []Someone {
	others := []Someone{}
	for id, w := range here {
		name, known := names[id]
		if id == v.UserID || !known || !v.Desk() && w.doing != store.Replying {
			continue
		}
		others = append(others, Someone{Person: name, Doing: w.doing, ExpiresIn: max(1, int(w.until.Sub(now).Seconds()))})
	}
	slices.SortFunc(others, func(a, b Someone) int {
		return cmp.Or(weight(b.Doing)-weight(a.Doing), cmp.Compare(a.Person.ID, b.Person.ID))
	})
	return others
}

// deliverHere takes in what pages said and tells it to those whose own pages are at the same records, as far as they may still see them.
func (h *hub) deliverHere(ctx context.Context, said []store.Presence, subs []*subscription, users []int64) error {
	now := time.Now()
	h.presences.hear(said, now)
	here, people := map[int64]map[int64]word{}, map[int64]struct{}{}
	for _, x := range said {
		at := h.presences.at(x.RecordID, now)
		if slices.ContainsFunc(users, func(id int64) bool { _, is := at[id]; return is }) {
			here[x.RecordID] = at
			for id := range at {
				people[id] = struct{}{}
			}
		}
	}
	if len(here) == 0 {
		return nil
	}
	facts, err := h.store.FactsOf(ctx, slices.Collect(maps.Keys(here)), users)
	if err != nil {
		return err
	}
	names, err := h.store.PeopleByID(ctx, slices.Collect(maps.Keys(people)))
	if err != nil {
		return err
	}
	for _, sub := range subs {
		sub.tellHere(facts, here, names, now)
	}
	return nil
}

// tellHere puts who else is at the viewer's records into what waits to be sent.
func (sub *subscription) tellHere(facts []store.WatchedFacts, here map[int64]map[int64]word, names map[int64]store.Ref, now time.Time) {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	for _, f := range facts {
		f.Watches = slices.Contains(f.Watchers, sub.viewer.UserID)
		if _, is := here[f.ID][sub.viewer.UserID]; !is || !access.May(sub.viewer, f.Facts) {
			continue
		}
		if sub.news.Here == nil {
			sub.news.Here = map[string][]Someone{}
		}
		sub.news.Here[f.Number] = othersAt(sub.viewer, here[f.ID], names, now)
		sub.rouse()
	}
}

// tellDrafts puts what another window of the same person did to drafts into what waits to be sent.
func (sub *subscription) tellDrafts(drafts []store.DraftChange) {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	for _, d := range drafts {
		if d.UserID != sub.viewer.UserID {
			continue
		}
		if sub.news.Drafts == nil {
			sub.news.Drafts = map[string]int{}
		}
		sub.news.Drafts[d.Draft] = d.Revision
		sub.rouse()
	}
}
