package document

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"steward/domain"
)

// Pattern is how official numbers of a type are written: text with {unit}, {year}, {month}, and {seq} or {seq:4} (with at least so many
// digits), such as “{unit}〔{year}〕{seq}号”. Numbers are counted without gaps for each type and year.
type Pattern string

const longestPattern = 100

// mark is what stands in braces.
var mark = regexp.MustCompile(`\{([^{}]*)\}`)

var digits = regexp.MustCompile(`^seq(?::([1-9]))?$`)

// Problem refuses a pattern by which numbers could not be told apart.
func (p Pattern) Problem() *domain.Error {
	if len([]rune(string(p))) > longestPattern {
		return domain.RefuseField("pattern", "A pattern has at most 100 characters.", "编号规则不超过 100 个字符。")
	}
	seen := map[string]int{}
	for _, m := range mark.FindAllStringSubmatch(string(p), -1) {
		switch name := m[1]; {
		case digits.MatchString(name):
			seen["seq"]++
		case name == "unit" || name == "year" || name == "month":
			seen[name]++
		default:
			return domain.RefuseField("pattern", "It knows {unit}, {year}, {month} and {seq} or {seq:4}, not {"+name+"}.", "可用 {unit}、{year}、{month} 和 {seq}（或 {seq:4}），没有 {"+name+"}。")
		}
	}
	if strings.ContainsAny(mark.ReplaceAllString(string(p), ""), "{}") {
		return domain.RefuseField("pattern", "A brace stands alone; write names as {year}.", "有未配对的花括号，请写作 {year}。")
	}
	if seen["seq"] != 1 || seen["year"] != 1 {
		return domain.RefuseField("pattern", "Write {year} and {seq} once each: numbers are counted for each year, such as {unit}〔{year}〕{seq}号.",
			"请各写一次 {year} 和 {seq}：编号按年度连续，例如 {unit}〔{year}〕{seq}号。")
	}
	return nil
}

// Format answers the official number.
func (p Pattern) Format(unit string, year, month, seq int) string {
	return mark.ReplaceAllStringFunc(string(p), func(m string) string {
		switch name := m[1 : len(m)-1]; name {
		case "unit":
			return unit
		case "year":
			return strconv.Itoa(year)
		case "month":
			return fmt.Sprintf("%02d", month)
		default:
			width := 0
			if d := digits.FindStringSubmatch(name); d != nil && d[1] != "" {
				width, _ = strconv.Atoi(d[1])
			}
			return fmt.Sprintf("%0*d", width, seq)
		}
	})
}
