package form

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/types"

	"steward/domain"
	"steward/domain/plan"
)

// Problem is what a check finds in a definition.
type Problem struct {
	Section  string // its id, or its number from 1 where it has none
	Field    string // its id, empty: the section's own; column of a table: table.column
	Property string // such as when or options.2
	Severity plan.Severity
	Text     domain.Text
}

// Sentence answers the text with its place in front.
func (p Problem) Sentence() domain.Text {
	where := cmp.Or(p.Field, p.Section)
	if where != "" {
		where += ": "
	}
	return domain.Text{En: where + p.Text.En, Zh: where + p.Text.Zh}
}

var (
	idPattern     = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	optionPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	stepPattern   = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
)

// Problems answers everything that a definition can be reproached with by itself. An error keeps it from being published.
func (d Definition) Problems() []Problem {
	c := checker{d: d, env: d.environment(), fields: map[string]int{}, sections: map[string]int{}}
	if !c.sizes() {
		return c.found
	}
	for _, s := range d.Sections {
		c.sections[s.ID]++
		for _, f := range s.Fields {
			c.fields[f.ID]++
		}
	}
	for i, s := range d.Sections {
		c.section(s, i)
		for _, f := range s.Fields {
			c.at = f.ID
			c.field(f)
		}
	}
	if !slices.ContainsFunc(c.found, func(p Problem) bool { return p.Severity == plan.Error }) {
		c.circle()
	}
	return c.found
}

// Sound tells whether nothing keeps the definition from being published.
func (d Definition) Sound() bool {
	return !slices.ContainsFunc(d.Problems(), func(p Problem) bool { return p.Severity == plan.Error })
}

type checker struct {
	d                Definition
	env              types.Map
	fields, sections map[string]int // how often each id is used
	in, at           string
	found            []Problem
}

func (c *checker) add(property string, s plan.Severity, en, zh string) {
	c.found = append(c.found, Problem{c.in, c.at, property, s, domain.Text{En: en, Zh: zh}})
}

func (c *checker) wrong(property, en, zh string) { c.add(property, plan.Error, en, zh) }

func (c *checker) sizes() bool {
	n := 0
	for _, f := range c.d.Fields() {
		n += 1 + len(f.Columns)
	}
	switch {
	case len(c.d.Sections) == 0 || n == 0:
		c.wrong("sections", "The form asks for nothing yet: add a section with a field.", "表单还没有内容，请添加分区和字段。")
	case len(c.d.Sections) > MostSections:
		c.wrong("sections", "A form has at most 50 sections.", "一个表单最多 50 个分区。")
	case n > MostFields:
		c.wrong("sections", "A form has at most 200 fields, columns of tables counted.", "一个表单最多 200 个字段（含表格的列）。")
	default:
		return true
	}
	return false
}

func (c *checker) section(s Section, nth int) {
	c.in, c.at = s.ID, ""
	if !idPattern.MatchString(s.ID) {
		c.in = strconv.Itoa(nth + 1)
		c.wrong("id", "Give the section an id of lower-case letters, digits and _, at most 40, beginning with a letter.", "分区编码以小写字母开头，仅含小写字母、数字和 _，不超过 40 个字符。")
	} else if c.sections[s.ID] > 1 {
		c.wrong("id", "Two sections have this id.", "分区编码重复。")
	}
	c.name(s.Name)
	if len(s.Fields) == 0 {
		c.wrong("fields", "This section has no field: add one or remove the section.", "此分区没有字段，请添加字段或删除分区。")
	}
	c.condition("when", s.When)
}

// name checks that something has a name in one language at least, and says where the other is missing.
func (c *checker) name(t domain.Text) {
	zh, en := strings.TrimSpace(t.Zh) != "", strings.TrimSpace(t.En) != ""
	switch {
	case !zh && !en || utf8.RuneCountInString(t.Zh) > 200 || utf8.RuneCountInString(t.En) > 200:
		c.wrong("name", "Give it a name of at most 200 characters.", "请填写名称（不超过 200 个字符）。")
	case !zh:
		c.add("name", plan.Warning, "It has no Chinese name; everybody reads the English one.", "没有中文名称，将显示英文名称。")
	case !en:
		c.add("name", plan.Warning, "It has no English name; everybody reads the Chinese one.", "没有英文名称，将显示中文名称。")
	}
}

