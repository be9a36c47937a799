package plan

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"steward/domain"
)

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// Validate refuses a definition that no plan can follow; the field names the step as steps.2.after.
func (d Definition) Validate() Refusal {
	if len(d.Steps) == 0 || len(d.Steps) > MostSteps {
		return domain.RefuseField("steps", "A plan has 1 to 100 steps.", "一个计划应有 1 至 100 个步骤。")
	}
	for i, t := range d.Steps {
		if err := d.validateStep(t, i); err != nil {
			if err.Field != "" && !strings.HasPrefix(err.Field, "steps.") {
				err.Field = "steps." + strconv.Itoa(i) + "." + err.Field
			}
			return err
		}
	}
	if d.loops() {
		return domain.RefuseField("steps", "Steps wait for each other in a circle; take one of the arrows away.", "步骤之间形成循环等待，请去掉其中一条连线。")
	}
	return d.validateLimit()
}

func (d Definition) validateLimit() Refusal {
	if err := d.Limit.validate(); err != nil {
		return err
	}
	if d.Limit.Then != "" && d.Limit.Then != Remind {
		return domain.RefuseField("limit.then", "The plan's own limit only reminds; set others at their step.", "计划的默认时限只能提醒，其他处理请在步骤上设置。")
	}
	return nil
}

func (d Definition) find(id string) (StepDef, bool) {
	i := slices.IndexFunc(d.Steps, func(t StepDef) bool { return t.ID == id })
	if i < 0 {
		return StepDef{}, false
	}
	return d.Steps[i], true
}

func (d Definition) validateStep(t StepDef, at int) Refusal {
	if !idPattern.MatchString(t.ID) {
		return domain.RefuseField("id", "Give the step an id of lower-case letters, digits, - and _, at most 40, beginning with a letter.", "步骤编码以小写字母开头，仅含小写字母、数字、- 和 _，不超过 40 个字符。")
	}
	if slices.IndexFunc(d.Steps, func(o StepDef) bool { return o.ID == t.ID }) != at {
		return domain.RefuseField("id", "Two steps have this id.", "步骤编码重复。")
	}
	if (t.Kind == Submit) != (t.ID == StartStep) || t.Kind == Submit && (t.In != "" || len(t.After) > 0 || t.When != "") {
		return domain.RefuseField("kind", "The requester's own step is called start, stands at the top and is after nothing.", "申请人步骤的编码为 start，位于最外层且没有前置步骤。")
	}
	if err := d.validateIn(t); err != nil {
		return err
	}
	for i, id := range t.After {
		if o, ok := d.find(id); !ok || o.In != t.In || id == t.ID || slices.Contains(t.After[:i], id) {
			return domain.RefuseField("after", "A step comes after other steps of the same group, each named once.", "前置步骤须为同一组内的其他步骤，且不重复。")
		}
	}
	if t.OnReject == "return" {
		if o, ok := d.find(t.ReturnTo); !ok || o.Kind == Group || o.Kind == Notice || o.ID == t.ID {
			return domain.RefuseField("return_to", "Name the task, approval or start to which it goes back.", "请指定退回到的办理、审批或提交步骤。")
		}
	}
	return t.validate()
}

func (d Definition) validateIn(t StepDef) Refusal {
	seen := []string{t.ID}
	for in := t.In; in != ""; {
		g, ok := d.find(in)
		if !ok || g.Kind != Group || slices.Contains(seen, in) {
			return domain.RefuseField("in", "A step is in a group of this plan, and no group in itself.", "步骤须位于本计划的组中，且组不能包含自身。")
		}
		seen = append(seen, in)
		in = g.In
	}
	if t.Kind == Group && !slices.ContainsFunc(d.Steps, func(o StepDef) bool { return o.In == t.ID }) {
		return domain.RefuseField("kind", "This group holds no step.", "该组内没有步骤。")
	}
	return nil
}

