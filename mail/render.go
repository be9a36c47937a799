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
// whole. Pictures of the record that do not come along lead to the record: they are only for who is signed in.
func (s Settings) words(source, number string, pictures []Picture) words {
	source = cutToLetter(source)
	safe := ownPicture.ReplaceAllStringFunc(markdown.HTML(source), func(img string) string {
		name := pictureWord.En + " " + pictureWord.Zh
		if m := altText.FindStringSubmatch(img); m != nil && m[1] != "" {
			name = m[1]
		}
		for _, p := range pictures {
			if strings.Contains(img, attachmentsAt+p.uuid) {
				return `<img src="cid:` + s.contentID(p) + `" alt="` + name + `" style="max-width:100%">`
			}
		}
		return `<a href="` + htmltemplate.HTMLEscapeString(s.recordLink(number)) + `">[` + name + `]</a>`
	})
	safe = strings.ReplaceAll(safe, ` href="/`, ` href="`+htmltemplate.HTMLEscapeString(s.Base)+`/`)
	return words{Text: source, HTML: htmltemplate.HTML(safe)} // made by markdown.HTML, which lets nothing hostile through
}

func cutToLetter(source string) string {
	if runes := []rune(source); len(runes) > mostWords {
		return string(runes[:mostWords]) + "\n\n" + cutWords.En + " " + cutWords.Zh
	}
	return source
}

var (
	ownPicture = regexp.MustCompile(`<img [^>]*>`)
	altText    = regexp.MustCompile(` alt="([^"]*)"`)
)
