// Package markdown is the one reading of what people write: tables, lists, links and hard line breaks, and no HTML, which shows as text. The
// screen and the printed page both read by it, so that they tell the same.
package markdown

import (
	"reflect"
	"slices"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// Most is how many bytes of a text are read as Markdown; a longer one, such as a log, shows as it is.
const Most = 30_000

// New makes a reader, with transformers of what was read if any are wanted.
func New(transformers ...util.PrioritizedValue) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.Linkify, extension.Strikethrough, extension.TaskList,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(slices.DeleteFunc(parser.DefaultBlockParsers(), readsHTML)...),
			parser.WithInlineParsers(slices.DeleteFunc(parser.DefaultInlineParsers(), readsHTML)...),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
			parser.WithASTTransformers(transformers...))),
		goldmark.WithRendererOptions(html.WithHardWraps()), // people press Enter and mean it
	)
}

// readsHTML tells a parser that would take HTML for more than text: people write about <tags>, and want to see them.
func readsHTML(p util.PrioritizedValue) bool {
	kind := reflect.TypeOf(p.Value)
	return kind == reflect.TypeOf(parser.NewHTMLBlockParser()) || kind == reflect.TypeOf(parser.NewRawHTMLParser())
}
