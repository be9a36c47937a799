package incident

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/calendar"
)

// The page that people read is the table that tests hold the code to.
const pagePath = "../../docs/processes/incident.md"

// pageTable answers the rows under the page's first table whose header begins with these columns, by column name.
func pageTable(t *testing.T, columns ...string) []map[string]string {
	t.Helper()
	raw, err := os.ReadFile(pagePath)
	require.NoError(t, err)
	var header []string
	var rows []map[string]string
	for line := range strings.Lines(string(raw)) {
		cells := tableCells(line)
		switch {
		case header == nil && len(cells) >= len(columns) && equalPrefix(cells, columns):
			header = cells
		case header == nil:
		case cells == nil:
			require.NotEmpty(t, rows)
			return rows
		case !strings.HasPrefix(cells[0], "---"):
			require.Len(t, cells, len(header), line)
			row := map[string]string{}
			for i, c := range cells {
				row[header[i]] = c
			}
			rows = append(rows, row)
		}
	}
	require.NotEmpty(t, rows, "the page has no table with the columns %v", columns)
	return rows
}

func tableCells(line string) []string {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") {
		return nil
	}
	cells := strings.Split(strings.Trim(line, "|"), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func equalPrefix(cells, columns []string) bool {
	for i, c := range columns {
		if cells[i] != c {
			return false
		}
	}
	return true
}

var (
	now   = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC) // a Tuesday, in working hours
	rules = Rules{Calendar: calendar.Must(calendar.Office("UTC")), AcceptDays: 5, ReopenDays: 10, RemindDays: 3, EscalationHours: 4, Matrix: DefaultMatrix}
)

// The people of the table, each alone, by the page's columns.
var people = map[string]Who{"requester": {Requester: true}, "agent": {Agent: true}, "technician": {Technician: true}, "manager": {Manager: true}}

// in answers an incident of a status as acts would have left it, with an escalation open if asked.
func in(status Status, escalated bool) State {
	after := now.Add(time.Hour)
	s := State{Status: status, Kind: "incident", Impact: 2, Urgency: 2, Priority: 3, RequesterID: 1}
	switch status {
	case OnHold:
		s.HoldReason, s.RemindAt = "vendor", &after
	case Resolved:
		s.ResolutionCode, s.ResolutionText, s.ResolvedAt, s.ResolvedBy, s.AcceptBy = "solved", "Done.", &now, 2, &after
	case Closed, Cancelled:
		s.ClosedAt, s.ReopenUntil = &now, &after
	default:
		s.RemindAt = &after
	}
	if escalated {
		s.EscalatedAt, s.EscalationDue = &now, &after
	}
	return s
}

func wordOf(s Status) string { return strings.ReplaceAll(string(s), "_", " ") }

func TestPage_TheTableCellByCell(t *testing.T) {
	rows := pageTable(t, "verb", "new")
	require.Len(t, rows, len(Verbs()), "a row for every verb")
	cells := 0
	for i, row := range rows {
		v := Verb(row["verb"])
		t.Run(string(v), func(t *testing.T) {
			require.Equal(t, Verbs()[i], v, "the page has the order in which acts are offered")
			signal := Signal(v)
			if row["tells the process"] == "–" {
				require.Equal(t, "Woken", signal)
			} else {
				require.Equal(t, row["tells the process"], signal)
			}
			for _, status := range Statuses {
				for who, w := range people {
					cells++
					s := in(status, v == AnswerEscalation)
					legal := row[wordOf(status)] == "●" && row[who] == "●"
					person, state := MayPerson(w, v), MayNow(s, v, now)
					require.Equal(t, row[who] == "●", person == nil, "%s by %s", v, who)
					require.Equal(t, row[wordOf(status)] == "●", state == nil, "%s in %s", v, status)
					require.Equal(t, legal, offers(Offer(s, w, now), v), "%s in %s offered to %s", v, status, who)
				}
			}
		})
	}
	require.Equal(t, len(Verbs())*len(Statuses)*len(people), cells)
}

func offers(os []Offered, v Verb) bool {
	for _, o := range os {
		if o.Verb == v {
			return true
		}
	}
	return false
}

// A person may be several things at once: everything is legal that is legal for one of them.
func TestPage_SeveralPeopleInOne(t *testing.T) {
	for _, v := range Verbs() {
		one := false
		for _, w := range people {
			one = one || MayPerson(w, v) == nil
		}
		require.Equal(t, one, MayPerson(Who{Requester: true, Agent: true, Technician: true, Manager: true}, v) == nil, v)
		require.NotNil(t, MayPerson(Who{}, v), "%s by nobody in particular", v)
	}
}

// words answers the page's list of words in both languages.
func pageWords(t *testing.T) map[string]domain.Text {
	words := map[string]domain.Text{}
	for _, row := range pageTable(t, "word") {
		words[row["word"]] = domain.Text{En: row["English"], Zh: row["中文"]}
	}
	return words
}

func TestPage_EachRefusalOfAStateHasItsSentence(t *testing.T) {
	words, sentences := pageWords(t), map[string]domain.Text{}
	for _, row := range pageTable(t, "state", "English") {
		sentences[row["state"]] = domain.Text{En: row["English"], Zh: row["中文"]}
	}
	refused := 0
	for _, v := range Verbs() {
		for _, status := range Statuses {
			err := MayNow(in(status, v == AnswerEscalation), v, now)
			if err == nil {
				continue
			}
			refused++
			verb, state, sentence := words[string(v)], words[wordOf(status)], sentences[wordOf(status)]
			require.Equal(t, domain.Text{
				En: "You cannot " + verb.En + ": this incident is " + state.En + ". " + sentence.En,
				Zh: "无法" + verb.Zh + "：事件当前状态为“" + state.Zh + "”。" + sentence.Zh,
			}, err.Text)
			code := domain.Conflict
			if status == Closed || status == Cancelled {
				code = domain.Closed
			}
			require.Equal(t, code, err.Code)
		}
	}
	require.Equal(t, 55, refused, "as many as the page has cells without a dot")
}

