package notice

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
)

func TestChoice_CheckTidiesAndRefuses(t *testing.T) {
	c, err := Preference{Off: []Topic{Progress, Conversation, Progress}, Hours: &OwnHours{Days: []int{5, 1, 1}, From: "22:00", To: "06:00"}}.Check()
	require.NoError(t, err)
	require.Equal(t, Preference{Off: []Topic{Conversation, Progress}, Hours: &OwnHours{Days: []int{1, 5}, From: "22:00", To: "06:00"}}, c)
	c, err = Preference{}.Check()
	require.NoError(t, err)
	require.NotNil(t, c.Off)

	for field, bad := range map[string]Preference{
		"notice_choice.off[0]":     {Off: []Topic{Waits}},
		"notice_choice.off[1]":     {Off: []Topic{Levels, "weather"}},
		"notice_choice.mail":       {Mail: "weekly"},
		"notice_choice.hours.days": {Hours: &OwnHours{Days: []int{0}, From: "09:00", To: "18:00"}},
		"notice_choice.hours.from": {Hours: &OwnHours{Days: []int{1}, From: "9:00", To: "18:00"}},
		"notice_choice.hours.to":   {Hours: &OwnHours{Days: []int{1}, From: "09:00", To: "09:00"}},
	} {
		_, err := bad.Check()
		var e *domain.Error
		require.ErrorAs(t, err, &e, field)
		require.Equal(t, field, e.Field)
	}
	_, err = Preference{Hours: &OwnHours{From: "09:00", To: "18:00"}}.Check()
	require.Error(t, err, "on no day")
}

func TestTopics_AreOfKnownKeysAndChoosable(t *testing.T) {
	for what, topic := range Topics() {
		require.True(t, Known(what), what)
		require.Contains(t, Choosable, topic, what)
	}
	for _, what := range []string{"assigned", "held_for_you", "resolved", "escalated", "plan_opened", "plan_urged", "plan_returned", "of_a_newer_release"} {
		require.NotContains(t, Topics(), what, "whoever is waited for is told always")
	}
}
