package directory

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
)

func field(t *testing.T, err error) string {
	t.Helper()
	var e *domain.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, domain.Invalid, e.Code)
	require.NotEmpty(t, e.Text.En)
	require.NotEmpty(t, e.Text.Zh)
	return e.Field
}

func TestCode(t *testing.T) {
	for _, ok := range []string{"a", "net-1", "hq.b1_2", "x" + strings.Repeat("9", 59)} {
		require.NoError(t, Code(ok), ok)
	}
	for _, bad := range []string{"", "1st", "12", "Net", "net 1", "组", "-x", "x" + strings.Repeat("9", 60)} {
		require.Equal(t, "code", field(t, Code(bad)), bad)
	}
}

func TestName(t *testing.T) {
	got, err := Name("name", "  华东工厂 ", true)
	require.NoError(t, err)
	require.Equal(t, "华东工厂", got)
	_, err = Name("name_en", "", false)
	require.NoError(t, err)
	for _, bad := range []string{"", "   ", strings.Repeat("长", 201), "two\nlines", "nul\x00"} {
		_, err := Name("name", bad, true)
		require.Equal(t, "name", field(t, err), bad)
	}
}

func TestSlug(t *testing.T) {
	require.Equal(t, "network-operations", Slug("group", "Network & Operations!", "网络"))
	require.Equal(t, "it", Slug("group", "", "IT 运维"))
	require.Equal(t, "floor-3", Slug("floor", "3"))
	require.Equal(t, "unit", Slug("unit", "", "质量部"))
	require.NoError(t, Code(Slug("unit", strings.Repeat("long name ", 20))))
}

func TestFreeCode(t *testing.T) {
	require.Equal(t, "net", FreeCode("net", nil))
	require.Equal(t, "net-3", FreeCode("net", []string{"net", "net-2", "net-4"}))
}

// The order is site, building, floor, room, rack: every pair of kinds is tried.
func TestPlace(t *testing.T) {
	require.NoError(t, Place("site", "", nil, true))
	for inner, kind := range PlaceKinds {
		for outer, parent := range PlaceKinds {
			err := Place(kind, parent, nil, false)
			require.Equal(t, outer < inner, err == nil, "%s in %s", kind, parent)
			if err != nil {
				require.Equal(t, "parent", field(t, err))
			}
		}
		if kind != "site" {
			require.Equal(t, "parent", field(t, Place(kind, "", nil, false)))
			require.Equal(t, "customer", field(t, Place(kind, PlaceKinds[inner-1], nil, true)))
		}
	}
	require.Equal(t, "kind", field(t, Place("planet", "", nil, false)))
	require.NoError(t, Place("floor", "site", []string{"rack", "room"}, false))
	require.Equal(t, "kind", field(t, Place("room", "site", []string{"rack", "room"}, false)))
}

func TestMatrix(t *testing.T) {
	full := func() (m []Cell) {
		for i := 1; i <= 3; i++ {
			for u := 1; u <= 3; u++ {
				m = append(m, Cell{i, u, 5})
			}
		}
		return m
	}
	require.NoError(t, Matrix(full()))
	require.Equal(t, "rows", field(t, Matrix(full()[:8])))
	twice := full()
	twice[8] = twice[0]
	require.Equal(t, "rows[8]", field(t, Matrix(twice)))
	high := full()
	high[3].Priority = 6
	require.Equal(t, "rows[3].priority", field(t, Matrix(high)))
	out := full()
	out[2].Urgency = 4
	require.Equal(t, "rows[2]", field(t, Matrix(out)))
}

func TestZoneAndWithin(t *testing.T) {
	require.NoError(t, Zone("Asia/Shanghai"))
	for _, bad := range []string{"", "Local", "Peking", "../etc/passwd"} {
		require.Equal(t, "zone", field(t, Zone(bad)), bad)
	}
	require.NoError(t, Within("accept_days", 60, 1, 60))
	err := Within("accept_days", 61, 1, 60)
	require.Equal(t, "accept_days", field(t, err))
	var e *domain.Error
	require.True(t, errors.As(err, &e))
	require.Contains(t, e.Text.En, "1 to 60")
}
