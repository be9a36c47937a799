package holidays

import (
	"io"
	"strconv"
	"strings"
	"time"

	"steward/domain/calendar"
)

// ICal reads the all-day events of an iCalendar file (RFC 5545). They are holidays, except those that the calendars of China mark
// as worked (X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY, or 班 behind the name): those are worked at the given hours. It is read
// here and not by a library because a problem must name its line.
func ICal(in io.Reader, hours []calendar.Interval) ([]calendar.Exception, []Problem) {
	var f found
	raw, ok := f.text(in)
	if !ok {
		return f.result()
	}
	lines := unfold(string(raw))
	if len(lines) == 0 || !strings.EqualFold(lines[0].text, "BEGIN:VCALENDAR") {
		f.refuse(1, "This is no iCalendar file: it does not begin with BEGIN:VCALENDAR.", "这不是 iCalendar 文件：开头不是 BEGIN:VCALENDAR。")
		return f.result()
	}
	var e *event
	inner := "" // a component inside the event, such as an alarm
	torn := func() {
		if e != nil {
			f.refuse(e.line, "The event has no end (END:VEVENT). The file seems to be cut off.", "该事件没有结束（END:VEVENT），文件可能不完整。")
		}
	}
	for _, l := range lines {
		p := l.property()
		switch {
		case p.name == "BEGIN" && strings.EqualFold(p.value, "VEVENT"):
			torn()
			e, inner = &event{line: l.number}, ""
		case e == nil:
		case p.name == "BEGIN":
			inner = p.value
		case p.name == "END" && inner != "" && p.value == inner:
			inner = ""
		case p.name == "END" && inner == "" && strings.EqualFold(p.value, "VEVENT"):
			f.event(*e, hours)
			e = nil
		case inner == "":
			e.take(p)
		}
	}
	torn()
	return f.result()
}

type line struct {
	number int // in the file, of its beginning
	text   string
}

// unfold joins lines that were broken: what goes on begins with a blank or a tab.
func unfold(text string) []line {
	var list []line
	for i, s := range strings.Split(text, "\n") {
		s = strings.TrimSuffix(s, "\r")
		if s != "" && (s[0] == ' ' || s[0] == '\t') && len(list) > 0 {
			list[len(list)-1].text += s[1:]
		} else if s != "" {
			list = append(list, line{i + 1, s})
		}
	}
	return list
}

type property struct {
	number      int
	name, value string
}

// property parts NAME;PARAMETERS:VALUE at the first colon outside quotation marks; no parameter matters here.
func (l line) property() property {
	quoted := false
	for i, r := range l.text {
		if r == '"' {
			quoted = !quoted
		}
		if r == ':' && !quoted {
			name, _, _ := strings.Cut(l.text[:i], ";")
			return property{l.number, strings.ToUpper(strings.TrimSpace(name)), strings.TrimSpace(l.text[i+1:])}
		}
	}
	return property{number: l.number}
}

// event is what matters of one VEVENT.
type event struct {
	line                                 int
	start, end, length, summary, special property
	repeats, cancelled                   bool
}

func (e *event) take(p property) {
	switch p.name {
	case "DTSTART":
		e.start = p
	case "DTEND":
		e.end = p
	case "DURATION":
		e.length = p
	case "SUMMARY":
		e.summary = p
	case "X-APPLE-SPECIAL-DAY":
		e.special = p
	case "RRULE", "RDATE":
		e.repeats = true
	case "STATUS":
		e.cancelled = strings.EqualFold(p.value, "CANCELLED")
	}
}

func (f *found) event(e event, hours []calendar.Interval) {
	name, worked := title(e.summary.value)
	worked = worked || strings.EqualFold(e.special.value, "ALTERNATE-WORKDAY")
	start, ok := allDay(e.start.value)
	days, known := e.days(start)
	switch {
	case e.cancelled:
	case !ok:
		f.refuse(max(e.line, e.start.number), "Only events of whole days are taken: DTSTART must be a date such as 20260214.", "只采用全天事件：DTSTART 须为日期，例如 20260214。")
	case e.repeats:
		f.refuse(e.line, "The event repeats. Give each year's day as an event of its own.", "该事件会重复，请为每年的日期单独建立事件。")
	case !known || days < 1 || days > maxDays:
		f.refuse(max(e.line, e.end.number, e.length.number), "The event's end is no date one to 366 days after its start.", "事件的结束须为开始后 1 到 366 天的日期。")
	case name == "":
		f.refuse(e.line, "The event has no SUMMARY. Deadlines are explained with it.", "该事件没有 SUMMARY（名称），解释时限时会用到。")
	case worked && len(hours) == 0:
		f.refuse(e.line, "The day is worked, but at which hours is not known. Give the hours of make-up days.", "该日上班，但不知道工作时间，请提供调休日的工作时间。")
	default:
		for d := start; d < start+calendar.Date(days); d++ {
			x := calendar.Exception{Date: d, Name: name}
			if worked {
				x.Intervals = hours
			}
			f.add(e.line, x)
		}
	}
}

// days answers how many days the event takes. DTEND is the first day after it.
func (e event) days(start calendar.Date) (int, bool) {
	if e.end.name != "" {
		end, ok := allDay(e.end.value)
		return int(end - start), ok
	}
	if v := e.length.value; v != "" {
		unit := map[byte]int{'D': 1, 'W': 7}[v[len(v)-1]]
		n, err := strconv.Atoi(strings.TrimPrefix(v[:len(v)-1], "P"))
		return n * unit, err == nil && unit > 0 && n <= maxDays
	}
	return 1, true
}

func allDay(text string) (calendar.Date, bool) {
	t, err := time.Parse("20060102", text)
	if err != nil {
		return 0, false
	}
	return day(t.Format(time.DateOnly))
}

// title reads a SUMMARY: without its escapes and without 休 or 班 in brackets behind it, the latter of which says it is worked.
func title(text string) (name string, worked bool) {
	name = strings.NewReplacer(`\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(text)
	for _, mark := range []string{"（休）", "(休)", "（班）", "(班)"} {
		if cut, ok := strings.CutSuffix(name, mark); ok {
			return strings.TrimSpace(cut), strings.Contains(mark, "班")
		}
	}
	return strings.TrimSpace(name), strings.HasSuffix(name, "补班")
}
