package notice

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestText_SpeaksTheReadersLanguageAndZone(t *testing.T) {
	until := time.Date(2026, 3, 6, 10, 0, 0, 0, time.UTC)
	p := Params{Number: "INC-000045", Title: "VPN 断开", Actor: "王伟", ActorEn: "Wang Wei", Until: &until}
	require.Equal(t, "Wang Wei resolved INC-000045, please accept or reject it: VPN 断开 (until Fri 6 Mar 11:00)", Text("resolved", p, "en", "Europe/Berlin"))
	require.Equal(t, "王伟已解决 INC-000045，请验收或退回：VPN 断开（截止 3月6日 18:00）", Text("resolved", p, "zh", "Asia/Shanghai"))
}

func TestText_ActorAndInstantMayBeMissing(t *testing.T) {
	p := Params{Number: "INC-000001", Title: "Printer"}
	require.Equal(t, "Steward assigned INC-000001 to you or your group: Printer", Text("assigned", p, "en", "UTC"))
	require.Equal(t, "系统将 INC-000001 分派给您或您的组：Printer", Text("assigned", p, "zh", "UTC"))
	p.Actor = "caller-2403" // has no English name
	require.Equal(t, "caller-2403 closed INC-000001: Printer", Text("closed", p, "en", "UTC"))
}

func TestText_TitlesAreNotTemplates(t *testing.T) {
	p := Params{Number: "INC-000001", Title: "{actor} {until} {number}", Actor: "Li"}
	require.Equal(t, "Li closed INC-000001: {actor} {until} {number}", Text("closed", p, "en", "UTC"))
}

func TestText_UnknownKeyOrZoneStillSaysSomething(t *testing.T) {
	at := time.Date(2026, 3, 6, 10, 0, 0, 0, time.UTC)
	require.Equal(t, "INC-000001 has changed: Printer", Text("of_a_newer_release", Params{Number: "INC-000001", Title: "Printer"}, "en", "UTC"))
	require.Contains(t, Text("assigned", Params{Until: &at}, "en", "Nowhere/Land"), "Fri 6 Mar 10:00")
}

func TestSentences_AreCompleteInBothLanguages(t *testing.T) {
	for what, s := range sentences {
		require.True(t, Known(what))
		require.NotEmpty(t, s.En, what)
		require.NotEmpty(t, s.Zh, what)
		for _, placeholder := range []string{"{number}", "{title}"} {
			require.Contains(t, s.En, placeholder, what)
			require.Contains(t, s.Zh, placeholder, what)
		}
	}
	require.False(t, Known("nonsense"))
}
