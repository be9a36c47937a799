package paper

import (
	"strconv"

	"github.com/signintech/gopdf"
)

// The page in points: A4, with room to file it.
const (
	pageWidth, pageHeight  = 595.28, 841.89
	left, right            = 54.0, pageWidth - 54
	top, bottom            = 56.0, pageHeight - 58
	fullWidth              = right - left
	normal, small, caption = 10.0, 8.0, 8.5
)

// The shades of ink.
const (
	black, grey, hairGrey, paleGrey uint8 = 26, 90, 160, 244
)

// leading is how high a line of a size is.
func leading(size float64) float64 { return size * 1.5 }

// mark is something drawn: a text with its baseline at x, y, a line, or a filled box.
type mark struct {
	text   string
	weight weight
	size   float64
	x, y   float64
	x2, y2 float64 // of a line and a box
	filled bool
	shade  uint8
	thick  float64
}

// canvas collects pages, so that each can tell how many there are.
type canvas struct {
	*letters
	pages [][]mark
	y     float64 // where the next thing goes: the top of a line
	begun []bookmark
	again func() // draws what is repeated at the top of each page, if anything is
}

// bookmark is where a sheet begins and what stands around its pages.
type bookmark struct {
	page  int
	sheet Sheet
}

func (c *canvas) newPage() {
	c.pages = append(c.pages, nil)
	c.y = top
	if c.again != nil {
		c.again()
	}
}

func (c *canvas) draw(m mark) {
	i := len(c.pages) - 1
	c.pages[i] = append(c.pages[i], m)
}

// room begins a new page if less than the height is left on this one.
func (c *canvas) room(height float64) {
	if c.y+height > bottom {
		c.newPage()
	}
}

// line draws a line of text whose top is y.
func (c *canvas) line(l line, x, y, size float64, shade uint8) {
	base := y + leading(size)*0.72
	for _, p := range l {
		ink := shade
		if p.Grey {
			ink = grey
		}
		c.draw(mark{text: p.Text, weight: p.Weight, size: size, x: x + p.X, y: base, shade: ink})
		if p.Struck {
			c.draw(mark{x: x + p.X, y: base - size*.3, x2: x + p.X + p.Width, y2: base - size*.3, shade: ink, thick: .6})
		}
	}
}

// lines draws lines below each other, over as many pages as they need.
func (c *canvas) lines(ls []line, x, size float64, shade uint8) {
	for _, l := range ls {
		c.room(leading(size))
		c.line(l, x, c.y, size, shade)
		c.y += leading(size)
	}
}

func (c *canvas) rule(y float64, shade uint8, thick float64) {
	c.draw(mark{x: left, y: y, x2: right, y2: y, shade: shade, thick: thick})
}

// frame draws what stands above and below every page of a sheet, now that their number is known.
func (c *canvas) frame() error {
	for i, b := range c.begun {
		end := len(c.pages)
		if i+1 < len(c.begun) {
			end = c.begun[i+1].page
		}
		for p := b.page; p < end; p++ {
			if err := c.frameOf(p, b, p-b.page+1, end-b.page); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *canvas) frameOf(page int, b bookmark, number, of int) error {
	put := func(text string, x, y float64) {
		c.pages[page] = append(c.pages[page], mark{text: text, weight: regular, size: small, x: x, y: y, shade: grey})
	}
	count := strconv.Itoa(number) + " / " + strconv.Itoa(of)
	wide, err := c.width(count, regular, small)
	if err != nil {
		return err
	}
	put(count, right-wide, bottom+26)
	foot, err := c.first(b.sheet.Foot, fullWidth-wide-20)
	if err != nil {
		return err
	}
	put(foot, left, bottom+26)
	c.pages[page] = append(c.pages[page], mark{x: left, y: bottom + 12, x2: right, y2: bottom + 12, shade: hairGrey, thick: .4})
	if number == 1 {
		return nil
	}
	head, err := c.first(b.sheet.name(), fullWidth)
	if err != nil {
		return err
	}
	put(head, left, top-20)
	return nil
}

// first answers as much of a text as goes into one small line.
func (c *canvas) first(text string, width float64) (string, error) {
	ls, err := c.wrap([]span{{Text: text}}, small, width)
	if err != nil || len(ls) == 0 || len(ls[0]) == 0 {
		return "", err
	}
	if len(ls) == 1 {
		return ls[0][0].Text, nil
	}
	if ls, err = c.wrap([]span{{Text: text}}, small, width-small); err != nil {
		return "", err
	}
	return ls[0][0].Text + "…", nil
}

// print puts all pages into the PDF.
func (c *canvas) print() error {
	next := 0
	for i, marks := range c.pages {
		c.pdf.AddPage()
		if next < len(c.begun) && c.begun[next].page == i {
			c.pdf.SetY(0)
			c.pdf.AddOutlineWithPosition(c.begun[next].sheet.name())
			next++
		}
		if err := c.printPage(marks); err != nil {
			return err
		}
	}
	return nil
}

func (c *canvas) printPage(marks []mark) error {
	for _, m := range marks {
		switch {
		case m.filled:
			c.pdf.SetFillColor(m.shade, m.shade, m.shade)
			opts := gopdf.DrawableRectOptions{X: m.x, Y: m.y, Rect: gopdf.Rect{W: m.x2 - m.x, H: m.y2 - m.y}, PaintStyle: gopdf.FillPaintStyle}
			if err := c.pdf.RectFromUpperLeftWithOpts(opts); err != nil {
				return err
			}
		case m.text == "":
			c.pdf.SetStrokeColor(m.shade, m.shade, m.shade)
			c.pdf.SetLineWidth(m.thick)
			c.pdf.Line(m.x, m.y, m.x2, m.y2)
		default:
			if err := c.pdf.SetFont(string(m.weight), "", m.size); err != nil {
				return err
			}
			c.pdf.SetTextColor(m.shade, m.shade, m.shade)
			c.pdf.SetXY(m.x, m.y)
			if err := c.pdf.Text(m.text); err != nil {
				return err
			}
		}
	}
	return nil
}
