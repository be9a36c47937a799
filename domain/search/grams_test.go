package search

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQuery_CoversWithFewGrams(t *testing.T) {
	for query, want := range map[string][]string{
		"":         nil,
		"a":        nil,
		"网":        nil,
		"ab":       {"ab"},
		"abcd":     {"abc", "bcd"},
		"account":  {"acc", "oun", "unt"},
		"登录":       {"登录"},
		"登录失":      {"录失", "登录"},
		"无法登录":     {"无法", "登录"},
		"打印机 VPN":  {"vpn", "印机", "打印"},
		"ＶＰＮ":      {"vpn"},
		"sn-00012": {"000", "012", "sn"},
		"a 网 bc":   {"bc"},
		"vpn登录":    {"vpn", "登录"},
	} {
		require.Equal(t, want, Query(query), query)
	}
}

// What a text contains is found: every gram of the query is among those of the text.
func TestQuery_IsAmongTheGramsOfEveryTextThatContainsIt(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	letters := []rune("ab1Ｃ登录 机-")
	word := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteRune(letters[rnd.IntN(len(letters))])
		}
		return b.String()
	}
	for range 20_000 {
		query := word(1 + rnd.IntN(8))
		text := word(rnd.IntN(6)) + query + word(rnd.IntN(6))
		grams := Grams(text)
		for _, g := range Query(query) {
			require.True(t, slices.Contains(grams, g), "%q in %q of %q", g, text, query)
		}
	}
}

func TestIndex_MarksTheThousand(t *testing.T) {
	require.Equal(t, []string{"ab", "#3"}, Index(3<<10+5, "ab"))
	require.Equal(t, []string{"#3", "#2"}, Recent(3<<10, 2))
}
