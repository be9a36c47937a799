package paper

const (
	nameWidth = 82.0 // of a fact's name
	factGap   = 14.0 // between two facts beside each other
	halfWidth = (fullWidth - factGap) / 2
)

// facts draws names and values, two beside each other where they are short.
func (c *canvas) facts(all []Fact) error {
	column, height := 0, 0.0 // of the row so far
	end := func() {
		c.y += height
		column, height = 0, 0
	}
	for _, f := range all {
		name, err := c.wrap([]span{{Text: f.Name}}, normal, nameWidth-6)
		if err != nil {
			return err
		}
		value, err := c.wrap([]span{{Text: f.Value}}, normal, halfWidth-nameWidth)
		if err != nil {
			return err
		}
		if f.Long() || len(value) > 2 || len(name) > 3 {
			end()
			if err := c.longFact(f, name); err != nil {
				return err
			}
			continue
		}
		high := leading(normal) * float64(max(len(name), len(value)))
		if column == 2 || c.y+high > bottom {
			end()
			c.room(high)
		}
		x := left + float64(column)*(halfWidth+factGap)
		c.still(name, x, grey)
		c.still(value, x+nameWidth, black)
		height = max(height, high)
		column++
	}
	end()
	return nil
}

// still draws lines below each other without moving on: there is room for them.
func (c *canvas) still(ls []line, x float64, shade uint8) {
	for i, l := range ls {
		c.line(l, x, c.y+leading(normal)*float64(i), normal, shade)
	}
}

// longFact draws a fact over the whole width; a name that is long too stands above its value.
func (c *canvas) longFact(f Fact, name []line) error {
	x := left + nameWidth
	if len(name) > 3 {
		var err error
		if name, err = c.wrap([]span{{Text: f.Name}}, normal, fullWidth); err != nil {
			return err
		}
		c.lines(name, left, normal, grey)
		name, x = nil, left
	}
	value, err := c.wrap([]span{{Text: f.Value}}, normal, right-x)
	if err != nil {
		return err
	}
	c.room(leading(normal) * float64(max(len(name), min(len(value), 4))))
	c.still(name, left, grey)
	if extra := len(name) - len(value); extra > 0 {
		value = append(value, make([]line, extra)...)
	}
	c.lines(value, x, normal, black)
	return nil
}
