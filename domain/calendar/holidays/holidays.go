// Package holidays reads files of holidays and make-up days, and shows what they would change in a calendar.
package holidays

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"steward/domain"
	"steward/domain/calendar"
)

// Problem is a line of a file that could not be taken, and what to do about it. The other lines are taken nevertheless.
type Problem struct {
	Line int         `json:"line"`
	Text domain.Text `json:"text"`
}

// The largest file that is read, and the days of the longest event in it.
const (
	maxBytes = 1 << 20
	maxDays  = 366
)

// found gathers days and problems while a file is read.
type found struct {
	days     []calendar.Exception
	lines    map[calendar.Date]int
	problems []Problem
}

func (f *found) refuse(line int, en, zh string) {
	f.problems = append(f.problems, Problem{line, domain.Text{En: en, Zh: zh}})
}

func (f *found) add(line int, e calendar.Exception) {
	if first, twice := f.lines[e.Date]; twice {
		f.refuse(line, fmt.Sprintf("%s is already in line %d, which is taken. Leave one of the two.", e.Date, first),
			fmt.Sprintf("%s 已在第 %d 行出现并采用，请只保留一行。", e.Date, first))
		return
	}
	f.lines[e.Date] = line
	f.days = append(f.days, e)
}

func (f *found) result() ([]calendar.Exception, []Problem) {
	slices.SortStableFunc(f.problems, func(a, b Problem) int { return a.Line - b.Line })
	return calendar.InOrder(f.days), f.problems
}

// text reads a whole file as UTF-8 without its byte order mark; a file that cannot be read is a problem of line 1.
func (f *found) text(in io.Reader) ([]byte, bool) {
	f.lines = map[calendar.Date]int{}
	raw, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	switch {
	case err != nil:
		f.refuse(1, "The file could not be read ("+err.Error()+"). Send it again.", "无法读取文件（"+err.Error()+"），请重新上传。")
	case len(raw) > maxBytes:
		f.refuse(1, "The file is larger than 1 MB. Send the holidays of a few years only.", "文件超过 1 MB，请只上传几年的节假日。")
	case !utf8.Valid(raw):
		f.refuse(1, "The file is not UTF-8 text. Save it as UTF-8 and send it again.", "文件不是 UTF-8 文本，请另存为 UTF-8 后重新上传。")
	default:
		return bytes.TrimPrefix(raw, []byte("\ufeff")), true
	}
	return nil, false
}

// day reads a date such as 2026-02-14 in the years that calendars count. A spreadsheet saves what it takes for a date as 2026/2/14.
func day(text string) (calendar.Date, bool) {
	d, ok := calendar.ParseDate(text)
	if t, err := time.Parse("2006/1/2", text); err == nil {
		d, ok = calendar.DateOf(t), true
	}
	if y := d.Midnight().Year(); !ok || d == 0 || y < 1900 || y > 2199 {
		return 0, false
	}
	return d, true
}

// Change is one day that an import would change in a calendar: Before is nil for a day that is new, and After is never nil.
type Change struct {
	Before *calendar.Exception `json:"before"`
	After  *calendar.Exception `json:"after"`
}

// Merge puts read days over a calendar's: a day that is in both becomes the read one. It answers all days in order and the
// changes, for a preview.
func Merge(entered, read []calendar.Exception) ([]calendar.Exception, []Change) {
	all := slices.Clone(entered)
	changes := []Change{}
	for _, e := range read {
		i := slices.IndexFunc(all, func(o calendar.Exception) bool { return o.Date == e.Date })
		if i < 0 {
			all = append(all, e)
			changes = append(changes, Change{After: &e})
			continue
		}
		old := all[i]
		if old.Name == e.Name && old.NameEn == e.NameEn && slices.Equal(old.Intervals, e.Intervals) {
			continue
		}
		all[i] = e
		changes = append(changes, Change{Before: &old, After: &e})
	}
	return calendar.InOrder(all), changes
}
