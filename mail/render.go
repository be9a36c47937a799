package mail

import (
	"bytes"
	"embed"
	htmltemplate "html/template"
	"regexp"
	"strings"
	texttemplate "text/template"

	"steward/markdown"
)

//go:embed letter.html.tmpl letter.txt.tmpl
var templates embed.FS

var (
	htmlLetter = htmltemplate.Must(htmltemplate.ParseFS(templates, "letter.html.tmpl"))
	textLetter = texttemplate.Must(texttemplate.ParseFS(templates, "letter.txt.tmpl"))
)

// render makes both forms of a letter.
func render(p page) (text, html string, err error) {
	var b bytes.Buffer
	if err := textLetter.Execute(&b, p); err != nil {
		return "", "", err
	}
	text = blankLines.ReplaceAllString(b.String(), "\n\n")
	b.Reset()
	err = htmlLetter.Execute(&b, p)
	return strings.TrimSpace(text) + "\n", b.String(), err
}

var blankLines = regexp.MustCompile(`\n{3,}`)

// mostWords is how much of what somebody wrote a letter brings, in characters.
const mostWords = 8000

// words answers what somebody wrote in Markdown: as it is for the plain form, and as HTML in which nothing is fetched and every link is
// whole. Pictures of the record lead to the record: they are only for who is signed in.
func (s Settings) words(source, number string) words {
	if runes := []rune(source); len(runes) > mostWords {
		source = string(runes[:mostWords]) + "\n\n" + cutWords.En + " " + cutWords.Zh
	}
	safe := ownPicture.ReplaceAllStringFunc(markdown.HTML(source), func(img string) string {
		name := pictureWord.En + " " + pictureWord.Zh
		if m := altText.FindStringSubmatch(img); m != nil && m[1] != "" {
			name = m[1]
		}
		return `<a href="` + htmltemplate.HTMLEscapeString(s.recordLink(number)) + `">[` + name + `]</a>`
	})
	safe = strings.ReplaceAll(safe, ` href="/`, ` href="`+htmltemplate.HTMLEscapeString(s.Base)+`/`)
	return words{Text: source, HTML: htmltemplate.HTML(safe)} // made by markdown.HTML, which lets nothing hostile through
}

var (
	ownPicture = regexp.MustCompile(`<img [^>]*>`)
	altText    = regexp.MustCompile(` alt="([^"]*)"`)
)
