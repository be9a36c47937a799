package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/incident"
)

func TestCreate_NumbersGrowBeyondSixDigits(t *testing.T) {
	s, _ := openTest(t)
	s.DB.MustExec(`INSERT INTO users (login, name, roles) VALUES ('anna', 'Anna', '{customer}')`)
	anna, err := s.ViewerOf(t.Context(), domain.ByCode("anna"))
	require.NoError(t, err)
	raise := func() string {
		number, err := s.CreateIncident(t.Context(), NewIncident{Viewer: anna, Title: "Printer", Channel: "portal",
			State: incident.State{Kind: "incident", Impact: 2, Urgency: 2}})
		require.NoError(t, err)
		return number
	}
	require.Equal(t, "INC-000001", raise())
	s.DB.MustExec(`ALTER SEQUENCE incident_numbers RESTART WITH 999999`)
	require.Equal(t, []string{"INC-999999", "INC-1000000", "INC-1000001"}, []string{raise(), raise(), raise()})
}

// A foreign number is one record's; whoever gives it twice is told which field to look at.
func TestCreate_AForeignNumberIsTakenOnce(t *testing.T) {
	s, _ := openTest(t)
	s.DB.MustExec(`INSERT INTO users (login, name, roles) VALUES ('anna', 'Anna', '{agent}')`)
	anna, err := s.ViewerOf(t.Context(), domain.ByCode("anna"))
	require.NoError(t, err)
	in := NewIncident{Viewer: anna, Title: "Printer", Channel: "desk", State: incident.State{Kind: "incident", Impact: 2, Urgency: 2}, ExternalSource: "old desk", ExternalRef: "4711"}
	_, err = s.CreateIncident(t.Context(), in)
	require.NoError(t, err)
	in.Key, in.BodyHash = "another", []byte("another")
	_, err = s.CreateIncident(t.Context(), in)
	refused(t, err, domain.Conflict, "external_ref")
}
