package markdown

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

func TestSafeHTML_RendersWhatPeopleWrite(t *testing.T) {
	const picture = "/api/v1/attachments/0f8fad5b-d9cb-469f-a165-70867728950e"
	for _, c := range []struct{ name, in, want string }{
		{"words", "Hello **world**", "<p>Hello <strong>world</strong></p>"},
		{"中文", "打印机*又*坏了", "<p>打印机<em>又</em>坏了</p>"},
		{"a new line is one", "one\ntwo", "<p>one<br>\ntwo</p>"},
		{"code", "```go\na < b\n```", "<pre><code class=\"language-go\">a &lt; b\n</code></pre>"},
		{"table", "|a|b|\n|:-:|-|\n|1|2|", `<th align="center">a</th>`},
		{"tasks", "- [x] done", `<input checked="" disabled="" type="checkbox">`},
		{"struck", "~~no~~", "<del>no</del>"},
		{"list from three", "3. x", `<ol start="3">`},
		{"link", "[x](https://example.com/a?b=1&c=2)", `<a href="https://example.com/a?b=1&amp;c=2" rel="nofollow noreferrer noopener" target="_blank">x</a>`},
		{"bare link", "see https://example.com。", `see <a href="https://example.com"`},
		{"own link", "[x](/records/INC-000001)", `<a href="/records/INC-000001" rel="nofollow noreferrer">x</a>`},
		{"mail", "<wang@example.com>", `href="mailto:wang@example.com"`},
		{"own picture", "![screen](" + picture + ")", `<img src="` + picture + `" alt="screen">`},
		{"own picture's preview", "![](" + picture + "?preview=1)", `<img src="` + picture + `?preview=1" alt="">`},
		{"foreign picture", "![a *cat*](https://spy.example/1.png)", `<a href="https://spy.example/1.png" rel="nofollow noreferrer noopener" target="_blank">a <em>cat</em></a>`},
		{"foreign picture without words", "![](https://spy.example/1.png)", `>https://spy.example/1.png</a>`},
		{"foreign picture in a link", "[![cat](https://spy.example/1.png)](https://example.com)", `target="_blank"><em>cat</em></a></p>`},
		{"a tag is text", "a <b>c</b> *d*", "<p>a &lt;b&gt;c&lt;/b&gt; <em>d</em></p>"},
		{"a block of HTML is text", "<config>\n<host>x</host>\n</config>", "<p>&lt;config&gt;<br>\n&lt;host&gt;x&lt;/host&gt;<br>\n&lt;/config&gt;</p>"},
		{"a comment is text", "<!-- x -->", "<p>&lt;!-- x --&gt;</p>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, HTML(c.in), c.want)
			require.Equal(t, HTML(c.in), HTML(c.in), "from the cache")
		})
	}
}

var hostile = []string{
	"<script>alert(1)</script>",
	"<img src=x onerror=alert(1)>",
	"<svg><script>alert(1)</script></svg>",
	"<svg/onload=alert(1)>",
	"<iframe src=javascript:alert(1)>",
	"<iframe srcdoc='<script>alert(1)</script>'>",
	"<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
	"<style>@import 'https://evil.example/x.css'</style>",
	"<base href=https://evil.example/>",
	"<form action=https://evil.example><input name=password></form>",
	"<a href=javascript:alert(1)>x</a>",
	"<div style=\"background:url(https://evil.example)\">x</div>",
	"<meta http-equiv=refresh content='0;url=https://evil.example'>",
	"<object data=x></object><embed src=x>",
	"<!--><script>alert(1)</script>-->",
	"<![CDATA[<script>alert(1)</script>]]>",
	"<?php echo 1 ?><script>",
	"[x](javascript:alert(1))",
	"[x](JaVaScRiPt:alert(1))",
	"[x](java\tscript:alert(1))",
	"[x](java&#10;script:alert(1))",
	"[x](&#106;avascript:alert(1))",
	"[x](\x01javascript:alert(1))",
	"[x](vbscript:msgbox(1))",
	"[x](data:text/html,<script>alert(1)</script>)",
	"[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
	"[x](file:///etc/passwd)",
	"[x](blob:https://example.com/1)",
	"<javascript:alert(1)>",
	"[x]: javascript:alert(1)\n\n[x]",
	"![x](javascript:alert(1))",
	"![x](data:image/svg+xml,<svg onload=alert(1)>)",
	"![x](/api/v1/attachments/../session)",
	"![x](/api/v1/attachments/0f8fad5b-d9cb-469f-a165-70867728950e/../../session)",
	"![x](//evil.example/api/v1/attachments/0f8fad5b-d9cb-469f-a165-70867728950e)",
	"![\" onerror=\"alert(1)](/api/v1/attachments/0f8fad5b-d9cb-469f-a165-70867728950e)",
	"![x](/api/v1/attachments/0f8fad5b-d9cb-469f-a165-70867728950e 'x\" onerror=\"alert(1)')",
	"[x](https://example.com 'x\" onmouseover=\"alert(1)')",
	"[x](https://example.com\" onmouseover=\"alert(1))",
	"```\"><script>alert(1)</script>\nx\n```",
	"```x\" onclick=\"alert(1)\nx\n```",
	"# x {#location onclick=alert(1)}",
	"a<b id=location name=cookie>",
	"| a | b |\n|---|---|\n| <script>alert(1)</script> | [x](javascript:alert(1)) |",
	"`<script>alert(1)</script>`",
	"\x00<script>alert(1)</script>",
	"\xff\xfe<script>alert(1)</script>",
	"&lt;script&gt;alert(1)&lt;/script&gt;",
	"https://example.com/\"><script>alert(1)</script>",
	"<https://example.com/\"onmouseover=alert(1)>",
	"www.example.com/<script>",
	"\u202e[x](https://example.com)",
	"</p></div></body><script>alert(1)</script>",
}

