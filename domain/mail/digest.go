package mail

import (
	"slices"
	"time"

	"steward/domain/notice"
)

// digestAt is when a digest is due for who has said no working hours: at 08:00, every day.
var digestAt = notice.OwnHours{Days: []int{1, 2, 3, 4, 5, 6, 7}, From: "08:00"}

// NextDigest answers when the first digest after an instant is due: when the person's working hours begin, in the person's zone.
func NextDigest(after time.Time, hours *notice.OwnHours, zone string) time.Time {
	if hours == nil || len(hours.Days) == 0 {
		hours = &digestAt
	}
	at, err := time.Parse("15:04", hours.From)
	if err != nil {
		at, _ = time.Parse("15:04", digestAt.From)
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	local := after.In(place)
	for day := range 8 {
		due := time.Date(local.Year(), local.Month(), local.Day()+day, at.Hour(), at.Minute(), 0, 0, place)
		if due.After(after) && slices.Contains(hours.Days, weekday(due)) {
			return due
		}
	}
	return after.Add(24 * time.Hour) // of hours on days that no week has: never stored
}

// weekday answers the day of the week as OwnHours counts it: 1 is Monday.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }
