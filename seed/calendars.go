package seed

import (
	"steward/domain/calendar"
	"steward/domain/calendar/data"
)

// serviceCalendars are the services whose promises run by another calendar than the desk's.
var serviceCalendars = map[string]string{"security": "always", "after-sales": "china"}

// calendars are a Chinese office with its lunch break and official holidays, a German one, and one that is always open.
func calendars() []calendar.Definition {
	hours := []calendar.Interval{{From: 9 * 60, To: 12 * 60}, {From: 13*60 + 30, To: 18 * 60}}
	china := data.ChinaOffice()
	china.Code, china.Name, china.NameEn = "china", "中国办公时间", "China office hours"
	china.Week, china.Exceptions = calendar.Weekly(calendar.Workdays, hours...), data.China(hours...)
	germany := data.GermanOffice()
	germany.Code, germany.Name, germany.NameEn = "germany", "德国办公时间", "Germany office hours"
	return []calendar.Definition{china, germany, calendar.AllHours()}
}
