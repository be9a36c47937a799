package seed

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"steward/domain"
	"steward/domain/incident"
	"steward/store"
)

// fate is how far a telling goes.
type fate int

const (
	untouched fate = iota // new, perhaps with a group
	working
	waiting // on hold
	solved  // waits for the requester's acceptance
	over
	given   // up: cancelled
	revived // reopened after its close, and closed again
)

// calling is one incident of the demo data before it is told: when it began, and what becomes of it.
type calling struct {
	nth   int // among all that are told; by it a second load knows it again
	story story
	began time.Time
	fate  fate
}

// teller writes one history, act by act, at times that move forward; what would lie after now is not told.
type teller struct {
	*rand.Rand
	directory
	story    story
	asker    human
	language string // in which both sides write
	words    words
	desk     string // who assigns
	helper   string // who handles
	at, now  time.Time
	ended    bool // the telling has reached now
	owed     bool // the desk owes the requester an answer
	history  store.History
}

// tell answers the history of a calling; r decides who and what differs from other tellings of the same story.
func (d directory) tell(r *rand.Rand, c calling, now time.Time) store.History {
	t := teller{Rand: r, directory: d, story: c.story, at: c.began, now: now, owed: true}
	t.asker = t.someone()
	t.language = t.asker.speaks()
	t.words = fill(r, t.asker)
	t.desk = pick(r, []string{"agent", "wu.fan", "liu.yang"})
	if c.story.by == clients {
		t.desk = pick(r, []string{"cao.lili", "agent", "liu.yang"})
	}
	t.helper = pick(r, d.members(c.story.group))
	t.words["helper"] = called(t.helper)
	t.begin()
	t.live(c.fate)
	return t.history
}

// someone is who has such a case: contacts of customers, people of the workshops, or anybody of the company.
func (t *teller) someone() human {
	able := slices.DeleteFunc(slices.Clone(humans), func(h human) bool {
		floor := slices.Contains([]string{"machining", "assembly", "stamping", "warehouse", "quality", "suzhou-plant", "chengdu-plant"}, h.unit)
		return !strings.HasPrefix(h.roles, "customer") || (h.customer != "") != (t.story.by == clients) || t.story.by == workshop && !floor
	})
	return pick(t.Rand, able)
}

func (t *teller) begin() {
	s, title, text := t.story, t.words.in(t.language, t.story.title), t.words.in(t.language, t.story.text)
	place, serial := t.words.about(s.title)
	t.history = store.History{
		Title: title, Description: text, Channel: pick(t.Rand, []string{"portal", "portal", "portal", "mail", "phone"}),
		SerialNumber: serial, PlaceID: t.places[place], BeganAt: t.at, BeganBy: t.people[t.asker.login],
		Begin: incident.State{
			Kind: s.kind, Impact: s.impact, Urgency: s.urgency, RequesterID: t.people[t.asker.login],
			CategoryID: t.categories[s.category], ServiceID: t.services[s.service],
		},
	}
	if t.history.Channel == "phone" {
		t.history.BeganBy = t.people[t.desk]
	}
	if urgency := t.IntN(8); urgency == 0 && s.urgency < 3 {
		t.history.Begin.Urgency++
	}
}

// live tells what follows the beginning, as far as the fate goes.
func (t *teller) live(f fate) {
	if f == untouched {
		if t.IntN(2) == 0 {
			t.assign()
		}
		return
	}
	if f == given {
		t.after(20, 300)
		why := regrets
		if t.story.kind != "incident" {
			why = changesOfMind
		}
		t.do(t.asker.login, incident.Act{Verb: incident.Cancel, Comment: t.one(why)})
		return
	}
	t.assign()
	t.after(5, 90)
	t.do(t.helper, incident.Act{Verb: incident.Take})
	t.after(1, 20)
	t.do(t.helper, incident.Act{Verb: incident.Start})
	if !t.handle(f) {
		return
	}
	t.resolve(t.words.in(t.language, t.story.fix))
	if f == solved {
		return
	}
	t.settle()
	if f == revived && t.story.kind == "incident" {
		t.again(incident.Reopen, 1440)
		t.settle()
	}
}

// assign gives it to the group that handles it, sometimes by way of one that cannot.
func (t *teller) assign() {
	t.after(3, 45)
	if wrong := "service-desk"; t.IntN(6) == 0 && t.story.group != wrong {
		t.do(t.desk, incident.Act{Verb: incident.Assign, GroupID: t.group(wrong)})
		t.after(15, 120)
		t.do(t.desk, incident.Act{Verb: incident.Assign, GroupID: t.group(t.story.group), Comment: t.one(handovers)})
		return
	}
	if t.IntN(7) == 0 && t.story.urgency > 1 {
		t.do(t.desk, incident.Act{Verb: incident.Classify, Urgency: t.history.Begin.Urgency%3 + 1})
		t.after(1, 5)
	}
	t.do(t.desk, incident.Act{Verb: incident.Assign, GroupID: t.group(t.story.group)})
}

func (t *teller) group(code string) *int64 {
	id := t.groups[code]
	return &id
}

