package paper

// grid is a table to be drawn: rows of cells of spans, the first row the head.
type grid struct {
	rows  [][][]span
	right []bool
	size  float64
	x     float64 // where it begins; 0: at the left
}

// grid makes of a table what both kinds of tables are drawn from.
func (t Table) grid() grid {
	g := grid{right: t.Right, size: normal - 1}
	if t.Small {
		g.size = small
	}
	head := make([][]span, len(t.Heads))
	for i, h := range t.Heads {
		head[i] = []span{{Text: h, Bold: true}}
	}
	g.rows = append(g.rows, head)
	for _, row := range t.Rows {
		cells := make([][]span, len(t.Heads))
		for i := range cells {
			if i < len(row) {
				cells[i] = []span{{Text: row[i]}}
			}
		}
		g.rows = append(g.rows, cells)
	}
	return g
}

const padding = 4.0

// table draws a table over as many pages as it needs, with the head on each.
func (c *canvas) table(g grid) error {
	if len(g.rows) == 0 || len(g.rows[0]) == 0 {
		return nil
	}
	if g.x == 0 {
		g.x = left
	}
	widths, err := c.columns(g)
	if err != nil {
		return err
	}
	head, err := c.cells(g, g.rows[0], widths)
	if err != nil {
		return err
	}
	headHeight := g.height(lineCount(head))
	repeated := headHeight < (bottom-top)/3 // a head that fills a page is only drawn once
	drawHead := func() { c.row(g, head, widths, 0, lineCount(head), true) }
	if repeated {
		c.room(headHeight + g.height(1))
		drawHead()
		before := c.again
		c.again = drawHead
		defer func() { c.again = before }()
	} else if err := c.longRow(g, head, widths, true); err != nil {
		return err
	}
	for _, row := range g.rows[1:] {
		cells, err := c.cells(g, row, widths)
		if err != nil {
			return err
		}
		if err := c.longRow(g, cells, widths, false); err != nil {
			return err
		}
	}
	c.y += 4
	return nil
}

func (g grid) height(lines int) float64 { return leading(g.size)*float64(lines) + padding }

func lineCount(cells [][]line) int {
	n := 1
	for _, c := range cells {
		n = max(n, len(c))
	}
	return n
}

// cells breaks each cell of a row into lines.
func (c *canvas) cells(g grid, row [][]span, widths []float64) ([][]line, error) {
	out := make([][]line, len(widths))
	for i := range widths {
		if i >= len(row) {
			continue
		}
		ls, err := c.wrap(withAddresses(row[i]), g.size, widths[i]-2*padding)
		if err != nil {
			return nil, err
		}
		out[i] = ls
	}
	return out, nil
}

// longRow draws a row: on the next page if it fits there and not here, else over several.
func (c *canvas) longRow(g grid, cells [][]line, widths []float64, head bool) error {
	total := lineCount(cells)
	if c.y+g.height(total) > bottom && g.height(total) < (bottom-top)/2 {
		c.newPage()
	}
	for from := 0; from < total; {
		fit := int((bottom - c.y - padding) / leading(g.size))
		if fit < 1 {
			c.newPage()
			fit = max(1, int((bottom-c.y-padding)/leading(g.size)))
		}
		to := min(total, from+fit)
		c.row(g, cells, widths, from, to, head)
		from = to
	}
	return nil
}

// row draws the lines from … to of a row's cells, with the strokes around them.
func (c *canvas) row(g grid, cells [][]line, widths []float64, from, to int, head bool) {
	height, x, end := g.height(to-from), g.x, g.x
	for _, w := range widths {
		end += w
	}
	if head {
		c.draw(mark{x: g.x, y: c.y, x2: end, y2: c.y + height, filled: true, shade: paleGrey})
	}
	for i, w := range widths {
		for n := from; n < min(to, len(cells[i])); n++ {
			l, at := cells[i][n], x+padding
			if i < len(g.right) && g.right[i] {
				at = x + w - padding - l.width()
			}
			c.line(l, at, c.y+padding/2+leading(g.size)*float64(n-from), g.size, black)
		}
		c.draw(mark{x: x, y: c.y, x2: x, y2: c.y + height, shade: hairGrey, thick: .4})
		x += w
	}
	c.draw(mark{x: end, y: c.y, x2: end, y2: c.y + height, shade: hairGrey, thick: .4})
	for _, y := range []float64{c.y, c.y + height} {
		c.draw(mark{x: g.x, y: y, x2: end, y2: y, shade: hairGrey, thick: .4})
	}
	c.y += height
}

// columns shares the width: each column gets what it wants if there is room; else the narrow ones do and the wide ones share the rest.
func (c *canvas) columns(g grid) ([]float64, error) {
	n := len(g.rows[0])
	room, widths := right-g.x, make([]float64, n)
	for _, row := range g.rows {
		for i := 0; i < min(n, len(row)); i++ {
			ls, err := c.wrap(row[i], g.size, room)
			if err != nil {
				return nil, err
			}
			for _, l := range ls {
				widths[i] = max(widths[i], l.width()+2*padding+.1)
			}
			widths[i] = max(widths[i], 2*padding+g.size)
		}
	}
	sum := 0.0
	for _, w := range widths {
		sum += w
	}
	if sum <= room { // each takes its part of what is over
		for i := range widths {
			widths[i] *= room / sum
		}
		return widths, nil
	}
	share(widths, room)
	return widths, nil
}

// share narrows the widest columns until all fit.
func share(widths []float64, room float64) {
	n := len(widths)
	settled := make([]bool, n)
	for left, open := room, n; open > 0; {
		each, changed := left/float64(open), false
		for i, w := range widths {
			if !settled[i] && w <= each {
				settled[i], changed = true, true
				left, open = left-w, open-1
			}
		}
		if changed {
			continue
		}
		for i := range widths {
			if !settled[i] {
				widths[i] = each
			}
		}
		return
	}
}
