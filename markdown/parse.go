package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Parse reads what a person wrote, by the same rules as HTML, for those who draw it by other means; false: it is too long to be read as
// Markdown, and shows as it is.
func Parse(source string) (ast.Node, bool) {
	if len(source) > mostMarkdown {
		return nil, false
	}
	return markdown.Parser().Parse(text.NewReader([]byte(source))), true
}
