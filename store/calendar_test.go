package store

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/calendar"
	"steward/domain/calendar/data"
)

func counting(d calendar.Definition) CalendarInput {
	return CalendarInput{Naming: Naming{Code: &d.Code, Name: &d.Name, NameEn: &d.NameEn}, Zone: &d.Zone, Week: &d.Week, Exceptions: &d.Exceptions, EnteredUntil: &d.EnteredUntil}
}

func TestCalendar_IsKeptAsItWasEntered(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	china := data.ChinaOffice()
	c, err := o.CreateCalendar(ctx, o.admin, counting(china), "k")
	require.NoError(t, err)
	again, err := o.CreateCalendar(ctx, o.admin, counting(china), "k")
	require.NoError(t, err)
	require.Equal(t, c, again)
	require.Equal(t, 1, c.Version)
	kept := c.Counting.Definition()
	kept.Code, kept.Name, kept.NameEn = c.Code, c.Name, c.NameEn
	require.Equal(t, china, kept)
	require.Equal(t, china.Exceptions, c.Exceptions)

	page, err := o.Calendars(ctx, ListQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Empty(t, page.Items[0].Exceptions)
	require.Equal(t, len(china.Exceptions), page.Items[0].ExceptionsCount)
	require.Equal(t, china.Week, page.Items[0].Week)
	require.Equal(t, "2026-12-31", page.Items[0].EnteredUntil)
}

func TestCalendar_AChangeOfWhatCountsIsAVersion(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	c, err := o.CreateCalendar(ctx, o.admin, counting(calendar.Office("Asia/Shanghai")), "")
	require.NoError(t, err)
	update := func(in CalendarInput) (Calendar, error) { return o.UpdateCalendar(ctx, o.admin, domain.ByID(c.ID), in) }
	stamp := func() (stamp string) {
		require.NoError(t, o.DB.Get(&stamp, `SELECT levels_stamp FROM desk_settings`))
		return stamp
	}

	before := stamp()
	c, err = update(CalendarInput{Naming: named("办公室")})
	require.NoError(t, err)
	require.Equal(t, 1, c.Version, "a name counts no time")
	_, err = update(CalendarInput{Naming: Naming{Code: ptr("other")}})
	refused(t, err, domain.Invalid, "code") // clocks name it by that
	later, earlier := calendar.Exception{Date: calendar.Civil(2026, 10, 2), Name: "国庆节"}, calendar.Exception{Date: calendar.Civil(2026, 10, 1), Name: "国庆节"}
	c, err = update(CalendarInput{Version: ptr(1), Exceptions: &[]calendar.Exception{later, earlier}, EnteredUntil: ptr(data.ChinaUntil)})
	require.NoError(t, err)
	require.Equal(t, 2, c.Version)
	require.Equal(t, []calendar.Exception{earlier, later}, c.Exceptions, "in order")
	require.Equal(t, "Asia/Shanghai", c.Zone, "what is not spoken of stays")
	require.NotEqual(t, before, stamp(), "whoever keeps calendars in memory sees that they are old")
	_, err = update(CalendarInput{Version: ptr(1), Zone: ptr("UTC")})
	refused(t, err, domain.Conflict, "version")
	c, err = update(CalendarInput{EnteredUntil: ptr(calendar.Date(0))})
	require.NoError(t, err)
	require.Empty(t, c.EnteredUntil)

	var versions []string
	require.NoError(t, o.DB.Select(&versions, `SELECT definition->>'entered_until' FROM calendar_versions WHERE calendar_id = $1 ORDER BY version`, c.ID))
	require.Equal(t, []string{"", "2026-12-31", ""}, versions)
	trail := o.trail(fmt.Sprintf("calendar:%d", c.ID))
	require.Len(t, trail, 4)
	var changes map[string][2]any
	require.NoError(t, json.Unmarshal(trail[2].Changes, &changes))
	require.Equal(t, [2]any{1.0, 2.0}, changes["version"])
	require.Equal(t, [2]any{"", "2026-12-31"}, changes["entered_until"])
	require.Len(t, changes["exceptions"][1], 2)
	require.NotContains(t, changes, "week")
	require.JSONEq(t, `{"entered_until": ["2026-12-31", ""], "version": [2, 3]}`, string(trail[3].Changes))
}

func TestCalendar_RefusesByField(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	day := []calendar.Interval{calendar.Hours(9, 18)}
	national := calendar.Exception{Date: calendar.Civil(2026, 10, 1), Name: "国庆节"}
	for field, spoil := range map[string]func(*CalendarInput){
		"zone":               func(in *CalendarInput) { in.Zone = ptr("Peking") },
		"week":               func(in *CalendarInput) { in.Week = nil },
		"week[1][0].to":      func(in *CalendarInput) { (*in.Week)[1] = []calendar.Interval{calendar.Hours(18, 9)} },
		"week[2][1].from":    func(in *CalendarInput) { (*in.Week)[2] = append(day, calendar.Hours(17, 19)) },
		"exceptions[1].date": func(in *CalendarInput) { in.Exceptions = &[]calendar.Exception{national, national} },
		"exceptions[0].name": func(in *CalendarInput) { in.Exceptions = &[]calendar.Exception{{Date: national.Date}} },
		"entered_until":      func(in *CalendarInput) { in.EnteredUntil = ptr(calendar.NoDate) },
		"name":               func(in *CalendarInput) { in.Name = nil },
	} {
		in := counting(calendar.Office("UTC"))
		spoil(&in)
		_, err := o.CreateCalendar(ctx, o.admin, in, "")
		refused(t, err, domain.Invalid, field)
	}
	c, err := o.CreateCalendar(ctx, o.admin, counting(calendar.Office("UTC")), "")
	require.NoError(t, err)
	_, err = o.UpdateCalendar(ctx, o.admin, domain.ByID(c.ID), CalendarInput{Week: &[][]calendar.Interval{}})
	refused(t, err, domain.Invalid, "week")
	_, err = o.CreateCalendar(ctx, o.admin, counting(calendar.Office("UTC")), "")
	refused(t, err, domain.Conflict, "code")
	_, err = o.UpdateCalendar(ctx, o.admin, domain.ByCode("nowhere"), CalendarInput{})
	require.ErrorIs(t, err, ErrNone)
}

func TestCalendar_OfServicesAndTheDesk(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	always, err := o.CreateCalendar(ctx, o.admin, counting(calendar.AllHours()), "")
	require.NoError(t, err)
	s, err := o.CreateService(ctx, o.admin, ServiceInput{Naming: named("Mail"), Calendar: domain.ByCode("always")}, "")
	require.NoError(t, err)
	require.Equal(t, "always", s.Calendar.Code)
	s, err = o.UpdateService(ctx, o.admin, domain.ByID(s.ID), ServiceInput{Naming: named("E-mail")})
	require.NoError(t, err)
	require.NotNil(t, s.Calendar, "what is not spoken of stays")
	_, err = o.UpdateService(ctx, o.admin, domain.ByID(s.ID), ServiceInput{Calendar: domain.ByCode("nowhere")})
	refused(t, err, domain.Invalid, "calendar")
	d, err := o.UpdateDeskSettings(ctx, o.admin, DeskSettingsInput{Calendar: domain.ByID(always.ID)})
	require.NoError(t, err)
	require.Equal(t, "always", d.Calendar.Code)
	rules, err := o.Rules(ctx)
	require.NoError(t, err)
	require.Equal(t, "always", rules.Calendar.Code())
	always, err = o.Calendar(ctx, domain.ByID(always.ID))
	require.NoError(t, err)
	require.Equal(t, 1, always.ServicesCount)
	require.True(t, always.OfDesk)

	s, err = o.UpdateService(ctx, o.admin, domain.ByID(s.ID), ServiceInput{Calendar: domain.ByID(0)})
	require.NoError(t, err)
	require.Nil(t, s.Calendar)
	d, err = o.UpdateDeskSettings(ctx, o.admin, DeskSettingsInput{Calendar: domain.ByID(0)})
	require.NoError(t, err)
	require.Nil(t, d.Calendar)
	_, err = o.UpdateDeskSettings(ctx, o.admin, DeskSettingsInput{Calendar: domain.ByID(99)})
	refused(t, err, domain.Invalid, "calendar")
}