// handle tells the conversation; it answers false where the fate ends it: on hold, or while somebody works on it.
func (t *teller) handle(f fate) bool {
	steps := t.story.steps
	if f == waiting {
		steps = steps[:lastHold(steps)+1]
	} else if f == working {
		steps = steps[:workingSteps(steps, t.IntN(len(steps)+1))]
	}
	for _, s := range steps {
		t.step(s)
	}
	if t.owed && (f == working || f == waiting) && t.IntN(6) > 0 {
		t.after(10, 60)
		t.do(t.helper, incident.Act{Verb: incident.Reply, Comment: t.one(assurances)})
	}
	if f == working && (t.story.urgency == 1 || t.IntN(6) == 0) {
		t.escalate()
	}
	return f != waiting && f != working
}

// lastHold answers the position of the last step that puts it on hold, -1 if there is none.
func lastHold(steps []step) int {
	last := -1
	for i, s := range steps {
		if s.verb == incident.Hold {
			last = i
		}
	}
	return last
}

// workingSteps answers at most n, such that after so many steps it is not on hold.
func workingSteps(steps []step, n int) int {
	free, held := 0, ""
	for i, s := range steps[:n] {
		switch {
		case s.verb == incident.Hold:
			held = s.reason
		case s.verb == incident.Resume, s.asker && held == "customer":
			held = ""
		}
		if held == "" {
			free = i + 1
		}
	}
	return free
}

func (t *teller) step(s step) {
	who := t.helper
	switch {
	case s.asker:
		who = t.asker.login
		t.after(10, 240)
	case s.verb == incident.Resume:
		t.after(180, 1200)
	case s.verb == incident.LogWork:
		t.after(s.minutes, s.minutes+40)
	default:
		t.after(4, 60)
	}
	if s.verb == incident.Reply {
		t.owed = s.asker
	}
	act := incident.Act{Verb: s.verb, Comment: t.words.in(t.language, s.text), HoldReason: s.reason, Minutes: s.minutes}
	t.add(who, store.PastFact{Past: incident.Past{Act: act}, Internal: s.internal})
}

func (t *teller) resolve(text string) {
	t.after(5, 60)
	t.do(t.helper, incident.Act{Verb: incident.Resolve, ResolutionCode: t.story.code, ResolutionText: text})
}

// settle ends it: mostly by the requester's acceptance, sometimes after one rejection, else by itself when nobody answered.
func (t *teller) settle() {
	switch n := t.IntN(12); {
	case n == 0 && t.story.kind == "incident":
		t.again(incident.Reject, 300)
		fallthrough
	case n < 8:
		t.after(20, 900)
		t.do(t.asker.login, incident.Act{Verb: incident.Accept, Comment: t.one(thanks)})
	case n == 8:
		t.after(30, 600)
		act := incident.Act{Verb: incident.Accept, Comment: t.one(byPhone)}
		t.add(t.desk, store.PastFact{Past: incident.Past{Act: act}, OnBehalf: t.asker.login})
	default:
		t.at = t.rules.Calendar.AddDays(t.at, t.rules.AcceptDays)
		t.do("", incident.Act{Verb: incident.Close})
	}
}

// again brings it back to work by a rejection or a reopening, and to a second resolution.
func (t *teller) again(verb incident.Verb, most int) {
	t.after(60, most)
	t.do(t.asker.login, incident.Act{Verb: verb, Comment: t.one(relapses)})
	t.after(10, 120)
	t.do(t.helper, incident.Act{Verb: incident.Reply, Comment: t.one(apologies)})
	t.after(15, 90)
	act := incident.Act{Verb: incident.LogWork, Minutes: 15 + 5*t.IntN(12), Comment: t.one(secondLooks)}
	t.add(t.helper, store.PastFact{Past: incident.Past{Act: act}, Internal: true})
	t.resolve(t.one(secondFixes))
}

func (t *teller) escalate() {
	t.after(60, 400)
	t.do(t.asker.login, incident.Act{Verb: incident.Escalate, Comment: t.one(urgings)})
	if t.IntN(2) == 0 {
		t.after(20, 180)
		t.do("manager", incident.Act{Verb: incident.AnswerEscalation, Comment: t.one(promises)})
	}
}

// one picks one of several phrases, in the language of the conversation.
func (t *teller) one(phrases []domain.Text) string {
	return t.words.in(t.language, pick(t.Rand, phrases))
}

// after lets working time pass, a random number of minutes; the most urgent cases are worked on day and night and quicker.
func (t *teller) after(least, most int) {
	d := time.Duration(least*60+t.IntN((most-least)*60+1)) * time.Second
	if t.story.impact == 1 && t.story.urgency == 1 {
		t.at = t.at.Add(d / 3)
		return
	}
	t.at = t.rules.Calendar.Add(t.at, d)
}

// do appends an act at the present of the telling.
func (t *teller) do(login string, a incident.Act) {
	t.add(login, store.PastFact{Past: incident.Past{Act: a}})
}

// add appends an act. What lies after now never happened, and nothing after it.
func (t *teller) add(login string, f store.PastFact) {
	t.ended = t.ended || !t.at.Before(t.now)
	if !t.ended {
		f.At, f.Act.ActorID = t.at, t.people[login]
		t.history.Facts = append(t.history.Facts, f)
	}
}
