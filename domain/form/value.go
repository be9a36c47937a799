package form

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"steward/domain"
)

// Values is what a form holds, by field: what encoding/json reads, a text, a number, true or false, a list of texts or of rows. A person, unit or place is
// its id; a date is 2026-11-30; an instant is in UTC. What is empty is not there.
type Values map[string]any

// World is what a form must know of the people, units and places around it.
type World interface {
	// Find answers the id of what a key names and the filler may name; 0: nothing.
	Find(k Kind, key domain.Key) int64
	// Code answers the login of a person, the code of a unit or place; empty: nothing.
	Code(k Kind, id int64) string
	// Requester answers for whom the form is filled in: the person, or the person's unit; 0: none.
	Requester(k Kind) int64
}

// asked is what is needed to read one value.
type asked struct {
	field Field
	world World
	stood func(id float64) bool // whether the field held the id before, and so may keep it
}

// read answers a given value as Values keep it; nil is empty.
func (a asked) read(given any) (any, *domain.Error) {
	if given == nil || given == "" {
		return nil, nil
	}
	switch a.field.Kind {
	case Number, Money:
		return a.number(given)
	case Date:
		return moment(given, time.DateOnly, "Give a date such as 2026-11-30.", "请填写日期，例如 2026-11-30。")
	case DateTime:
		return moment(given, time.RFC3339, "Give a date and time with its zone, such as 2026-11-30T09:00:00Z.", "请填写带时区的日期时间，例如 2026-11-30T09:00:00Z。")
	case Choice:
		return a.choice(given)
	case Choices:
		return a.choices(given)
	case YesNo:
		if yes, ok := given.(bool); ok {
			return yes, nil
		}
		return nil, refuse("Answer true or false.", "请回答是（true）或否（false）。")
	case Person, Unit, Place:
		return a.reference(given)
	}
	return a.text(given)
}

// refuse makes a refusal whose field is filled in by whoever knows it.
func refuse(en, zh string) *domain.Error { return domain.RefuseField("", en, zh) }

func (a asked) text(given any) (any, *domain.Error) {
	text, ok := given.(string)
	if !ok || !utf8.ValidString(text) {
		return nil, refuse("Give a text.", "请填写文本。")
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	lines := a.field.Kind == Paragraph
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) }) {
		if lines {
			return nil, refuse("The text contains a character that cannot be kept; remove it.", "文本含有无法保存的字符，请删除。")
		}
		return nil, refuse("This is one line; remove line breaks and tabs.", "此处只能填写一行，请去掉换行和制表符。")
	}
	if most := a.field.longest(); utf8.RuneCountInString(text) > most {
		return nil, refuse(fmt.Sprintf("At most %d characters; shorten the text.", most), fmt.Sprintf("不超过 %d 个字符，请缩短。", most))
	}
	if text == "" {
		return nil, nil
	}
	return text, nil
}

// mostDigits is how many digits a number has at most, so that it is kept exactly.
const mostDigits = 15

func (a asked) number(given any) (any, *domain.Error) {
	n, ok := given.(float64)
	if !ok || math.IsNaN(n) || math.IsInf(n, 0) {
		return nil, refuse("Give a number.", "请填写数字。")
	}
	places := a.field.decimals()
	if math.Abs(n) >= math.Pow10(mostDigits-places) {
		return nil, refuse("The number is too large.", "数字过大。")
	}
	_, behind, _ := strings.Cut(strconv.FormatFloat(n, 'f', -1, 64), ".")
	switch {
	case len(behind) > places && places == 0:
		return nil, refuse("Give a whole number.", "请填写整数。")
	case len(behind) > places:
		return nil, refuse(fmt.Sprintf("At most %d digits behind the point.", places), fmt.Sprintf("小数不超过 %d 位。", places))
	case a.field.Min != nil && n < *a.field.Min:
		return nil, refuse("At least "+short(*a.field.Min)+".", "不小于 "+short(*a.field.Min)+"。")
	case a.field.Max != nil && n > *a.field.Max:
		return nil, refuse("At most "+short(*a.field.Max)+".", "不大于 "+short(*a.field.Max)+"。")
	}
	return n + 0, nil // no minus before zero
}

func short(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// moment reads a date or an instant of the years in which forms are filled in.
func moment(given any, layout, en, zh string) (any, *domain.Error) {
	text, _ := given.(string)
	at, err := time.Parse(layout, text)
	if err != nil || at.Year() < 1900 || at.Year() > 2200 {
		return nil, refuse(en, zh)
	}
	return at.UTC().Format(layout), nil
}

func (a asked) choice(given any) (any, *domain.Error) {
	id, _ := given.(string)
	if _, ok := a.field.option(id); !ok {
		return nil, a.legal()
	}
	return id, nil
}

func (a asked) legal() *domain.Error {
	var ids []string
	for _, o := range a.field.Options {
		ids = append(ids, o.ID)
	}
	return refuse("Choose one of: "+strings.Join(ids, ", ")+".", "请选择："+strings.Join(ids, "、")+"。")
}

// choices answers what is chosen in the order of the options.
func (a asked) choices(given any) (any, *domain.Error) {
	list, ok := given.([]any)
	if !ok {
		return nil, refuse("Give a list of options.", "请给出选项列表。")
	}
	chosen := map[string]bool{}
	for _, v := range list {
		id, _ := v.(string)
		if _, ok := a.field.option(id); !ok {
			return nil, a.legal()
		}
		chosen[id] = true
	}
	var out []any
	for _, o := range a.field.Options {
		if chosen[o.ID] {
			out = append(out, o.ID)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

// reference reads a person, unit or place: its id, or its login or code.
func (a asked) reference(given any) (any, *domain.Error) {
	nobody := refuse("Name an existing one by its id, login or code.", "请用编号、登录名或代码指定已有的对象。")
	if a.field.Kind == Person {
		nobody = refuse("Name somebody who is not disabled, by id or login.", "请用编号或登录名指定未停用的人员。")
	}
	var key domain.Key
	switch v := given.(type) {
	case string:
		key = domain.ByCode(strings.TrimSpace(v))
	case float64:
		if v < 1 || v > 1<<53 || v != math.Trunc(v) {
			return nil, nobody
		}
		if a.stood(v) {
			return v, nil // who is disabled since then stays
		}
		key = domain.ByID(int64(v))
	default:
		return nil, nobody
	}
	if id := a.world.Find(a.field.Kind, key); id != 0 {
		return float64(id), nil
	}
	return nil, nobody
}

// Decode makes Values of what the database keeps.
func Decode(raw []byte) (Values, error) {
	v := Values{}
	if len(raw) == 0 {
		return v, nil
	}
	err := json.Unmarshal(raw, &v)
	return v, err
}

// References answers the ids of the people, units and places that the values name, in order.
func (d Definition) References(values Values) map[Kind][]int64 {
	found := map[Kind][]int64{}
	note := func(k Kind, value any) {
		if id, ok := value.(float64); ok && (k == Person || k == Unit || k == Place) {
			found[k] = append(found[k], int64(id))
		}
	}
	for _, f := range d.Fields() {
		note(f.Kind, values[f.ID])
		for _, row := range rowsOf(values[f.ID]) {
			for _, c := range f.Columns {
				note(c.Kind, row[c.ID])
			}
		}
	}
	for k, ids := range found {
		slices.Sort(ids)
		found[k] = slices.Compact(ids)
	}
	return found
}
