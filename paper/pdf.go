package paper

import (
	"bytes"
	"io"

	"github.com/signintech/gopdf"

	"steward/domain"
)

// PDF writes the sheets as one document on A4, each from a page of its own with its own numbers, and a bookmark to each. It answers ErrNoFont
// if the program was built without a font.
func PDF(w io.Writer, sheets ...Sheet) error {
	container, err := fonts()
	if err != nil {
		return err
	}
	if len(sheets) == 0 {
		return domain.RefuseField("records", "Name at least one record to print.", "请至少指定一张要打印的单据。")
	}
	l, err := newLetters(container)
	if err != nil {
		return err
	}
	c := &canvas{letters: l}
	for _, s := range sheets {
		c.newPage()
		c.begun = append(c.begun, bookmark{len(c.pages) - 1, s})
		if err := c.sheet(s); err != nil {
			return err
		}
	}
	if err := c.frame(); err != nil {
		return err
	}
	l.pdf.SetInfo(gopdf.PdfInfo{Title: sheets[0].name(), Creator: "Steward", Producer: "Steward"})
	if err := c.print(); err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := l.pdf.WriteTo(&b); err != nil {
		return err
	}
	file, err := writeRare(b.Bytes())
	if err != nil {
		return err
	}
	_, err = w.Write(file)
	return err
}

// sheet draws one record.
func (c *canvas) sheet(s Sheet) error {
	if err := c.title(s); err != nil {
		return err
	}
	if err := c.facts(s.Facts); err != nil {
		return err
	}
	for _, part := range s.sections() {
		if err := c.section(part, s.Lang); err != nil {
			return err
		}
	}
	return nil
}

func (c *canvas) title(s Sheet) error {
	const size = 16.0
	head, err := c.wrap([]span{{Text: s.Kind + " "}, {Text: s.Number, Bold: true}}, normal, fullWidth*.65)
	if err != nil {
		return err
	}
	var status []line
	if s.Status != "" {
		if status, err = c.wrap([]span{{Text: statusWord.In(s.Lang) + ": "}, {Text: s.Status, Bold: true}}, normal, fullWidth*.33); err != nil {
			return err
		}
	}
	for i := range max(len(head), len(status)) {
		c.room(leading(normal))
		if i < len(head) {
			c.line(head[i], left, c.y, normal, black)
		}
		if i < len(status) {
			c.line(status[i], right-status[i].width(), c.y, normal, black)
		}
		c.y += leading(normal)
	}
	c.y += 3
	c.rule(c.y, black, 1.2)
	c.y += 8
	title, err := c.wrap([]span{{Text: s.Title, Bold: true}}, size, fullWidth)
	if err != nil {
		return err
	}
	c.lines(title, left, size, black)
	c.y += 6
	return nil
}

func (c *canvas) section(s Section, lang string) error {
	ls, err := c.wrap([]span{{Text: s.Name, Bold: true}}, 11.5, fullWidth)
	if err != nil {
		return err
	}
	c.room(leading(11.5)*float64(len(ls)) + 44) // a heading is never alone at the end of a page
	c.y += 12
	c.lines(ls, left, 11.5, black)
	c.rule(c.y+1, hairGrey, .5)
	c.y += 6
	if err := c.facts(s.Facts); err != nil {
		return err
	}
	if err := c.words(s.Text, lang, 0); err != nil {
		return err
	}
	if s.Table != nil {
		if err := c.table(s.Table.grid()); err != nil {
			return err
		}
	}
	for _, e := range s.Entries {
		if err := c.entry(e, lang); err != nil {
			return err
		}
	}
	return nil
}

// entry draws who did what when, and below it the words.
func (c *canvas) entry(e Entry, lang string) error {
	head := []span{{Text: e.Who, Bold: true}}
	if e.What != "" {
		head = append(head, span{Text: " · " + e.What})
	}
	if e.When != "" {
		head = append(head, span{Text: " · " + e.When, Code: true})
	}
	ls, err := c.wrap(head, normal, fullWidth)
	if err != nil {
		return err
	}
	c.room(leading(normal)*float64(len(ls)) + 18)
	c.lines(ls, left, normal, black)
	if err := c.words(e.Words, lang, 0); err != nil {
		return err
	}
	c.y += 5
	return nil
}
