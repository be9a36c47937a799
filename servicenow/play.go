package servicenow

import (
	"steward/domain"
	"steward/domain/incident"
)

// IDs answers our id of every login and code that a log names; no login is a code of something else.
type IDs map[string]int64

// Begin answers what an act of Create says about the incident's state.
func (a Act) Begin(ids IDs) incident.State {
	return incident.State{
		Status: incident.Status(a.State), HoldReason: a.HoldReason, Kind: "incident", Impact: a.Impact, Urgency: a.Urgency,
		RequesterID: ids[a.OnBehalf], GroupID: ids[a.Group.Code], AssigneeID: ids[a.Assignee.Code], CategoryID: ids[a.Category.Code],
		ResolutionCode: a.ResolutionCode, ResolutionText: a.ResolutionText,
	}
}

// Past answers an act, neither Create nor Patch, as the rules of the incident know it.
func (a Act) Past(ids IDs) incident.Past {
	return incident.Past{At: a.At, Act: incident.Act{
		Verb: incident.Verb(a.Verb), ActorID: ids[a.By.Code], Comment: a.Comment, HoldReason: a.HoldReason,
		GroupID: ids.named(a.Group), AssigneeID: ids.named(a.Assignee), CategoryID: ids.named(a.Category),
		ResolutionCode: a.ResolutionCode, ResolutionText: a.ResolutionText, Impact: a.Impact, Urgency: a.Urgency,
	}}
}

func (ids IDs) named(k domain.Key) *int64 {
	if !k.Given {
		return nil
	}
	id := ids[k.Code]
	return &id
}

// RowDifference is what stands otherwise than the log says after one line.
type RowDifference struct {
	Line   int
	Number string
	Difference
}

// Check plays every incident by the rules alone, without a server, and compares after every row what those rules count and
// decide; rows is how many were equal. An error is an act that the rules refuse.
func (l Log) Check(r incident.Rules) (rows int, ds []RowDifference, errs Errors) {
	ids := l.Directory().numbered()
	codes := map[int64]string{}
	for code, id := range ids {
		codes[id] = code
	}
	for _, inc := range l.Incidents {
		p := player{inc: inc, ids: ids, codes: codes, rules: r}
		for i, row := range inc.Rows {
			if err := p.play(i); err != nil {
				errs = append(errs, LineError{row.Line, "", err.Text.En})
				break
			}
			d := row.Standing().Differences(p.standing())
			for _, x := range d {
				ds = append(ds, RowDifference{row.Line, row.Number, x})
			}
			if len(d) == 0 {
				rows++
			}
		}
	}
	return rows, ds, errs
}

// numbered gives everything an id, for a check without a database.
func (d Directory) numbered() IDs {
	ids := IDs{}
	for _, refs := range [][]Ref{d.Customers, d.Staff, d.Places} {
		for _, r := range refs {
			ids[r.Code] = int64(len(ids) + 1)
		}
	}
	for _, g := range d.Groups {
		ids[g.Code] = int64(len(ids) + 1)
	}
	for _, c := range d.Categories {
		ids[c.Code] = int64(len(ids) + 1)
	}
	return ids
}

type player struct {
	inc   Incident
	ids   IDs
	codes map[int64]string
	rules incident.Rules

	begin Act
	past  []incident.Past
	state incident.State
	place string
}

// play retells the incident up to its i-th row.
func (p *player) play(i int) *domain.Error {
	acts, bad := p.inc.Acts(i)
	if bad != nil {
		return domain.Refuse(domain.Invalid, bad.Text, "")
	}
	for _, a := range acts {
		switch a.Verb {
		case Create:
			p.begin, p.place = a, a.Place.Code
		case Patch:
			p.place = a.Place.Code
		default:
			p.past = append(p.past, a.Past(p.ids))
		}
	}
	moments, err := incident.Retell(p.begin.Begin(p.ids), p.ids[p.begin.By.Code], p.begin.At, p.past, p.rules)
	if err != nil {
		return err
	}
	p.state = moments[len(moments)-1].State
	return nil
}

func (p *player) standing() Standing {
	s := p.state
	return Standing{
		State: string(s.Status), Hold: s.HoldReason, Reassignments: s.Reassignments, Reopens: s.Reopens, Priority: s.Priority, Impact: s.Impact,
		Urgency: s.Urgency, Group: p.codes[s.GroupID], Person: p.codes[s.AssigneeID], Category: p.codes[s.CategoryID], Place: p.place,
	}
}
