package paper

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// The library draws rare Chinese characters, such as those of names, from beyond the first 65,536, but tells readers of the file which they are in
// five digits, where the format wants UTF-16: some readers then take the whole font for broken. writeRare puts that right.
var (
	mapBegin = []byte("\nbegincmap\n")
	mapEnd   = []byte("\nendcmap ")
	rare     = regexp.MustCompile(`(?m)^(<[0-9A-F]{4}><[0-9A-F]{4}>)<([0-9A-F]{5})>$`)
	length   = regexp.MustCompile(`/Length (\d+)\n>>\nstream\n`)
	xrefAt   = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)
	entry    = regexp.MustCompile(`(?m)^\d{10} 00000 n $`)
)

var errUnknownForm = errors.New("paper: the library writes PDF in a form that is not known here")

// moved is by how much everything behind a place of the file has moved.
type moved struct{ from, by int }

// writeRare answers the file with its maps of characters as the format wants them, and all places named anew.
func writeRare(file []byte) ([]byte, error) {
	if !rare.Match(file) {
		return file, nil
	}
	at := xrefAt.FindSubmatch(file)
	if at == nil {
		return nil, errUnknownForm
	}
	xref, err := strconv.Atoi(string(at[1]))
	if err != nil || xref > len(file) {
		return nil, errUnknownForm
	}
	var out bytes.Buffer
	var moves []moved
	done := 0
	for {
		begin := bytes.Index(file[done:xref], mapBegin)
		if begin < 0 {
			break
		}
		begin += done
		end := bytes.Index(file[begin:xref], mapEnd)
		heads := length.FindAllSubmatchIndex(file[done:begin], -1)
		if end < 0 || len(heads) == 0 {
			return nil, errUnknownForm
		}
		end += begin
		head := heads[len(heads)-1] // the nearest before the map
		n, err := strconv.Atoi(string(file[done+head[2] : done+head[3]]))
		if err != nil {
			return nil, errUnknownForm
		}
		now := rare.ReplaceAllFunc(file[begin:end], inUTF16)
		longer := len(now) - (end - begin)
		out.Write(file[done : done+head[2]])
		out.WriteString(strconv.Itoa(n + longer))
		out.Write(file[done+head[3] : begin])
		out.Write(now)
		moves = append(moves, moved{end, longer + len(strconv.Itoa(n+longer)) - (head[3] - head[2])})
		done = end
	}
	out.Write(file[done:xref])
	place := func(old int) int {
		now := old
		for _, m := range moves {
			if old >= m.from {
				now += m.by
			}
		}
		return now
	}
	table := entry.ReplaceAllFunc(file[xref:], func(line []byte) []byte {
		old, _ := strconv.Atoi(string(line[:10])) // ten digits
		return fmt.Appendf(nil, "%010d 00000 n ", place(old))
	})
	out.Write(xrefAt.ReplaceAll(table, fmt.Appendf(nil, "startxref\n%d\n%%%%EOF\n", place(xref))))
	return out.Bytes(), nil
}

func inUTF16(line []byte) []byte {
	m := rare.FindSubmatch(line)
	r, _ := strconv.ParseInt(string(m[2]), 16, 32) // five hexadecimal digits
	high, low := utf16.EncodeRune(rune(r))
	return fmt.Appendf(nil, "%s<%04X%04X>", m[1], high, low)
}
