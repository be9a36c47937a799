package printing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"steward/domain/plan"
	"steward/paper"
	"steward/store"
)

// opinions are what people answered at the steps of the record's plan, in the order in which they did.
func (p *printing) opinions() (all []paper.Entry) {
	for _, earlier := range p.record.EarlierPlans {
		all = append(all, p.opinionsIn(earlier)...)
	}
	if p.record.Plan == nil {
		return all
	}
	return append(all, p.opinionsIn(*p.record.Plan)...)
}

func (p *printing) opinionsIn(of store.PlanView) []paper.Entry {
	steps := map[string]store.PlanStepView{}
	for _, s := range of.Steps {
		steps[s.ID] = s
	}
	items := slices.DeleteFunc(slices.Clone(of.Items), func(it store.PlanItemView) bool { return it.EndedAt == nil || p.outcome(it, steps[it.Step]) == "" })
	slices.SortStableFunc(items, func(a, b store.PlanItemView) int { return a.EndedAt.Compare(*b.EndedAt) })
	var out []paper.Entry
	for _, it := range items {
		step := steps[it.Step]
		what := []string{cmp.Or(Text(step.Name, p.Language), it.Step)}
		if step.Round > 1 {
			what = append(what, fmt.Sprintf(roundWord.In(p.Language), it.Round))
		}
		what = append(what, p.outcome(it, step))
		out = append(out, paper.Entry{Who: p.answered(it), What: strings.Join(what, " · "), When: p.when(it.EndedAt), Words: it.Comment})
	}
	return out
}

// outcome tells what became of an item; empty if nobody answered it and nothing was decided by it.
func (p *printing) outcome(it store.PlanItemView, step store.PlanStepView) string {
	if it.Status == plan.ItemClosed && (it.Why != "returned" || it.By == nil) && it.Why != "transferred" && it.Why != "removed" {
		return "" // it ended with the step or the plan
	}
	status := string(it.Status)
	for _, key := range []string{status + " " + it.Why, status + " " + it.Opinion, status + " " + string(step.Kind), status} {
		if text, ok := itemWords[key]; ok {
			return text.In(p.Language)
		}
	}
	return ""
}

// answered tells who answered an item, and for whom.
func (p *printing) answered(it store.PlanItemView) string {
	asked := cmp.Or(p.name(it.Person), p.name(it.Group), it.Role)
	switch {
	case it.By == nil && asked == "":
		return systemWord.In(p.Language)
	case it.By == nil:
		return asked
	case it.Status == plan.ItemClosed && it.Why != "returned", it.Person == nil, it.Person.ID == it.By.ID:
		return p.name(it.By)
	}
	return fmt.Sprintf(deputyWord.In(p.Language), p.name(it.By), asked)
}

// stepFor answers for what is waited.
func stepFor(w store.WaitingOn, language string) string {
	name := Name(&store.Ref{Name: w.Name, NameEn: w.NameEn}, language)
	return cmp.Or(name, Word(stepWords, w.Step, language))
}
