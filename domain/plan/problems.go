package plan

import (
	"slices"
	"strconv"
	"strings"

	"steward/domain"
)

// Severity says whether a problem keeps a definition from being published.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Problem is what a check finds in a definition.
type Problem struct {
	Step     string // its id; empty: the plan's own
	Field    string // of the step
	Severity Severity
	Text     domain.Text
}

// Sentence answers the text with its step in front.
func (p Problem) Sentence() domain.Text {
	where := ""
	if p.Step != "" {
		where = p.Step + ": "
	}
	return domain.Text{En: where + p.Text.En, Zh: where + p.Text.Zh}
}

// Problems answers everything that a definition can be reproached with by itself: what Validate refuses, then steps that are never reached, ways back
// that lead nowhere, conditions that do not fit the example facts, and what is legal but probably not meant.
func (d Definition) Problems(examples Names) []Problem {
	ps := d.refusals()
	if len(ps) > 0 {
		return ps
	}
	s := State{}
	for _, t := range d.Steps {
		s.Steps = append(s.Steps, Step{StepDef: t})
	}
	for i := range s.Steps {
		s.afterStart(&s.Steps[i])
	}
	c := checker{State: s, examples: examples, never: map[string]bool{}}
	for _, t := range d.Steps {
		c.condition(t)
	}
	c.reach()
	for i := range c.Steps {
		c.back(&c.Steps[i])
		c.style(c.Steps[i].StepDef)
	}
	return c.found
}

// refusals answers what Validate would refuse, one for each step.
func (d Definition) refusals() []Problem {
	var ps []Problem
	add := func(step string, err Refusal) {
		if err != nil {
			ps = append(ps, Problem{step, err.Field, Error, err.Text})
		}
	}
	if len(d.Steps) <= MostSteps { // else only that is said
		for i, t := range d.Steps {
			add(t.ID, d.validateStep(t, i))
		}
	}
	if len(ps) == 0 {
		add("", d.Validate())
	}
	return ps
}

// checker looks at the steps as they stand before a plan begins.
type checker struct {
	State
	examples Names
	never    map[string]bool // steps that are never opened
	found    []Problem
}

func (c *checker) add(step, field string, s Severity, en, zh string) {
	c.found = append(c.found, Problem{step, field, s, domain.Text{En: en, Zh: zh}})
}

// condition holds a step's condition to the example facts and the plan's steps.
func (c *checker) condition(t StepDef) {
	if t.When == "" {
		return
	}
	said, err := Mentions(t.When)
	if err != nil {
		c.add(t.ID, "when", Error, err.Text.En, err.Text.Zh)
		return
	}
	results := map[string]string{}
	for _, o := range c.Steps {
		results[o.ID] = "approved"
	}
	for _, id := range said.Steps {
		switch o := c.Step(id); {
		case o == nil:
			c.add(t.ID, "when", Error, "The condition asks for step \""+id+"\", which this plan does not have.", "条件引用的步骤“"+id+"”不在本计划中。")
		case !c.passesBefore(t.ID, id):
			c.add(t.ID, "when", Warning, "When the condition is looked at, step \""+id+"\" may not have ended.", "判断条件时，步骤“"+id+"”可能尚未结束。")
		}
	}
	for _, name := range said.Names {
		if !c.examples.Has(name) {
			c.add(t.ID, "when", Error, "There is no \""+name+"\" that a condition could speak of.", "条件中没有名为“"+name+"”的数据。")
		}
	}
	yes, err := Holds(t.When, c.examples, results)
	if err != nil {
		c.add(t.ID, "when", Error, err.Text.En, err.Text.Zh)
	} else if said.Nothing() && !yes {
		c.never[t.ID] = true
		c.add(t.ID, "when", Error, "This step is never reached: its condition never holds.", "此步骤永远不会执行：条件恒不成立。")
	}
}

// passesBefore tells whether a step has passed when another is opened: it comes before that one, or before a group that holds it.
func (c *checker) passesBefore(step, other string) bool {
	return c.after(c.Step(step), other)
}

// reach finds what lies in groups that are never opened, and what comes only after steps that never are.
func (c *checker) reach() {
	for i := range c.Steps {
		t := &c.Steps[i]
		if slices.ContainsFunc(c.Steps, func(g Step) bool { return c.never[g.ID] && g.Kind == Group && c.inside(t, g.ID) }) {
			c.add(t.ID, "in", Error, "This step is never reached: the group that holds it never opens.", "此步骤永远不会执行：所在的组不会开启。")
		} else if len(t.After) > 0 && !slices.ContainsFunc(t.After, func(id string) bool { return !c.never[id] }) {
			c.add(t.ID, "after", Warning, "All that this step comes after is never done; it begins without waiting for it.", "此步骤之前的步骤都不会执行，它将直接开始。")
		}
	}
}

// back finds a return upon rejection that cannot be: then the plan would end.
func (c *checker) back(t *Step) {
	if t.OnReject == "return" && !c.after(t, t.ReturnTo) {
		c.add(t.ID, "return_to", Error, "It can return only to a step that comes before it.", "只能退回到在它之前的步骤。")
	}
}

// style finds what is legal and probably not meant.
func (c *checker) style(t StepDef) {
	if t.Kind == Approval && t.Limit.Then == ThenApprove {
		c.add(t.ID, "limit.then", Warning, "Whoever does not answer in time approves.", "逾期未答复视为同意。")
	}
	if strings.TrimSpace(t.Name.Zh) == "" {
		c.add(t.ID, "name", Warning, "The step has no Chinese name; everybody reads the English one.", "步骤没有中文名称，将显示英文名称。")
	}
	if strings.TrimSpace(t.Name.En) == "" {
		c.add(t.ID, "name", Warning, "The step has no English name; everybody reads the Chinese one.", "步骤没有英文名称，将显示中文名称。")
	}
	for i, a := range t.Who {
		if a.By == "chosen" && strings.TrimSpace(a.Name) == "" {
			c.add(t.ID, "who."+strconv.Itoa(i)+".name", Error, "Name the choice that the requester makes.", "请为申请人的选择命名。")
		}
	}
}