// validate refuses what is wrong with a step by itself.
func (t StepDef) validate() Refusal {
	if strings.TrimSpace(t.Name.En+t.Name.Zh) == "" || utf8.RuneCountInString(t.Name.En) > 100 || utf8.RuneCountInString(t.Name.Zh) > 100 {
		return domain.RefuseField("name", "Give the step a name of at most 100 characters.", "请填写步骤名称（不超过 100 个字符）。")
	}
	if utf8.RuneCountInString(t.Ask.En) > 1000 || utf8.RuneCountInString(t.Ask.Zh) > 1000 {
		return domain.RefuseField("ask", "Say in at most 1,000 characters what is asked.", "说明不超过 1000 个字符。")
	}
	for _, c := range []struct {
		field, value string
		legal        []string
	}{{"kind", string(t.Kind), []string{"task", "approval", "notice", "group", "submit"}}, {"on_reject", t.OnReject, []string{"", "end", "go_on", "return"}},
		{"nobody", t.Nobody, []string{"", "admin", "skip", "reject"}}, {"self", t.Self, []string{"", "ask", "skip", "head"}}, {"again", t.Again, []string{"", "ask", "skip"}}} {
		if !slices.Contains(c.legal, c.value) {
			return domain.RefuseField(c.field, "Choose one of: "+strings.TrimPrefix(strings.Join(c.legal, ", "), ", ")+".", "请选择："+strings.TrimPrefix(strings.Join(c.legal, "、"), "、")+"。")
		}
	}
	if err := Check(t.When); err != nil {
		return err
	}
	if t.Kind == Group || t.Kind == Submit {
		return t.Limit.validate()
	}
	if len(t.Who) == 0 || len(t.Who) > 50 {
		return domain.RefuseField("who", "Say whom the step asks: 1 to 50 rules.", "请指定由谁处理（1 至 50 条规则）。")
	}
	if err := validateWho("who", t.Who); err != nil {
		return err
	}
	if err := t.Completion.validate(); err != nil {
		return err
	}
	return t.Limit.validate()
}

var ways = []string{"person", "group", "role", "unit_head", "requester_head", "chain_of_heads", "chosen", "requester", "assignee"}

func validateWho(field string, who []Assignee) Refusal {
	for i, a := range who {
		at := field + "." + strconv.Itoa(i)
		if !slices.Contains(ways, a.By) {
			return domain.RefuseField(at+".by", "Choose one of: "+strings.Join(ways, ", ")+".", "请选择："+strings.Join(ways, "、")+"。")
		}
		if named := slices.Contains([]string{"person", "group", "role", "unit_head"}, a.By); named && (a.Name == "" || len(a.Name) > 100) {
			return domain.RefuseField(at+".name", "Say which one.", "请指定具体对象。")
		}
		if a.Up < 0 || a.Up > 20 {
			return domain.RefuseField(at+".up", "Heads are 0 to 20 levels above.", "上级层数为 0 至 20。")
		}
		if a.Weight < 0 || a.Weight > 1000 {
			return domain.RefuseField(at+".weight", "A vote weighs 1 to 1,000.", "票权为 1 至 1000。")
		}
	}
	return nil
}

func (c Completion) validate() Refusal {
	modes := []string{"", Any, All, Sequence, Share, Quorum, Weighted, First}
	switch {
	case !slices.Contains(modes, c.Mode):
		return domain.RefuseField("completion.mode", "Choose one of: "+strings.Join(modes[1:], ", ")+".", "请选择："+strings.Join(modes[1:], "、")+"。")
	case (c.Mode == Share || c.Mode == Weighted) && (c.Percent < 1 || c.Percent > 100):
		return domain.RefuseField("completion.percent", "Say how many percent approve: 1 to 100.", "请填写通过比例（1 至 100）。")
	case c.Mode == Quorum && (c.Count < 1 || c.Count > MostItems):
		return domain.RefuseField("completion.count", "Say how many must approve: 1 to 500.", "请填写通过人数（1 至 500）。")
	}
	return nil
}

func (l Limit) validate() Refusal {
	thens := []string{"", Remind, ThenApprove, ThenReject, ThenTransfer, Escalate}
	switch {
	case l.Minutes < 0 || l.Minutes > 525600:
		return domain.RefuseField("limit.minutes", "A limit is 1 minute to a year of working time; 0 takes the plan's.", "时限为 1 分钟至一年（工作时间），0 表示采用计划默认值。")
	case !slices.Contains(thens, l.Then):
		return domain.RefuseField("limit.then", "Choose one of: "+strings.Join(thens[1:], ", ")+".", "请选择："+strings.Join(thens[1:], "、")+"。")
	case l.Then == ThenTransfer && len(l.To) == 0:
		return domain.RefuseField("limit.to", "Say to whom it is handed on.", "请指定转给谁。")
	}
	return validateWho("limit.to", l.To)
}

// loops tells whether steps wait for each other in a circle.
func (d Definition) loops() bool {
	s := State{}
	for _, t := range d.Steps {
		s.Steps = append(s.Steps, Step{StepDef: t})
	}
	return s.cyclic()
}
