package api

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"steward/domain"
	"steward/domain/calendar"
	"steward/domain/calendar/data"
	"steward/domain/calendar/holidays"
	"steward/store"
)

// maxHolidayBody lets a file of the size that is read through as JSON.
const maxHolidayBody = 3 << 20

type holidaysInput struct {
	Named
	Body struct {
		Text       string          `json:"text,omitempty" doc:"A CSV (date,name,kind[,from,to]) or iCalendar file"`
		Builtin    string          `json:"builtin,omitempty" enum:"china-2024,china-2025,china-2026,germany-2024,germany-2025,germany-2026,germany-2027" doc:"In place of a text: holidays that the product knows"`
		Definition *store.Counting `json:"definition,omitempty" doc:"To compare with this instead: the calendar as it is about to be saved"`
	}
}

// HolidayPreview is what holidays would change in a calendar. They are entered by changing the calendar to these exceptions.
type HolidayPreview struct {
	Read         int                  `json:"read" doc:"How many days were read"`
	Changes      []holidays.Change    `json:"changes" doc:"The days that would be new or other than they are"`
	Problems     []HolidayProblem     `json:"problems" doc:"Lines that could not be taken; the others are"`
	Exceptions   []calendar.Exception `json:"exceptions" doc:"All days of the calendar as they would be"`
	EnteredUntil calendar.Date        `json:"entered_until" doc:"Until when holidays would be entered, empty if none are to be"`
}

// HolidayProblem is a line that could not be taken, and what to do about it.
type HolidayProblem struct {
	Line   int    `json:"line"`
	Detail string `json:"detail"`
}

func (s *Server) previewHolidays(ctx context.Context, in *holidaysInput) (*body[HolidayPreview], error) {
	saved, err := s.Store.Calendar(ctx, in.key())
	if err != nil {
		return nil, err
	}
	now := saved.Counting
	if in.Body.Definition != nil {
		now = *in.Body.Definition
		if err := within("definition", now.Definition().Validate()); err != nil {
			return nil, err
		}
	}
	p := HolidayPreview{Problems: []HolidayProblem{}, EnteredUntil: now.EnteredUntil}
	var read []calendar.Exception
	var wrong []holidays.Problem
	hours := usualHours(now.Week)
	switch text := strings.TrimSpace(strings.TrimPrefix(in.Body.Text, "\ufeff")); {
	case (text == "") == (in.Body.Builtin == ""):
		return nil, domain.RefuseField("text", "Give either the text of a CSV or iCalendar file or a built-in set.", "请提供 CSV 或 iCalendar 文件内容，或选择内置节假日。")
	case text == "":
		var year int
		read, year = builtin(in.Body.Builtin, hours)
		p.EnteredUntil = max(p.EnteredUntil, calendar.Civil(year, time.December, 31))
	case strings.HasPrefix(strings.ToUpper(text), "BEGIN:"):
		read, wrong = holidays.ICal(strings.NewReader(in.Body.Text), hours)
	default:
		read, wrong = holidays.CSV(strings.NewReader(in.Body.Text), hours)
	}
	for _, w := range wrong {
		p.Problems = append(p.Problems, HolidayProblem{w.Line, w.Text.In(languageOf(ctx))})
	}
	p.Read = len(read)
	p.Exceptions, p.Changes = holidays.Merge(now.Exceptions, read)
	return &body[HolidayPreview]{p}, nil
}

// builtin answers the holidays of a set such as china-2026, and its year.
func builtin(name string, hours []calendar.Interval) (list []calendar.Exception, year int) {
	country, digits, _ := strings.Cut(name, "-")
	year, _ = strconv.Atoi(digits) // one of the few that the description allows
	if country == "germany" {
		return data.Germany(year, year), year
	}
	return slices.DeleteFunc(data.China(hours...), func(e calendar.Exception) bool { return e.Date.Midnight().Year() != year }), year
}

// usualHours answers the hours of the first worked day from Monday on: those of a make-up day of which nothing else is said.
func usualHours(week [][]calendar.Interval) []calendar.Interval {
	for i := range week {
		if day := week[(i+1)%len(week)]; len(day) > 0 {
			return day
		}
	}
	return nil
}
