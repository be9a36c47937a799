package paper

// words draws what somebody wrote.
func (c *canvas) words(source, lang string, indent float64) error {
	for _, b := range blocks(source, lang) {
		if err := c.block(b, indent); err != nil {
			return err
		}
		c.y += 3
	}
	return nil
}

func (c *canvas) block(b block, indent float64) error {
	x := left + indent + 14*float64(min(b.Depth, 6))
	shade := black
	if b.Quote {
		x, shade = x+10, grey
	}
	if b.Marker != "" {
		if err := c.marker(b.Marker, x); err != nil {
			return err
		}
	}
	switch b.Kind {
	case rule:
		c.room(8)
		c.rule(c.y+4, hairGrey, .5)
		c.y += 8
		return nil
	case table:
		return c.table(grid{rows: b.Table, size: normal - 1, x: x})
	case code:
		return c.code(b, x)
	}
	ls, err := c.wrap(withAddresses(b.Spans), normal, right-x)
	if err != nil {
		return err
	}
	if b.Kind == heading {
		c.room(leading(normal) * float64(len(ls)+1))
	}
	for _, l := range ls {
		c.room(leading(normal))
		if b.Quote {
			c.draw(mark{x: x - 7, y: c.y, x2: x - 7, y2: c.y + leading(normal), shade: hairGrey, thick: 1.5})
		}
		c.line(l, x, c.y, normal, shade)
		c.y += leading(normal)
	}
	return nil
}

// marker draws the sign of a list's item, left of where its text begins.
func (c *canvas) marker(sign string, x float64) error {
	ls, err := c.wrap([]span{{Text: sign}}, normal, fullWidth)
	if err != nil {
		return err
	}
	wide, err := c.width(sign, regular, normal)
	if err != nil {
		return err
	}
	c.room(leading(normal))
	c.line(ls[0], x-max(12, wide+3), c.y, normal, black)
	return nil
}

func (c *canvas) code(b block, x float64) error {
	const size = 9.0
	ls, err := c.wrap(b.Spans, size, right-x-8)
	if err != nil {
		return err
	}
	for _, l := range ls {
		c.room(leading(size))
		c.draw(mark{x: x, y: c.y, x2: right, y2: c.y + leading(size), filled: true, shade: paleGrey})
		for i := range l {
			l[i].Grey = false
		}
		c.line(l, x+4, c.y, size, black)
		c.y += leading(size)
	}
	return nil
}

// withAddresses writes behind each link where it leads, unless its text says so: paper cannot be clicked.
func withAddresses(spans []span) []span {
	var out []span
	for i, s := range spans {
		out = append(out, s)
		if ends := i+1 == len(spans) || spans[i+1].Link != s.Link; s.Link != "" && ends && s.Link != s.Text && s.Link != "mailto:"+s.Text {
			out = append(out, span{Text: " <" + s.Link + ">", Code: true})
		}
	}
	return out
}
