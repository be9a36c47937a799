package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/domain/calendar"
	"steward/domain/calendar/data"
	"steward/store"
)

// chinese makes the calendar of a Chinese office through the API and answers the token of an administrator.
func chinese(d *desk) (admin string) {
	d.t.Helper()
	admin = d.person("admin", access.Admin)
	c := read[store.Calendar](d, http.StatusCreated, post, "/api/v1/calendars", admin, data.ChinaOffice())
	require.Equal(d.t, "china-office", c.Code)
	return admin
}

func TestCalendar_WhoMayReadAndWrite(t *testing.T) {
	d := newDesk(t)
	admin := chinese(d)
	agent, customer := d.person("agent", access.Agent), d.person("customer", access.Customer)
	list := read[store.Page[store.Calendar]](d, 200, get, "/api/v1/calendars", agent, nil)
	require.Len(t, list.Items, 1)
	c := read[store.Calendar](d, 200, get, "/api/v1/calendars/china-office", agent, nil)
	require.Len(t, c.Exceptions, list.Items[0].ExceptionsCount)
	deadline := m{"from": "2026-03-05T09:00:00+08:00", "minutes": 60}
	read[Deadline](d, 200, post, "/api/v1/calendars/preview-deadline", agent, deadline)
	refused(d, 403, "", patch, "/api/v1/calendars/china-office", agent, m{"zone": "UTC"})
	refused(d, 403, "", post, "/api/v1/calendars", agent, data.GermanOffice())
	refused(d, 403, "", post, "/api/v1/calendars/china-office/holidays/preview", agent, m{"builtin": "china-2026"})
	refused(d, 403, "", get, "/api/v1/calendars", customer, nil)
	refused(d, 403, "", get, "/api/v1/calendars/china-office", customer, nil)
	refused(d, 403, "", post, "/api/v1/calendars/preview-deadline", customer, deadline)
	read[store.Service](d, 201, post, "/api/v1/services", admin, m{"code": "mail", "name": "Mail", "calendar": "china-office"})
	require.Equal(t, "china-office", read[store.Service](d, 200, get, "/api/v1/services/mail", agent, nil).Calendar.Code)
	require.Nil(t, read[store.Service](d, 200, get, "/api/v1/services/mail", customer, nil).Calendar)
}

func TestCalendar_BadInputIsNamed(t *testing.T) {
	d := newDesk(t)
	admin := chinese(d)
	for field, body := range map[string]string{
		"zone":               `{"zone":"Peking"}`,
		"week":               `{"week":[[],[]]}`,
		"week[1][0].to":      `{"week":[[],[{"from":"09:00","to":"25:00"}],[],[],[],[],[]]}`,
		"week[1][0].from":    `{"week":[[],[{"from":"nine","to":"18:00"}],[],[],[],[],[]]}`,
		"exceptions[0].date": `{"exceptions":[{"date":"2026-02-30","name":"x"}]}`,
		"exceptions[0].name": `{"exceptions":[{"date":"2026-02-28","name":" "}]}`,
		"exceptions[0].kind": `{"exceptions":[{"date":"2026-02-28","name":"x","kind":"y"}]}`,
		"entered_until":      `{"entered_until":"soon"}`,
	} {
		p := refused(d, 422, field, patch, "/api/v1/calendars/china-office", admin, body, "Accept-Language", "zh")
		require.Regexp(t, `\p{Han}`, p.Detail)
	}
	refused(d, 409, "version", patch, "/api/v1/calendars/china-office", admin, `{"version":7,"zone":"UTC"}`)
	require.Equal(t, 1, read[store.Calendar](d, 200, get, "/api/v1/calendars/1", admin, nil).Version, "nothing of it was kept")
}

// What is previewed is what the domain counts: over Spring Festival, with its make-up days.
func TestPreviewDeadline_IsWhatTheDomainCounts(t *testing.T) {
	d := newDesk(t)
	admin := chinese(d)
	c := calendar.Must(data.ChinaOffice())
	from := time.Date(2026, 2, 13, 9, 30, 0, 0, time.UTC) // Friday, 17:30 in Shanghai
	for _, body := range []m{
		{"calendar": "china-office", "from": from, "minutes": 10 * 60},
		{"definition": unsaved(t, data.ChinaOffice()), "from": from, "minutes": 10 * 60},
	} {
		got := read[Deadline](d, 200, post, "/api/v1/calendars/preview-deadline", admin, body, "Accept-Language", "zh")
		require.True(t, c.Add(from, 10*time.Hour).Equal(got.Deadline), got.Deadline)
		require.Equal(t, time.Date(2026, 2, 24, 9, 30, 0, 0, c.Zone()).UTC(), got.Deadline.UTC(), "half an hour, make-up Saturday, half an hour of the Tuesday after")
		require.Equal(t, "Asia/Shanghai", got.Zone)
		require.False(t, got.Beyond)
		want := c.Segments(from, got.Deadline)
		require.Len(t, got.Segments, len(want))
		var counted time.Duration
		var texts []string
		for i, g := range got.Segments {
			require.Equal(t, want[i].Cause.Text().Zh, g.Text)
			require.True(t, want[i].From.Equal(g.From) && want[i].To.Equal(g.To))
			if g.Counted {
				counted += g.To.Sub(g.From)
			}
			texts = append(texts, g.Text)
		}
		require.Equal(t, 10*time.Hour, counted)
		require.Contains(t, texts, "节假日：春节")
		require.Contains(t, texts, "调休上班：春节调休")
	}
	days := read[Deadline](d, 200, post, "/api/v1/calendars/preview-deadline", admin, m{"calendar": 1, "from": from, "days": 2})
	require.True(t, c.AddDays(from, 2).Equal(days.Deadline))
	require.Equal(t, "Holiday: Spring Festival", days.Segments[4].Text)
	plain := read[Deadline](d, 200, post, "/api/v1/calendars/preview-deadline", admin, m{"from": from, "minutes": 31})
	require.Equal(t, time.Date(2026, 2, 16, 9, 1, 0, 0, c.Zone()).UTC(), plain.Deadline.UTC(), "the desk's own knows no holidays")
}

