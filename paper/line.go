package paper

import (
	"strings"

	"github.com/rivo/uniseg"
)

// piece is a part of a line in one look, at its place from the line's beginning.
type piece struct {
	Text   string
	X      float64
	Width  float64
	Weight weight
	Grey   bool
	Struck bool
}

type line []piece

// width is how far the line reaches.
func (l line) width() float64 {
	if len(l) == 0 {
		return 0
	}
	return l[len(l)-1].X + l[len(l)-1].Width
}

// wrap breaks a text into lines of at most the width, where Unicode allows it, which knows Chinese too: no line begins with a full stop. A word
// that is longer than a line is broken where it ends.
func (l *letters) wrap(spans []span, size, width float64) ([]line, error) {
	w := wrapper{letters: l, size: size, width: width}
	var text strings.Builder
	var ends []int // of each span within the text
	for i := range spans {
		clean, err := l.printable(spans[i].Text)
		if err != nil {
			return nil, err
		}
		text.WriteString(clean)
		ends = append(ends, text.Len())
	}
	rest, state, at := text.String(), -1, 0
	for rest != "" {
		var segment string
		var must bool
		segment, rest, must, state = uniseg.FirstLineSegmentInString(rest, state)
		if err := w.segment(looks(segment, at, spans, ends)); err != nil {
			return nil, err
		}
		at += len(segment)
		if must && rest != "" {
			w.end()
		}
	}
	w.end()
	return w.lines, nil
}

// looks cuts a segment where the look changes.
func looks(segment string, at int, spans []span, ends []int) []piece {
	var out []piece
	for i, end := range ends {
		if end <= at || segment == "" {
			continue
		}
		n := min(end-at, len(segment))
		p := piece{Text: strings.TrimRight(segment[:n], "\n"), Weight: regular, Grey: spans[i].Code, Struck: spans[i].Struck}
		if spans[i].Bold {
			p.Weight = bold
		}
		if p.Text != "" {
			out = append(out, p)
		}
		segment, at = segment[n:], at+n
	}
	return out
}

type wrapper struct {
	*letters
	size, width float64
	lines       []line
	now         line
	used        float64
}

func (w *wrapper) end() {
	w.lines, w.now, w.used = append(w.lines, w.now), nil, 0
}

// segment sets what must stay together, on a new line if need be.
func (w *wrapper) segment(pieces []piece) error {
	wide, visible := 0.0, 0.0 // spaces at the end may hang over
	for i := range pieces {
		var err error
		if pieces[i].Width, err = w.letters.width(pieces[i].Text, pieces[i].Weight, w.size); err != nil {
			return err
		}
		hang, err := w.letters.width(strings.TrimRight(pieces[i].Text, " "), pieces[i].Weight, w.size)
		if err != nil {
			return err
		}
		visible = wide + hang
		wide += pieces[i].Width
	}
	if w.used > 0 && w.used+visible > w.width {
		w.end()
	}
	if visible > w.width {
		return w.cut(pieces)
	}
	for _, p := range pieces {
		w.add(p)
	}
	return nil
}

// cut sets a word that is longer than a line, letter by letter.
func (w *wrapper) cut(pieces []piece) error {
	for _, p := range pieces {
		rest, state := p.Text, -1
		for rest != "" {
			var letter string
			letter, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
			wide, err := w.letters.width(letter, p.Weight, w.size)
			if err != nil {
				return err
			}
			if w.used > 0 && w.used+wide > w.width {
				w.end()
			}
			one := p
			one.Text, one.Width = letter, wide
			w.add(one)
		}
	}
	return nil
}

// add sets a piece behind what the line has; what looks alike becomes one.
func (w *wrapper) add(p piece) {
	if n := len(w.now); n > 0 {
		last := &w.now[n-1]
		if last.Weight == p.Weight && last.Grey == p.Grey && last.Struck == p.Struck {
			last.Text, last.Width, w.used = last.Text+p.Text, last.Width+p.Width, w.used+p.Width
			return
		}
	}
	p.X = w.used
	w.now = append(w.now, p)
	w.used += p.Width
}
