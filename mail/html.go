package mail

import (
	"cmp"
	"regexp"
	"strings"

	htmltomarkdown "github.com/JohannesKaufmann/html-to-markdown/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	rules "steward/domain/mail"
)

// The measures of HTML that is read as such; what is larger or deeper is read as plain text.
const (
	mostHTML  = 2 << 20
	mostDepth = 200
)

// fromHTML answers what is new in a letter's HTML as Markdown. refOf answers how that refers to the picture with a Content-ID. That it is safe
// to show is not its affair: whoever renders Markdown lets nothing hostile through.
func fromHTML(source string, refOf func(id string) string) string {
	if len(source) > mostHTML {
		return rules.CutQuote(onlyText(source[:mostHTML]))
	}
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil || depth(doc) > mostDepth {
		return rules.CutQuote(onlyText(source))
	}
	cutHistory(doc)
	tidy(doc, refOf)
	out, err := htmltomarkdown.ConvertNode(doc)
	if err != nil {
		return rules.CutQuote(onlyText(source))
	}
	return rules.CutQuote(strings.ReplaceAll(string(out), "\u00a0", " "))
}

// next is the node after n in the order of the document, below root; without its children if skip is set.
func next(n, root *html.Node, skip bool) *html.Node {
	if n.FirstChild != nil && !skip {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}

// depth answers how deep a document is nested, without nesting itself.
func depth(doc *html.Node) int {
	deepest := 0
	for n := doc; n != nil; n = next(n, doc, false) {
		d := 0
		for p := n; p != nil && d <= mostDepth; p = p.Parent {
			d++
		}
		if deepest = max(deepest, d); deepest > mostDepth {
			break
		}
	}
	return deepest
}

// historyBegins has by attribute what programs mark the answered letter with.
var historyBegins = regexp.MustCompile(`(?i)^(?:gmail_quote.*|gmail_extra|yahoo_quoted.*|divrplyfwdmsg|appendonsend|moz-cite-prefix|mail-quote-attribution|ntes-mailmaster-quote|isreplycontent|qm_original.*|protonmail_quote|zmail_extra|reply-quote|original-content|x_divrplyfwdmsg|olk_src_body_section)$`)

// cutHistory takes the answered letter out of a document, as programs mark it; with those that only put a line before it, what follows too.
func cutHistory(doc *html.Node) {
	for n := doc; n != nil; {
		marked := n.Type == html.ElementNode && isHistory(n)
		after := next(n, doc, marked)
		if marked {
			if line := attr(n, "id") + attr(n, "class"); strings.Contains(strings.ToLower(line), "rplyfwdmsg") || strings.EqualFold(line, "appendonsend") {
				dropAfter(n, doc)
				n.Parent.RemoveChild(n)
				return
			}
			n.Parent.RemoveChild(n)
		}
		n = after
	}
}

func isHistory(n *html.Node) bool {
	if n.DataAtom == atom.Blockquote && strings.EqualFold(attr(n, "type"), "cite") {
		return true
	}
	for _, name := range []string{"id", "class", "name"} {
		for _, one := range strings.Fields(attr(n, name)) {
			if historyBegins.MatchString(one) {
				return true
			}
		}
	}
	return false
}

// dropAfter removes what follows n in the document.
func dropAfter(n, doc *html.Node) {
	for ; n != nil && n != doc; n = n.Parent {
		for s := n.NextSibling; s != nil; s = n.NextSibling {
			n.Parent.RemoveChild(s)
		}
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// tidy removes what nobody reads. Pictures that came with the letter stay; others become their names.
func tidy(doc *html.Node, refOf func(id string) string) {
	for n := doc; n != nil; {
		drop := n.Type == html.CommentNode || n.Type == html.ElementNode && unread(n)
		after := next(n, doc, drop)
		switch {
		case drop:
			n.Parent.RemoveChild(n)
		case n.Type == html.ElementNode && n.DataAtom == atom.Img:
			tidyPicture(n, refOf)
		}
		n = after
	}
}

func tidyPicture(n *html.Node, refOf func(id string) string) {
	name, word := strings.TrimSpace(attr(n, "alt")), pictureWord.En+" "+pictureWord.Zh
	if scheme, id, found := strings.Cut(attr(n, "src"), ":"); found && strings.EqualFold(scheme, "cid") {
		if ref := refOf(id); ref != "" {
			n.Attr = []html.Attribute{{Key: "src", Val: ref}, {Key: "alt", Val: unbracketed.Replace(cmp.Or(clip(name, 100), word))}}
			return
		}
		name = "[" + word + "]"
	}
	// A picture from elsewhere tells its owner who reads; what it says of itself is enough.
	n.Type, n.Data, n.DataAtom, n.Attr = html.TextNode, name, 0, nil
}

func unread(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Meta, atom.Link, atom.Object, atom.Embed, atom.Iframe, atom.Noscript, atom.Template, atom.Svg, atom.Math, atom.Form, atom.Input, atom.Button, atom.Select, atom.Textarea:
		return n.DataAtom != atom.Form // what a form says may be read
	}
	style := strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", "")
	return strings.Contains(style, "display:none") || strings.Contains(style, "mso-hide:all")
}

// onlyText answers the text of HTML without reading its structure.
func onlyText(source string) string {
	var b strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(source))
	skip := 0
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		name, _ := tokens.TagName()
		a := atom.Lookup(name)
		switch kind {
		case html.StartTagToken:
			if a == atom.Script || a == atom.Style || a == atom.Title {
				skip++
			}
			if a == atom.P || a == atom.Div || a == atom.Tr {
				b.WriteByte('\n')
			}
		case html.EndTagToken:
			if (a == atom.Script || a == atom.Style || a == atom.Title) && skip > 0 {
				skip--
			}
		case html.SelfClosingTagToken:
			if a == atom.Br {
				b.WriteByte('\n')
			}
		case html.TextToken:
			if skip == 0 {
				b.Write(tokens.Text())
			}
		}
	}
}
