package calendar

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"steward/domain"
)

// Definition is a calendar as people enter it and as it is stored. New makes the Calendar that counts by it.
type Definition struct {
	Code         string       `json:"code"`
	Version      int          `json:"version,omitempty"` // counted up by the store with every change
	Name         string       `json:"name"`
	NameEn       string       `json:"name_en"`
	Zone         string       `json:"zone"`                   // an IANA name; intervals are its wall-clock time
	Week         [][]Interval `json:"week"`                   // seven lists, Sunday first as in time.Weekday
	Exceptions   []Exception  `json:"exceptions"`             // days that differ from their weekday
	EnteredUntil Date         `json:"entered_until,omitzero"` // the last date whose holidays are entered; not given: none are to be
}

// Exception is a day that differs from its weekday: without intervals a holiday, with intervals a make-up or special working day.
type Exception struct {
	Date      Date       `json:"date"`
	Name      string     `json:"name"`
	NameEn    string     `json:"name_en,omitempty"`
	Intervals []Interval `json:"intervals,omitempty"`
}

// Holiday tells whether nobody works on the day.
func (e Exception) Holiday() bool { return len(e.Intervals) == 0 }

// Weekly makes a week in which the same hours are worked on each of the days.
func Weekly(days []time.Weekday, hours ...Interval) [][]Interval {
	week := make([][]Interval, 7)
	for i := range week {
		week[i] = []Interval{}
	}
	for _, d := range days {
		week[d] = hours
	}
	return week
}

// Workdays is Monday to Friday.
var Workdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// EveryDay is Sunday to Saturday.
var EveryDay = append([]time.Weekday{time.Sunday, time.Saturday}, Workdays...)

// AllHours is the definition of a calendar on which all time counts.
func AllHours() Definition {
	return Definition{Code: "always", Name: "全天候（7×24）", NameEn: "Around the clock (24/7)", Zone: "UTC",
		Week: Weekly(EveryDay, Hours(0, 24)), Exceptions: []Exception{}}
}

// Decode reads a definition from JSON and validates it; a field it does not know is refused.
func Decode(raw []byte) (Definition, error) {
	var d Definition
	in := json.NewDecoder(bytes.NewReader(raw))
	in.DisallowUnknownFields()
	err := in.Decode(&d)
	if err == nil {
		if _, more := in.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more after its end")
		}
	}
	if err != nil {
		field := ""
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			field = wrong.Field
		}
		return Definition{}, domain.RefuseField(field, "The calendar cannot be read ("+err.Error()+"). Send it in the form in which it is read.",
			"无法读取日历（"+err.Error()+"）。请按读取时的格式提交。")
	}
	return d, d.Validate()
}

// Validate answers a domain.Error that names the first wrong field, such as `week[1][0].to`.
func (d Definition) Validate() error {
	if _, err := d.location(); err != nil {
		return err
	}
	if len(d.Week) != 7 {
		return domain.RefuseField("week", "Give a list of intervals for each of the seven days, Sunday first.", "请为一周七天（从星期日开始）各提供一个时段列表。")
	}
	works := false
	for i, day := range d.Week {
		if err := validIntervals(fmt.Sprintf("week[%d]", i), day); err != nil {
			return err
		}
		works = works || len(day) > 0
	}
	if !works {
		return domain.RefuseField("week", "Give at least one interval of working time in the week.", "一周中请至少设置一个工作时段。")
	}
	seen := make(map[Date]int, len(d.Exceptions))
	for i, e := range d.Exceptions {
		if err := e.validate(fmt.Sprintf("exceptions[%d]", i), seen, i); err != nil {
			return err
		}
	}
	if d.EnteredUntil == NoDate {
		return domain.RefuseField("entered_until", "Give a date such as 2026-12-31, or nothing.", "请填写日期，例如 2026-12-31，或留空。")
	}
	return nil
}

func (e Exception) validate(path string, seen map[Date]int, i int) error {
	if e.Date == 0 || e.Date == NoDate {
		return domain.RefuseField(path+".date", "Give a date such as 2026-02-14.", "请填写日期，例如 2026-02-14。")
	}
	if first, twice := seen[e.Date]; twice {
		return domain.RefuseField(path+".date", fmt.Sprintf("%s is already entered as exceptions[%d]. Remove one of them.", e.Date, first),
			fmt.Sprintf("%s 已在 exceptions[%d] 中录入，请删除其中一项。", e.Date, first))
	}
	seen[e.Date] = i
	if strings.TrimSpace(e.Name) == "" {
		return domain.RefuseField(path+".name", "Give the day a name; deadlines are explained with it.", "请填写名称，解释时限时会用到。")
	}
	return validIntervals(path+".intervals", e.Intervals)
}

func (d Definition) location() (*time.Location, error) {
	if d.Zone != "" && d.Zone != "Local" { // both are accepted by LoadLocation, and mean the machine
		if z, err := time.LoadLocation(d.Zone); err == nil {
			return z, nil
		}
	}
	return nil, domain.RefuseField("zone", fmt.Sprintf("%q is no time zone. Give an IANA name such as Asia/Shanghai.", d.Zone),
		fmt.Sprintf("“%s”不是时区，请填写 IANA 名称，例如 Asia/Shanghai。", d.Zone))
}

func validIntervals(path string, list []Interval) error {
	for i, v := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		if v.From < 0 || v.From >= midnight {
			return domain.RefuseField(at+".from", "Give a time from 00:00 to 23:59.", "请填写 00:00 到 23:59 之间的时间。")
		}
		if v.To < 0 || v.To > midnight {
			return domain.RefuseField(at+".to", "Give a time up to 24:00.", "请填写不晚于 24:00 的时间。")
		}
		if v.To <= v.From {
			return domain.RefuseField(at+".to", fmt.Sprintf("Give a time later than %s; an interval over midnight is entered as two, one to 24:00.", v.From),
				fmt.Sprintf("请填写晚于 %s 的时间；跨午夜的时段请分两段录入，前一段到 24:00。", v.From))
		}
		if i > 0 && v.From < list[i-1].To {
			return domain.RefuseField(at+".from", fmt.Sprintf("Intervals are entered in order and do not overlap: begin at %s or later.", list[i-1].To),
				fmt.Sprintf("时段须按顺序且不重叠：请从 %s 或之后开始。", list[i-1].To))
		}
	}
	return nil
}

// InOrder sorts exceptions by date, keeping the order of those of one date.
func InOrder(list []Exception) []Exception {
	slices.SortStableFunc(list, func(a, b Exception) int { return cmp.Compare(a.Date, b.Date) })
	return list
}
