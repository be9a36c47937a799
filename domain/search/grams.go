// Package search cuts text into the grams by which it is found: pairs of characters, which serve Chinese, and for runs of
// Latin letters and digits triples too, which are rarer.
package search

import (
	"slices"
	"strings"
	"unicode"
)

// Fold answers the text as it is compared: lower case, full-width forms as their plain ones.
func Fold(text string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E {
			return r - 0xFEE0
		}
		return r
	}, text))
}

// Grams answers the set of grams to store for a text, sorted. Text beyond 20,000 characters is not indexed.
func Grams(text string) []string {
	var gs []string
	for _, run := range runs(text) {
		for i := range run {
			if i+2 <= len(run) {
				gs = append(gs, string(run[i:i+2]))
			}
			if i+3 <= len(run) && latin(run[i]) && latin(run[i+1]) && latin(run[i+2]) {
				gs = append(gs, string(run[i:i+3]))
			}
		}
	}
	slices.Sort(gs)
	return slices.Compact(gs)
}

// Query answers grams that every text containing the query has: as few and as rare as the query allows; none for a query
// of single characters.
func Query(query string) []string {
	var gs []string
	for _, run := range runs(query) {
		for i := 0; i+2 <= len(run); i++ {
			switch {
			case i+3 <= len(run) && latin(run[i]) && latin(run[i+1]) && latin(run[i+2]):
				gs = append(gs, string(run[i:i+3]))
			case len(run) == 2 || !latin(run[i]) || !latin(run[i+1]):
				gs = append(gs, string(run[i:i+2]))
			}
		}
	}
	slices.Sort(gs)
	return slices.Compact(gs)
}

const indexed = 20_000

func runs(text string) [][]rune {
	rs := []rune(Fold(text))
	if len(rs) > indexed {
		rs = rs[:indexed]
	}
	var out [][]rune
	start := -1
	for i, r := range rs {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		if word && start < 0 {
			start = i
		}
		if !word && start >= 0 {
			out, start = append(out, rs[start:i]), -1
		}
	}
	if start >= 0 {
		out = append(out, rs[start:])
	}
	return out
}

func latin(r rune) bool { return r < 0x2E80 }
