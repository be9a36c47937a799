// Package directory holds the rules of what an administrator keeps: names and codes, the order of places, the matrix of
// priorities and how long the desk's promises run.
package directory

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"steward/domain"
)

const longestName = 200

var code = regexp.MustCompile(`^[a-z][a-z0-9._-]{0,59}$`)

// Code refuses what cannot be a code. A code begins with a letter, so that nobody takes it for an id.
func Code(s string) error {
	if code.MatchString(s) {
		return nil
	}
	return domain.RefuseField("code",
		"A code has 1 to 60 of a–z, 0–9, dot, dash and underscore, and begins with a letter.",
		"代码由 1 至 60 个小写字母、数字、点、短横或下划线组成，并以字母开头。")
}

// Name answers the name without spaces around it, or refuses it: empty where it is required, too long, or of several lines.
func Name(field, s string, required bool) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" && required {
		return "", domain.RefuseField(field, "Give it a name.", "请填写名称。")
	}
	if utf8.RuneCountInString(s) > longestName {
		return "", domain.RefuseField(field, fmt.Sprintf("The name is too long; use at most %d characters.", longestName),
			fmt.Sprintf("名称过长，请不要超过 %d 个字符。", longestName))
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return "", domain.RefuseField(field, "The name contains line breaks or control characters; write it on one line.",
			"名称含有换行或控制字符，请写成一行。")
	}
	return s, nil
}

// Slug makes a code from the first of the names that has Latin letters or digits, else it is the noun's own word.
func Slug(word string, names ...string) string {
	for _, name := range names {
		if s := latin(name); s != "" {
			if s[0] < 'a' {
				s = word + "-" + s
			}
			return strings.TrimRight(s[:min(len(s), 50)], "-")
		}
	}
	return word
}

func latin(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimRight(b.String(), "-")
}

// FreeCode answers the slug itself, or with the first number from 2 on that is not taken.
func FreeCode(slug string, taken []string) string {
	free := slug
	for n := 2; slices.Contains(taken, free); n++ {
		free = fmt.Sprintf("%s-%d", slug, n)
	}
	return free
}

// PlaceKinds are the kinds of places from the widest to the narrowest.
var PlaceKinds = []string{"site", "building", "floor", "room", "rack"}

// Place refuses a place whose kind does not fit: a site stands alone, everything else lies in something wider (parent is its
// kind, "" for none), what is inside is narrower, and only a site belongs to a customer.
func Place(kind, parent string, inside []string, owned bool) error {
	own, outer := slices.Index(PlaceKinds, kind), slices.Index(PlaceKinds, parent)
	switch {
	case own < 0:
		return domain.RefuseField("kind", "Choose the kind of place: site, building, floor, room or rack.",
			"请选择地点类型：site（园区）、building（楼）、floor（楼层）、room（房间）或 rack（机柜）。")
	case own == 0 && parent != "":
		return domain.RefuseField("parent", "A site lies in no other place; leave its parent empty.", "园区不属于其他地点，请将上级留空。")
	case own > 0 && parent == "":
		return domain.RefuseField("parent", "Name the place that this "+kind+" lies in.", "请指定该"+placeZh[own]+"所在的上级地点。")
	case own > 0 && outer >= own:
		return domain.RefuseField("parent", "A "+kind+" lies in something wider (site, building, floor, room, in this order), not in a "+parent+".",
			"地点须按园区、楼、楼层、房间、机柜的顺序逐级包含，"+placeZh[own]+"不能放在"+placeZh[outer]+"内。")
	case own > 0 && owned:
		return domain.RefuseField("customer", "Only a site belongs to a customer; what lies in it follows. Leave this empty.", "只有园区可归属客户，其内部地点随之归属，请将此项留空。")
	}
	for _, k := range inside {
		if slices.Index(PlaceKinds, k) <= own {
			return domain.RefuseField("kind", "There is a "+k+" in it, which does not fit into a "+kind+"; move it first.",
				"其中已有"+placeZh[slices.Index(PlaceKinds, k)]+"，不能改为"+placeZh[own]+"，请先移走。")
		}
	}
	return nil
}

var placeZh = []string{"园区", "楼", "楼层", "房间", "机柜"}

// Cell is one answer of the priority matrix.
type Cell struct {
	Impact   int `db:"impact" json:"impact"`
	Urgency  int `db:"urgency" json:"urgency"`
	Priority int `db:"priority" json:"priority"`
}

// Matrix refuses a matrix that does not have each of the nine cells once, with a priority from 1 to 5.
func Matrix(cells []Cell) error {
	seen := [4][4]bool{}
	for i, c := range cells {
		if c.Impact < 1 || c.Impact > 3 || c.Urgency < 1 || c.Urgency > 3 {
			return domain.RefuseField(fmt.Sprintf("rows[%d]", i), "Impact and urgency go from 1 (high) to 3 (low).", "影响和紧急程度取值为 1（高）至 3（低）。")
		}
		if c.Priority < 1 || c.Priority > 5 {
			return domain.RefuseField(fmt.Sprintf("rows[%d].priority", i), "A priority goes from 1 (first) to 5 (last).", "优先级取值为 1（最先）至 5（最后）。")
		}
		if seen[c.Impact][c.Urgency] {
			return domain.RefuseField(fmt.Sprintf("rows[%d]", i), fmt.Sprintf("Impact %d with urgency %d is there twice; give each pair once.", c.Impact, c.Urgency),
				fmt.Sprintf("影响 %d、紧急 %d 出现了两次，每个组合只能给出一次。", c.Impact, c.Urgency))
		}
		seen[c.Impact][c.Urgency] = true
	}
	if len(cells) != 9 {
		return domain.RefuseField("rows", "Give all nine cells: every impact from 1 to 3 with every urgency from 1 to 3.", "请给出全部九个组合：影响 1 至 3 与紧急 1 至 3。")
	}
	return nil
}

// Zone refuses what is not the IANA name of a time zone.
func Zone(name string) error {
	if name != "" && name != "Local" {
		if _, err := time.LoadLocation(name); err == nil {
			return nil
		}
	}
	return domain.RefuseField("zone", "Give a time zone by its IANA name, such as Asia/Shanghai or Europe/Berlin.", "请填写 IANA 时区名称，例如 Asia/Shanghai 或 Europe/Berlin。")
}

// Within refuses a number outside of least to most.
func Within(field string, n, least, most int) error {
	if n >= least && n <= most {
		return nil
	}
	return domain.RefuseField(field, fmt.Sprintf("Give a whole number from %d to %d.", least, most), fmt.Sprintf("请填写 %d 至 %d 之间的整数。", least, most))
}