func (c *checker) condition(property, when string) {
	said, refusal := c.d.mentions(when, c.env)
	switch {
	case refusal != nil:
		c.wrong(property, refusal.Text.En, refusal.Text.Zh)
	case c.at != "" && slices.Contains(said, c.at):
		c.wrong(property, "The condition asks for the field itself.", "条件引用了字段自身。")
	case when != "" && len(said) == 0 && !c.d.conditions().holds(when, true):
		c.wrong(property, "This condition never holds.", "该条件恒不成立。")
	}
}

// field checks one field with all that hangs on it.
func (c *checker) field(f Field) {
	if !idPattern.MatchString(f.ID) {
		c.wrong("id", "Give the field an id of lower-case letters, digits and _, at most 40, beginning with a letter.", "字段编码以小写字母开头，仅含小写字母、数字和 _，不超过 40 个字符。")
	} else if c.fields[f.ID] > 1 {
		c.wrong("id", "Two fields have this id.", "字段编码重复。")
	}
	if !slices.Contains(Kinds, f.Kind) {
		c.wrong("kind", "Choose what kind of field it is.", "请选择字段类型。")
		return
	}
	c.name(f.Name)
	if utf8.RuneCountInString(f.Help.En) > 2000 || utf8.RuneCountInString(f.Help.Zh) > 2000 {
		c.wrong("help", "At most 2,000 characters.", "不超过 2000 个字符。")
	}
	c.condition("when", f.When)
	c.condition("required_when", f.RequiredWhen)
	c.settings(f)
	c.table(f)
	c.initial(f)
	c.access(f)
}

// settings checks what fields and columns have in common.
func (c *checker) settings(f Field) {
	if f.Kind == Choice || f.Kind == Choices {
		c.options(f)
	} else if len(f.Options) > 0 {
		c.wrong("options", "Only choices have options; remove them.", "只有选择类字段有选项，请删除。")
	}
	numeric := f.Kind == Number || f.Kind == Money
	switch {
	case !numeric && (f.Min != nil || f.Max != nil):
		c.wrong("min", "Only numbers have a least and a most.", "只有数字类字段有最小值和最大值。")
	case f.Min != nil && f.Max != nil && *f.Min > *f.Max:
		c.wrong("max", "The most is less than the least.", "最大值小于最小值。")
	}
	if f.Decimals < 0 || f.Decimals > 6 || f.Kind != Number && f.Decimals != 0 {
		c.wrong("decimals", "A number has 0 to 6 digits behind the point; nothing else has any to choose.", "数字的小数位为 0 至 6，其他类型不可设置。")
	}
	if f.MaxLength < 0 || f.MaxLength > 50_000 || f.MaxLength != 0 && f.Kind != Text && f.Kind != Paragraph && f.Kind != Serial {
		c.wrong("max_length", "A text has at most 1 to 50,000 characters; nothing else has a length.", "文本长度上限为 1 至 50000，其他类型不可设置。")
	}
}

func (c *checker) options(f Field) {
	if len(f.Options) == 0 || len(f.Options) > MostOptions {
		c.wrong("options", "Say what may be chosen: 1 to 200 options.", "请填写选项（1 至 200 个）。")
		return
	}
	for i, o := range f.Options {
		at := "options." + strconv.Itoa(i)
		switch {
		case !optionPattern.MatchString(o.ID):
			c.wrong(at, "Give the option an id of lower-case letters, digits, - and _, at most 40.", "选项编码仅含小写字母、数字、- 和 _，不超过 40 个字符。")
		case slices.IndexFunc(f.Options, func(p Option) bool { return p.ID == o.ID }) != i:
			c.wrong(at, "Two options have this id.", "选项编码重复。")
		case strings.TrimSpace(o.Name.Zh+o.Name.En) == "" || utf8.RuneCountInString(o.Name.Zh) > 200 || utf8.RuneCountInString(o.Name.En) > 200:
			c.wrong(at, "Give the option a name of at most 200 characters.", "请填写选项名称（不超过 200 个字符）。")
		}
	}
}
