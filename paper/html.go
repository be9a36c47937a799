package paper

import (
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"html/template"
	"io"
)

var (
	//go:embed page.html
	pageSource string
	//go:embed page.css
	style string

	page = template.Must(template.New("page").Funcs(template.FuncMap{"blocks": blocks, "is": is, "right": Table.right}).Parse(pageSource))

	// Policy is what a browser may do with a page of HTML: show it in its own style, and nothing else. The page says so itself; whoever
	// serves it says so too.
	Policy = "default-src 'none'; style-src 'sha256-" + digestOf(style) + "'; base-uri 'none'; form-action 'none'"
)

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func is(b block, kind string) bool { return string(b.Kind) == kind }

// right tells whether a column is set to the right.
func (t Table) right(column int) bool { return column < len(t.Right) && t.Right[column] }

// HTML writes the sheets as one page that needs nothing else, now or in many years: no script, no picture or font from elsewhere. Printed, each
// sheet begins on a page of its own.
func HTML(w io.Writer, sheets ...Sheet) error {
	type printed struct {
		Sheet
		Status   string // the word
		Sections []Section
	}
	d := struct {
		Lang, Title, Policy string
		Style               template.CSS
		Sheets              []printed
	}{Lang: "en", Policy: Policy, Style: template.CSS(style)} //nolint:gosec // it is our own file
	for _, s := range sheets {
		d.Sheets = append(d.Sheets, printed{s, statusWord.In(s.Lang), s.sections()})
	}
	if len(sheets) > 0 {
		d.Title = sheets[0].name()
		if sheets[0].Lang == "zh" {
			d.Lang = "zh-CN"
		}
	}
	return page.Execute(w, d)
}

// name is by what a sheet is called outside itself.
func (s Sheet) name() string {
	if s.Number == "" {
		return s.Title
	}
	return s.Number + " " + s.Title
}