func TestPage_EachRefusalOfAPersonHasItsSentence(t *testing.T) {
	words := pageWords(t)
	for _, row := range pageTable(t, "verb", "new") {
		var en, zh []string
		for _, who := range []string{"requester", "agent", "technician", "manager"} {
			if row[who] == "●" {
				en, zh = append(en, words[who].En), append(zh, words[who].Zh)
			}
		}
		list := strings.Join(en, ", ")
		if i := strings.LastIndex(list, ", "); i >= 0 {
			list = list[:i] + " or " + list[i+2:]
		}
		err := MayPerson(Who{}, Verb(row["verb"]))
		require.NotNil(t, err)
		verb := words[row["verb"]]
		require.Equal(t, domain.Forbidden, err.Code)
		require.Equal(t, domain.Text{
			En: "Only " + list + " may " + verb.En + "; ask one of them.",
			Zh: "只有" + strings.Join(zh, "、") + "可以" + verb.Zh + "，请联系相关人员。",
		}, err.Text)
	}
}

func applied(s State, a Act) *domain.Error {
	_, err := Apply(s, a, rules, now)
	return err
}

// special makes each refusal that the page lists apart, by its "when".
var special = map[string]func() *domain.Error{
	"reopen too late": func() *domain.Error {
		s := in(Closed, false)
		return MayNow(s, Reopen, *s.ReopenUntil)
	},
	"escalate twice":            func() *domain.Error { return MayNow(in(Active, true), Escalate, now) },
	"answer without escalation": func() *domain.Error { return MayNow(in(Active, false), AnswerEscalation, now) },
	"take one's own":            func() *domain.Error { return MayPerson(Who{Agent: true, Assignee: true}, Take) },
	"unknown verb":              func() *domain.Error { return MayPerson(Who{Manager: true}, "dance") },
	"assign to nobody named":    func() *domain.Error { return applied(in(New, false), Act{Verb: Assign}) },
	"hold without reason":       func() *domain.Error { return applied(in(New, false), Act{Verb: Hold, HoldReason: "mood"}) },
	"hold for the same reason":  func() *domain.Error { return applied(in(OnHold, false), Act{Verb: Hold, HoldReason: "vendor"}) },
	"resolve without code": func() *domain.Error {
		return applied(in(New, false), Act{Verb: Resolve, ResolutionCode: strings.Repeat("长", 41), ResolutionText: "x"})
	},
	"resolve without text": func() *domain.Error {
		return applied(in(New, false), Act{Verb: Resolve, ResolutionCode: "solved", ResolutionText: " "})
	},
	"reject without words": func() *domain.Error { return applied(in(Resolved, false), Act{Verb: Reject, Comment: "\n"}) },
	"classify nothing":     func() *domain.Error { return applied(in(New, false), Act{Verb: Classify, Impact: 2, Urgency: 2}) },
	"unknown kind":         func() *domain.Error { return applied(in(New, false), Act{Verb: Classify, Kind: "bug"}) },
	"impact out of range":  func() *domain.Error { return applied(in(New, false), Act{Verb: Classify, Impact: 4}) },
	"urgency out of range": func() *domain.Error { return applied(in(New, false), Act{Verb: Classify, Urgency: -1}) },
	"work of no time":      func() *domain.Error { return applied(in(New, false), Act{Verb: LogWork, Minutes: 0}) },
	"begin as closed": func() *domain.Error {
		_, err := Begin(State{Status: Closed, Kind: "incident", Impact: 1, Urgency: 1}, 1, rules, now)
		return err
	},
}

func TestPage_RefusalsOfTheirOwn(t *testing.T) {
	rows := pageTable(t, "when", "code")
	require.Len(t, rows, len(special))
	for _, row := range rows {
		make, known := special[row["when"]]
		require.True(t, known, row["when"])
		require.Equal(t, &domain.Error{Code: domain.Code(row["code"]), Field: row["field"], Text: domain.Text{En: row["English"], Zh: row["中文"]}}, make(), row["when"])
	}
}

func TestPage_StagesAndTheirVerdicts(t *testing.T) {
	over := now.Add(2 * time.Hour) // after the time to reopen
	for _, row := range pageTable(t, "stage", "opens") {
		for _, status := range Statuses {
			meant := map[string]bool{
				"resolved or closed":            status == Resolved || status == Closed,
				"cancelled":                     status == Cancelled,
				"closed":                        status == Closed,
				"new, active or on hold again":  status == New || status == Active || status == OnHold,
				"reopened":                      status != Closed && status != Cancelled,
				"the time to reopen has passed": false, // below
			}
			require.Contains(t, meant, row["when"])
			v := Judge(row["stage"], in(status, false), now)
			require.Equal(t, meant[row["when"]], string(v) == row["verdict"], "%s in %s: %q", row["stage"], status, v)
			if next := follows[row["stage"]][domain.Verdict(row["verdict"])]; row["then"] != "end" {
				require.Equal(t, row["then"], next)
			} else {
				require.Empty(t, next)
			}
		}
	}
	require.Equal(t, domain.VerdictDone, Judge(StageReopen, in(Closed, false), over))
	require.Empty(t, Judge(StageReopen, in(Closed, false), now))
}
