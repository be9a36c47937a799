// Package search cuts text into the grams by which it is found: pairs of characters, which serve Chinese, and for runs of
// Latin letters and digits triples too, which are rarer.
package search

import (
	"slices"
	"strconv"
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

// Index answers what to store for the text of the record with this id: its grams, and its mark.
func Index(id int64, text string) []string { return append(Grams(text), mark(id)) }

// Grams answers the set of grams of a text, sorted. Text beyond 20,000 characters is not indexed.
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

// Query answers grams that every text containing the query has, as few as cover it; none for a query of single characters.
func Query(query string) []string {
	var gs []string
	for _, run := range runs(query) {
		if len(run) < 2 {
			continue
		}
		last := max(0, len(run)-3)
		if gram(run, last) == 2 {
			last = len(run) - 2
		}
		for i := 0; ; {
			n := gram(run, i)
			gs = append(gs, string(run[i:i+n]))
			if i >= last {
				break
			}
			i = min(i+n, last) // the last gram may overlap the one before
		}
	}
	slices.Sort(gs)
	return slices.Compact(gs)
}

// gram answers how long the gram that begins at i is: a triple of Latin letters, else a pair.
func gram(run []rune, i int) int {
	if i+3 <= len(run) && latin(run[i]) && latin(run[i+1]) && latin(run[i+2]) {
		return 3
	}
	return 2
}

// Recent answers the marks of the newest so many thousands of records, of which the newest has the given id.
func Recent(newest int64, thousands int) []string {
	marks := make([]string, thousands)
	for i := range marks {
		marks[i] = mark(newest - int64(i)<<10)
	}
	return marks
}

// mark is a gram that no text has: which thousand of records this one belongs to. With it an index of grams can be read for the
// newest alone.
func mark(id int64) string { return "#" + strconv.FormatInt(id>>10, 10) }

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
