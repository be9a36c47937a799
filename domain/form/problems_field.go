package form

import (
	"maps"
	"slices"
	"strings"

	"steward/domain"
	"steward/domain/plan"
)

// table checks the columns of a table, and that nothing else has any.
func (c *checker) table(f Field) {
	if f.Kind != Table {
		if len(f.Columns) > 0 || f.LeastRows != 0 || f.MostRows != 0 {
			c.wrong("columns", "Only tables have columns and rows; remove them.", "只有表格有列和行数，请删除。")
		}
		return
	}
	if len(f.Columns) == 0 || len(f.Columns) > MostColumns {
		c.wrong("columns", "Say which columns the table has: 1 to 20.", "请设置表格的列（1 至 20 列）。")
	}
	if f.LeastRows < 0 || f.MostRows < 0 || f.MostRows > MostRows || f.LeastRows > f.mostRows() {
		c.wrong("least_rows", "A table has up to 200 rows, and the least is not above the most.", "表格最多 200 行，且最少行数不大于最多行数。")
	}
	for i, col := range f.Columns {
		c.at = f.ID + "." + col.ID
		c.column(f, col, i)
	}
	c.at = f.ID
}

func (c *checker) column(f Field, col Column, nth int) {
	switch {
	case !idPattern.MatchString(col.ID):
		c.wrong("id", "Give the column an id of lower-case letters, digits and _, at most 40, beginning with a letter.", "列编码以小写字母开头，仅含小写字母、数字和 _，不超过 40 个字符。")
	case slices.IndexFunc(f.Columns, func(o Column) bool { return o.ID == col.ID }) != nth:
		c.wrong("id", "Two columns have this id.", "列编码重复。")
	}
	if !slices.Contains(Columns, col.Kind) {
		c.wrong("kind", "A column holds a text, number, amount, date, choice, yes or no, person, unit, place or serial number.", "列只能是文本、数字、金额、日期、单选、是否、人员、单元、地点或序列号。")
		return
	}
	c.name(col.Name)
	c.settings(col.Field())
	if col.Sum && col.Kind != Number && col.Kind != Money {
		c.wrong("sum", "Only numbers are summed up.", "只有数字列可以合计。")
	}
}

// initial checks that what a new form begins with could be filled in.
func (c *checker) initial(f Field) {
	if f.Default == nil {
		return
	}
	word, _ := f.Default.(string)
	switch {
	case f.Kind == Hint || f.Kind == Table:
		c.wrong("default", "Neither a hint nor a table begins with something.", "提示和表格没有默认值。")
	case f.Kind == Date && word == DefaultToday, f.Kind == DateTime && word == DefaultNow, (f.Kind == Person || f.Kind == Unit) && word == DefaultRequester:
	case f.Kind == Person || f.Kind == Unit || f.Kind == Place: // whether it is there is the world's to say
		if word == "" {
			c.wrong("default", "Name it by its login or code.", "请用登录名或代码指定。")
		}
	default:
		_, refusal := asked{f, nothing{}, func(float64) bool { return false }}.read(f.Default)
		if refusal != nil {
			c.wrong("default", "The default does not fit: "+refusal.Text.En, "默认值不符合要求："+refusal.Text.Zh)
		}
	}
}

// access checks who may do what, and that somebody can fill in what is required.
func (c *checker) access(f Field) {
	for _, step := range slices.Sorted(maps.Keys(f.Access)) {
		switch r := f.Access[step]; {
		case !stepPattern.MatchString(step):
			c.wrong("access", "“"+step+"” is no step's id.", "“"+step+"”不是步骤编码。")
		case r != Edit && r != Read && r != Hidden:
			c.wrong("access", "Choose edit, read or hidden for “"+step+"”.", "请为“"+step+"”选择编辑、只读或隐藏。")
		case r == Edit && step == Others:
			c.wrong("access", "Whoever is at no step only reads.", "不在任何步骤的人只能查看。")
		case r == Edit && f.Kind == Hint:
			c.wrong("access", "In a hint there is nothing to fill in.", "提示没有可填写的内容。")
		}
	}
	if (f.Required || f.RequiredWhen != "") && f.Kind == Hint {
		c.wrong("required", "In a hint there is nothing to fill in.", "提示没有可填写的内容。")
	} else if (f.Required || f.RequiredWhen != "") && f.Default == nil && f.At(Start) != Edit && !slices.Contains(slices.Collect(maps.Values(f.Access)), Edit) {
		c.add("access", plan.Warning, "It is required, and nobody can fill it in.", "此项必填，但没有人可以填写。")
	}
}

// circle finds fields whose conditions wait for each other.
func (c *checker) circle() {
	order, ok := c.d.order()
	if ok {
		return
	}
	env, sorted := c.env, map[string]bool{}
	var stuck []string
	for _, p := range order {
		needs, _ := c.d.mentions(p.section.When, env)
		own, _ := c.d.mentions(p.field.When, env)
		if slices.ContainsFunc(append(needs, own...), func(id string) bool { return !sorted[id] }) {
			stuck = append(stuck, p.field.ID)
			continue
		}
		sorted[p.field.ID] = true
	}
	c.in, c.at = "", ""
	for s, f := range c.d.Fields() {
		if f.ID == stuck[0] {
			c.in, c.at = s.ID, f.ID
		}
	}
	names := strings.Join(stuck, ", ")
	c.wrong("when", "The conditions of these fields wait for each other: "+names+". Take one of them away.", "以下字段的条件互相等待："+names+"。请去掉其中一个条件。")
}

// nothing is a world without anybody.
type nothing struct{}

func (nothing) Find(Kind, domain.Key) int64 { return 0 }
func (nothing) Code(Kind, int64) string     { return "" }
func (nothing) Requester(Kind) int64        { return 0 }
