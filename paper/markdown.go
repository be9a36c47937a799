package paper

import (
	"bufio"
	"bytes"
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	renderhtml "github.com/yuin/goldmark/renderer/html"

	"steward/markdown"
)

// block is a paragraph of what somebody wrote, as both kinds of paper draw it.
type block struct {
	Kind   blockKind
	Depth  int    // how far it is moved in, by lists
	Quote  bool   // somebody else's words
	Marker string // before the first line of a list's item
	Spans  []span
	Table  [][][]span // the first row is the head
}

type blockKind string

const (
	paragraph blockKind = "paragraph"
	heading   blockKind = "heading"
	code      blockKind = "code"
	rule      blockKind = "rule"
	table     blockKind = "table"
)

// span is a run of letters of one look.
type span struct {
	Text                       string
	Bold, Italic, Code, Struck bool
	Link                       string // where it leads; only addresses that are harmless
}

// blocks reads Markdown. What is too long for it, such as a log, is one block as it is.
func blocks(source, lang string) []block {
	source = strings.TrimSpace(source)
	if source == "" {
		return nil
	}
	written, ok := markdown.Parse(source)
	if !ok {
		return []block{{Kind: code, Spans: []span{{Text: source, Code: true}}}}
	}
	r := blockReader{source: []byte(source), lang: lang}
	r.children(written, 0, false)
	return r.out
}

type blockReader struct {
	source []byte
	lang   string
	out    []block
	marker string // of the item whose first block comes next
}

func (r *blockReader) children(n ast.Node, depth int, quote bool) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.block(c, depth, quote)
	}
}

func (r *blockReader) block(n ast.Node, depth int, quote bool) {
	b := block{Kind: paragraph, Depth: depth, Quote: quote, Marker: r.marker}
	switch n := n.(type) {
	case *ast.List:
		r.list(n, depth, quote)
		return
	case *ast.Blockquote:
		r.children(n, depth, true)
		return
	case *ast.Heading:
		b.Kind, b.Spans = heading, r.spans(n, span{Bold: true})
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		var lines strings.Builder
		for i := range n.Lines().Len() {
			at := n.Lines().At(i)
			lines.Write(at.Value(r.source))
		}
		b.Kind, b.Spans = code, []span{{Text: strings.TrimRight(lines.String(), "\n"), Code: true}}
	case *ast.ThematicBreak:
		b.Kind = rule
	case *extast.Table:
		b.Kind = table
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			_, head := row.(*extast.TableHeader)
			var cells [][]span
			for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
				cells = append(cells, r.spans(cell, span{Bold: head}))
			}
			b.Table = append(b.Table, cells)
		}
	default:
		b.Spans = r.spans(n, span{})
	}
	r.marker = ""
	r.out = append(r.out, b)
}

func (r *blockReader) list(n *ast.List, depth int, quote bool) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		r.marker = "–"
		if n.IsOrdered() {
			r.marker = strconv.Itoa(number) + "."
			number++
		}
		if !item.HasChildren() {
			r.block(ast.NewParagraph(), depth+1, quote)
		}
		r.children(item, depth+1, quote)
	}
}

// spans answers what is written within a block, each run in the look of what is around it.
func (r *blockReader) spans(n ast.Node, look span) []span {
	var out []span
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		in := look
		switch c := c.(type) {
		case *ast.Text:
			in.Text = r.written(c, look)
			if c.SoftLineBreak() || c.HardLineBreak() {
				in.Text += "\n"
			}
			out = append(out, in)
			continue
		case *ast.String:
			in.Text = string(c.Value)
			out = append(out, in)
			continue
		case *ast.AutoLink:
			in.Text, in.Link = string(c.Label(r.source)), harmlessLink(string(c.URL(r.source)))
			out = append(out, in)
			continue
		case *extast.TaskCheckBox:
			in.Text = map[bool]string{true: "[x] ", false: "[ ] "}[c.IsChecked]
			out = append(out, in)
			continue
		case *ast.Image: // paper loads nothing: the picture is among the files
			out = append(out, r.picture(c, in))
			continue
		case *ast.Emphasis:
			in.Bold, in.Italic = in.Bold || c.Level == 2, in.Italic || c.Level == 1
		case *ast.CodeSpan:
			in.Code = true
		case *extast.Strikethrough:
			in.Struck = true
		case *ast.Link:
			in.Link = harmlessLink(string(c.Destination))
		}
		out = append(out, r.spans(c, in)...)
	}
	return out
}

// written answers what the letters of a text stand for: escapes and entities resolved, except in code.
func (r *blockReader) written(n *ast.Text, look span) string {
	raw := n.Segment.Value(r.source)
	if look.Code || n.IsRaw() {
		return string(raw)
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	renderhtml.DefaultWriter.Write(w, raw)
	_ = w.Flush() // into memory
	return html.UnescapeString(b.String())
}

func (r *blockReader) picture(n *ast.Image, look span) span {
	var alt strings.Builder
	for _, s := range r.spans(n, span{}) {
		alt.WriteString(s.Text)
	}
	look.Text = "[" + pictureWord.In(r.lang)
	if alt.Len() > 0 {
		look.Text += ": " + alt.String()
	}
	look.Text += "]"
	return look
}

// harmlessLink answers an address that may be followed from a saved page, or none.
func harmlessLink(address string) string {
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if len(address) > len(scheme) && strings.EqualFold(address[:len(scheme)], scheme) {
			return address
		}
	}
	return ""
}
