package api

import "steward/markdown"

// safeHTML renders what a person wrote in Markdown as HTML that a page may show as it is.
func safeHTML(source string) string { return markdown.HTML(source) }
