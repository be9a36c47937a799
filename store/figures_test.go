package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/incident"
)

func TestChange_TellsHowLateSomethingFellDue(t *testing.T) {
	s, _ := openTest(t)
	s.DB.MustExec(`INSERT INTO users (login, name, roles) VALUES ('anna', 'Anna', '{customer}'), ('wang', 'Wang', '{agent,manager}')`)
	anna, err := s.ViewerOf(t.Context(), domain.ByCode("anna"))
	require.NoError(t, err)
	wang, err := s.ViewerOf(t.Context(), domain.ByCode("wang"))
	require.NoError(t, err)
	number, err := s.CreateIncident(t.Context(), NewIncident{Viewer: anna, Title: "Printer", Channel: "portal",
		State: incident.State{Kind: "incident", Impact: 2, Urgency: 2}})
	require.NoError(t, err)
	var late []time.Duration
	s.Changed = func(c Change) { late = append(late, c.Late...) }
	resolve := incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."}
	require.NoError(t, s.Act(t.Context(), ActInput{Number: number, Viewer: wang, Act: resolve}))
	require.Empty(t, late)
	s.DB.MustExec(`UPDATE clock_shift SET shift = (SELECT accept_by FROM incidents) - clock_timestamp() + interval '1 hour'`)
	require.NoError(t, s.Act(t.Context(), ActInput{Number: number, Viewer: wang, Act: incident.Act{Verb: incident.Note, Comment: "It closed by itself."}}))
	require.Len(t, late, 1)
	require.InDelta(t, time.Hour.Seconds(), late[0].Seconds(), 30)
}