func TestSafeHTML_NothingHostileComesThrough(t *testing.T) {
	for _, in := range hostile {
		requireSafe(t, in)
	}
}

func FuzzSafeHTML(f *testing.F) {
	for _, in := range hostile {
		f.Add(in)
	}
	f.Fuzz(requireSafe)
}

// allowed are the elements and their attributes that may come out, and nothing else.
var allowed = map[string]string{
	"p": "", "br": "", "hr": "", "h1": "", "h2": "", "h3": "", "h4": "", "h5": "", "h6": "", "strong": "", "em": "", "del": "", "pre": "",
	"blockquote": "", "ul": "", "li": "", "table": "", "thead": "", "tbody": "", "tr": "", "ol": "start", "th": "align", "td": "align",
	"code": "class", "a": "href title rel target", "img": "src alt title", "input": "type checked disabled",
}

// requireSafe reads the HTML as a browser does and looks at every element and attribute.
func requireSafe(t *testing.T, in string) {
	out := HTML(in)
	z := html.NewTokenizer(strings.NewReader(out))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			require.NotEqual(t, html.CommentToken, token.Type, "%q → %s", in, out)
			continue
		}
		attributes, known := allowed[token.Data]
		require.True(t, known, "<%s>: %q → %s", token.Data, in, out)
		for _, a := range token.Attr {
			require.Contains(t, strings.Fields(attributes), a.Key, "<%s %s>: %q → %s", token.Data, a.Key, in, out)
			requireSafeAttribute(t, token.Data, a, in+" → "+out)
		}
	}
}

func requireSafeAttribute(t *testing.T, element string, a html.Attribute, why string) {
	switch a.Key {
	case "src":
		require.Regexp(t, ownPicture, a.Val, why)
	case "type":
		require.Equal(t, "checkbox", a.Val, why)
	case "href":
		scheme, _, has := strings.Cut(a.Val, ":")
		if has && !strings.ContainsAny(scheme, "/?#") {
			require.Contains(t, []string{"http", "https", "mailto", "tel"}, strings.ToLower(scheme), why)
		}
		require.False(t, strings.ContainsAny(a.Val, "\x00\t\n\r"), why)
	}
}

func TestSafeHTML_StaysQuickWithHostileInput(t *testing.T) {
	const n = 20_000
	for _, in := range []string{
		strings.Repeat("[", n), strings.Repeat("![", n), strings.Repeat("*a ", n), strings.Repeat("a**b", n), strings.Repeat("<", n),
		strings.Repeat("> ", 1000) + "x", strings.Repeat("`", n) + "a", strings.Repeat("- ", 1000) + "x", strings.Repeat("[a](", n),
		strings.Repeat("|a", 2000) + "\n" + strings.Repeat("|-", 2000) + "\n" + strings.Repeat("|b", 2000), strings.Repeat("https://a.b/", n),
		strings.Repeat("&amp;", n), strings.Repeat("~~", n), strings.Repeat("_a", n), strings.Repeat("[^1]", n),
	} {
		begun := time.Now()
		HTML(in[:min(len(in), mostMarkdown)])
		require.Less(t, time.Since(begun), 30*time.Second, "%.20q…", in)
	}
}

func TestSafeHTML_ShowsAVeryLongTextAsItIs(t *testing.T) {
	log := strings.Repeat("**x** <b>\n", mostMarkdown/10)
	require.Equal(t, "<pre>"+strings.ReplaceAll(strings.ReplaceAll(log+"y", "<", "&lt;"), ">", "&gt;")+"</pre>", HTML(log+"y"))
}

func TestSafeHTML_KeepsLongTextsOutOfTheCache(t *testing.T) {
	before := rendered.Len()
	HTML(strings.Repeat("long ", mostCached))
	require.Equal(t, before, rendered.Len())
}

func BenchmarkSafeHTML(b *testing.B) {
	for b.Loop() {
		rendered.Purge()
		HTML("Hello,\n\nthe **printer** on floor 3 says `PC LOAD LETTER`:\n\n- restarted\n- [manual](https://example.com)\n\n谢谢")
	}
}
