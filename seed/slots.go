package seed

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"steward/domain"
)

// slot is one way to fill {…} in a story: what it says, and the place and serial number that go with it.
type slot struct {
	text          domain.Text
	place, serial string
}

func same(word string) slot { return slot{text: domain.Text{En: word, Zh: word}} }

var rooms = []slot{
	{text: t("三楼 302 会议室", "meeting room 302"), place: "sz-a-302"}, {text: t("三楼 306 会议室", "meeting room 306"), place: "sz-a-306"},
	{text: t("二楼 208 会议室", "meeting room 208"), place: "sz-a-208"},
}

var floors = []slot{
	{text: t("办公楼一层", "the ground floor"), place: "sz-a-1"}, {text: t("办公楼二层", "the second floor"), place: "sz-a-2"},
	{text: t("办公楼三层", "the third floor"), place: "sz-a-3"},
}

var productionLines = []slot{
	{text: t("机加 1 号线", "machining line 1"), place: "sz-b-m1"}, {text: t("机加 2 号线", "machining line 2"), place: "sz-b-m2"},
	{text: t("装配线", "the assembly line"), place: "sz-b-as"}, {text: t("冲压线", "the stamping line"), place: "cd-1-st"},
}

// linesOf answers the lines that somebody works at; all of them for those who work at none.
func linesOf(who human) []slot {
	switch who.unit {
	case "machining":
		return productionLines[:2]
	case "assembly":
		return productionLines[2:3]
	case "stamping", "warehouse", "chengdu-plant":
		return productionLines[3:]
	}
	return productionLines
}

var soon = []slot{{text: t("明天", "tomorrow")}, {text: t("周四", "on Thursday")}, {text: t("下周一", "next Monday")}, {text: t("后天", "the day after tomorrow")}}

var since = []slot{{text: t("昨天", "yesterday")}, {text: t("今天早上", "this morning")}, {text: t("昨晚", "last night")}}

// machines are what each customer bought; the name says model and number.
var machines = map[string][]slot{
	"ruihe": {
		machine("CV-650", "17", "ruihe-wx-c", "CV650-22-0017"), machine("CV-650", "18", "ruihe-wx-c", "CV650-22-0018"),
		machine("TX-300", "5", "ruihe-wx-c", "TX300-23-0005"),
	},
	"nordwerk": {
		machine("CH-1000", "3", "nordwerk-kiel-2", "CH1000-21-0003"), machine("CH-1000", "4", "nordwerk-kiel-2", "CH1000-21-0004"),
		machine("TX-300", "11", "nordwerk-kiel-2", "TX300-24-0011"),
	},
	"tenghui": {
		machine("CV-850", "42", "tenghui-hf-1", "CV850-20-0042"), machine("CV-850", "43", "tenghui-hf-1", "CV850-20-0043"),
	},
}

func machine(model, number, place, serial string) slot {
	return slot{text: t(model+"（"+number+" 号机）", model+" no. "+number), place: place, serial: serial}
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// words are the slots of one telling.
type words map[string]slot

func fill(r *rand.Rand, who human) words {
	colleague := pick(r, slices.DeleteFunc(slices.Clone(humans[19:40]), func(h human) bool { return h.login == who.login }))
	client := pick(r, customers)
	w := words{
		"room": pick(r, rooms), "floor": pick(r, floors), "line": pick(r, linesOf(who)), "soon": pick(r, soon), "since": pick(r, since),
		"n": same(fmt.Sprint(2 + r.IntN(8))), "order": same(fmt.Sprintf("SO-%d", 48000+r.IntN(2000))),
		"person": {text: t(colleague.name, colleague.nameEn)}, "client": {text: t(client.name, client.nameEn)},
	}
	asset := fmt.Sprintf("CY-%d", 2100+r.IntN(800))
	w["asset"] = slot{text: t(asset, asset), serial: asset}
	if own := machines[who.customer]; own != nil {
		w["machine"] = pick(r, own)
	}
	return w
}

// called answers how somebody is addressed.
func called(login string) slot {
	at := slices.IndexFunc(humans, func(h human) bool { return h.login == login })
	return slot{text: t(humans[at].name, humans[at].nameEn)}
}

// in answers a text in a language with its slots filled.
func (w words) in(language string, text domain.Text) string {
	said := text.In(language)
	for name, s := range w {
		said = strings.ReplaceAll(said, "{"+name+"}", s.text.In(language))
	}
	return strings.ReplaceAll(said, "） ", "）")
}

// about answers the place and the serial number of what a text speaks of, empty if of nothing.
func (w words) about(text domain.Text) (place, serial string) {
	for _, name := range []string{"room", "floor", "line", "asset", "machine"} {
		if s := w[name]; strings.Contains(text.Zh, "{"+name+"}") {
			place, serial = s.place, s.serial
		}
	}
	return place, serial
}
