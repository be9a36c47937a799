// Package markdown renders what people write as HTML that is safe to show, in pages and in mails alike.
package markdown

import (
	"bytes"
	"crypto/sha256"
	"html"
	"log/slog"
	"reflect"
	"regexp"
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	renderhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	mostMarkdown = 30_000   // bytes of a text that are read as Markdown; a longer one, such as a log, shows as it is
	mostCached   = 64 << 10 // bytes of HTML of one entry in the cache
)

var (
	markdown  = newMarkdown()
	sanitizer = newSanitizer()
	rendered  = newRendered()
)

// HTML renders what a person wrote in Markdown as HTML that a page may show as it is: no scripts, styles, forms or ids; links
// that give nothing away; pictures only from the product's own attachments. What is not Markdown, HTML included, shows as text.
func HTML(source string) string {
	key := sha256.Sum256([]byte(source))
	if out, ok := rendered.Get(key); ok {
		return out
	}
	out := sanitizer.Sanitize(unsafeHTML(source))
	if len(out) <= mostCached {
		rendered.Add(key, out)
	}
	return out
}

func unsafeHTML(source string) string {
	var b bytes.Buffer
	if len(source) <= mostMarkdown {
		err := markdown.Convert([]byte(source), &b)
		if err == nil {
			return b.String()
		}
		slog.Error("cannot render Markdown; showing it as it is", "error", err)
	}
	return "<pre>" + html.EscapeString(source) + "</pre>"
}

func newRendered() *lru.Cache[[sha256.Size]byte, string] {
	c, err := lru.New[[sha256.Size]byte, string](1000)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return c
}

func newMarkdown() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.Linkify, extension.Strikethrough, extension.TaskList,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(slices.DeleteFunc(parser.DefaultBlockParsers(), readsHTML)...),
			parser.WithInlineParsers(slices.DeleteFunc(parser.DefaultInlineParsers(), readsHTML)...),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
			parser.WithASTTransformers(util.Prioritized(foreignPictures{}, 100)))),
		goldmark.WithRendererOptions(renderhtml.WithHardWraps()), // people press Enter and mean it
	)
}

// readsHTML tells a parser that would take HTML for more than text: people write about <tags>, and want to see them.
func readsHTML(p util.PrioritizedValue) bool {
	kind := reflect.TypeOf(p.Value)
	return kind == reflect.TypeOf(parser.NewHTMLBlockParser()) || kind == reflect.TypeOf(parser.NewRawHTMLParser())
}

// newSanitizer allows exactly what newMarkdown renders. It is the second fence: it would hold if the first had a hole.
func newSanitizer() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote",
		"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^\d{1,9}$`)).OnElements("ol")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|center|right)$`)).OnElements("th", "td")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[A-Za-z0-9+#-]{1,30}$`)).OnElements("code")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").Matching(regexp.MustCompile(`^$`)).OnElements("input")
	p.AllowAttrs("href", "title").OnElements("a")
	p.AllowAttrs("src").Matching(ownPicture).OnElements("img")
	p.AllowAttrs("alt", "title").OnElements("img")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
}

// ownPicture is the address of an attachment.
var ownPicture = regexp.MustCompile(`^/api/v1/attachments/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\?preview=1)?$`)

// foreignPictures makes links of pictures from elsewhere: loading one would tell its owner who reads what, and when.
type foreignPictures struct{}

// Transform implements goldmark's ASTTransformer.
func (foreignPictures) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var foreign []*ast.Image
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // never fails
		if img, ok := n.(*ast.Image); ok && entering && !ownPicture.Match(img.Destination) {
			foreign = append(foreign, img)
		}
		return ast.WalkContinue, nil
	})
	for _, img := range foreign {
		if !img.HasChildren() {
			img.AppendChild(img, ast.NewString(img.Destination))
		}
		var instead ast.Node = ast.NewEmphasis(1) // within a link there can be no other
		if !linked(img) {
			link := ast.NewLink()
			link.Destination, link.Title = img.Destination, img.Title
			instead = link
		}
		for child := img.FirstChild(); child != nil; child = img.FirstChild() {
			instead.AppendChild(instead, child)
		}
		img.Parent().ReplaceChild(img.Parent(), img, instead)
	}
}

func linked(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}