func TestPreviewDeadline_SaysWhatIsNotToBeReliedOn(t *testing.T) {
	d := newDesk(t)
	admin := chinese(d)
	path := "/api/v1/calendars/preview-deadline"
	far := read[Deadline](d, 200, post, path, admin, m{"calendar": "china-office", "from": "2026-12-31T16:30:00+08:00", "minutes": 120})
	require.True(t, far.Beyond, "the holidays of 2027 are not entered")
	long := read[Deadline](d, 200, post, path, admin, m{"calendar": "china-office", "from": "2024-01-01T00:00:00Z", "days": 600})
	require.Less(t, long.Segments[len(long.Segments)-1].To, long.Deadline.Add(-time.Hour), "explained for a year only")
	refused(d, 422, "minutes", post, path, admin, m{"from": "2026-01-01T00:00:00Z"})
	refused(d, 422, "minutes", post, path, admin, m{"from": "2026-01-01T00:00:00Z", "minutes": 1, "days": 1})
	refused(d, 422, "minutes", post, path, admin, m{"from": "2199-12-31T23:00:00Z", "minutes": 6000})
	refused(d, 422, "days", post, path, admin, m{"from": "2026-01-01T00:00:00Z", "days": 0})
	refused(d, 404, "", post, path, admin, m{"calendar": "nowhere", "from": "2026-01-01T00:00:00Z", "minutes": 1})
	bad := data.ChinaOffice()
	bad.Week[1][0].To = 0
	refused(d, 422, "definition.week[1][0].to", post, path, admin, m{"definition": unsaved(t, bad), "from": "2026-01-01T00:00:00Z", "minutes": 1})
}

func TestPreviewHolidays(t *testing.T) {
	d := newDesk(t)
	admin := d.person("admin", access.Admin)
	office := calendar.Office("Asia/Shanghai")
	office.Exceptions = []calendar.Exception{{Date: calendar.Civil(2026, 1, 1), Name: "元旦"}, {Date: calendar.Civil(2026, 1, 2), Name: "年会"}}
	read[store.Calendar](d, 201, post, "/api/v1/calendars", admin, office)
	path := "/api/v1/calendars/office/holidays/preview"

	p := read[HolidayPreview](d, 200, post, path, admin, m{"text": "date,name,kind\n2026-01-01,元旦,holiday\n2026-01-02,元旦,holiday\n2026-01-04,元旦调休,workday\n2026-02-30,x,holiday\n"}, "Accept-Language", "zh")
	require.Equal(t, 3, p.Read)
	require.Len(t, p.Problems, 1)
	require.Equal(t, 5, p.Problems[0].Line)
	require.Contains(t, p.Problems[0].Detail, "不是日期")
	require.Len(t, p.Changes, 2, "a day that is there already changes nothing")
	require.Equal(t, "年会", p.Changes[0].Before.Name)
	require.Equal(t, "元旦", p.Changes[0].After.Name)
	require.Nil(t, p.Changes[1].Before)
	require.Equal(t, []calendar.Interval{calendar.Hours(9, 18)}, p.Changes[1].After.Intervals, "the hours of a usual day")
	require.Len(t, p.Exceptions, 3)

	c := read[store.Calendar](d, 200, patch, "/api/v1/calendars/office", admin, m{"exceptions": p.Exceptions})
	require.Equal(t, p.Exceptions, c.Exceptions)
	require.Equal(t, 2, c.Version)
	p = read[HolidayPreview](d, 200, post, path, admin, m{"builtin": "china-2025"})
	require.Len(t, p.Changes, 33, "28 days off and 5 worked")
	require.Equal(t, "2025-12-31", p.EnteredUntil.String())
	p = read[HolidayPreview](d, 200, post, path, admin, m{"text": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261004\nSUMMARY:国庆节\nEND:VEVENT\nEND:VCALENDAR\n",
		"definition": unsaved(t, calendar.Office("Asia/Shanghai"))})
	require.Len(t, p.Changes, 3)
	require.Len(t, p.Exceptions, 3, "compared with what is about to be saved")

	refused(d, 422, "text", post, path, admin, m{})
	refused(d, 422, "text", post, path, admin, m{"text": "x", "builtin": "china-2025"})
	refused(d, 422, "builtin", post, path, admin, m{"builtin": "atlantis-2025"})
	refused(d, 404, "", post, strings.Replace(path, "office", "nowhere", 1), admin, m{"builtin": "china-2025"})
}

// unsaved is a definition as a browser sends it.
func unsaved(t *testing.T, d calendar.Definition) m {
	t.Helper()
	raw, err := json.Marshal(store.Counting{Zone: d.Zone, Week: d.Week, Exceptions: append([]calendar.Exception{}, d.Exceptions...), EnteredUntil: d.EnteredUntil})
	require.NoError(t, err)
	var as m
	require.NoError(t, json.Unmarshal(raw, &as))
	return as
}
