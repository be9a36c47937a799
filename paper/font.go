package paper

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"unicode"

	"github.com/rivo/uniseg"
	"github.com/signintech/gopdf"

	"steward/domain"
)

// The letters of printed pages: made by `make font`, and not in git. Only what a page uses goes into it.
//
//go:embed all:font
var fontFiles embed.FS

// weight is a thickness of letters; the value is the name of its file.
type weight string

const (
	regular weight = "regular"
	bold    weight = "bold"
)

// ErrNoFont is answered for a PDF by a program that was built before `make font`.
var ErrNoFont = domain.Refuse(domain.Unavailable, "This build has no font for PDF files; run `make font`, build again, and print from the page meanwhile.",
	"此程序未包含 PDF 字体，请运行 make font 后重新构建；在此之前可直接打印网页版。")

// fonts are read once, when the first PDF is asked for.
var fonts = sync.OnceValues(func() (*gopdf.FontContainer, error) { return readFonts(fontFiles) })

func readFonts(files fs.FS) (*gopdf.FontContainer, error) {
	c := new(gopdf.FontContainer)
	for _, w := range []weight{regular, bold} {
		raw, err := fs.ReadFile(files, "font/"+string(w)+".ttf.gz")
		if err != nil {
			return nil, ErrNoFont
		}
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("paper: font %s: %w", w, err)
		}
		option := gopdf.TtfOption{OnGlyphNotFoundSubstitute: func(rune) rune { return unknown }}
		if err := c.AddTTFFontByReaderWithOption(string(w), z, option); err != nil {
			return nil, fmt.Errorf("paper: font %s: %w", w, err)
		}
	}
	return c, nil
}

// unknown stands for a sign of which the font has no picture, such as an emoji: better seen than left out.
const unknown = '□'

// letters measures text. It belongs to one PDF.
type letters struct {
	pdf    *gopdf.GoPdf
	widths map[weight]map[rune]float64 // at a size of 1
	known  map[rune]bool               // whether the font has a picture of it
}

func newLetters(c *gopdf.FontContainer) (*letters, error) {
	l := &letters{pdf: &gopdf.GoPdf{}, widths: map[weight]map[rune]float64{regular: {}, bold: {}}, known: map[rune]bool{}}
	l.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	for _, w := range []weight{regular, bold} {
		if err := l.pdf.AddTTFFontFromFontContainer(string(w), c); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// width answers how wide a text is at a size.
func (l *letters) width(text string, w weight, size float64) (float64, error) {
	sum := 0.0
	for _, r := range text {
		known, ok := l.widths[w][r]
		if !ok {
			if err := l.pdf.SetFont(string(w), "", 1000); err != nil {
				return 0, err
			}
			wide, err := l.pdf.MeasureTextWidth(string(r))
			if err != nil {
				return 0, err
			}
			known = wide / 1000
			l.widths[w][r] = known
		}
		sum += known
	}
	return sum * size, nil
}

// printable answers the text as it can be set: no signs that only steer, one box for one picture that the font does not know.
func (l *letters) printable(text string) (string, error) {
	var b strings.Builder
	rest, state := text, -1
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		for i, r := range cluster {
			switch {
			case r == '\n':
				b.WriteByte('\n')
				continue
			case r == '\t':
				b.WriteString("    ")
				continue
			case r == '\u00ad' || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
				continue
			}
			has, err := l.has(r)
			if err != nil {
				return "", err
			}
			if has {
				b.WriteRune(r)
			} else if i == 0 {
				b.WriteRune(unknown)
			}
		}
	}
	return b.String(), nil
}

func (l *letters) has(r rune) (bool, error) {
	if has, ok := l.known[r]; ok {
		return has, nil
	}
	if err := l.pdf.SetFont(string(regular), "", normal); err != nil {
		return false, err
	}
	has, err := l.pdf.IsCurrFontContainGlyph(r)
	l.known[r] = has
	return has, err
}
