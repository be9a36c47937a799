package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ledongthuc/pdf"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/sync/errgroup"

	"steward/domain"
)

// full is a sheet with everything on it, in both languages.
func full() Sheet {
	sum := sha256.Sum256([]byte("x"))
	words := "服务器**今早**宕机，`ping 10.0.0.1` 无响应。\n请尽快 ~~处理~~ [查看](https://example.com/a?b=1)。\n\n1. 第一步\n2. 第二步\n   - 里层\n\n> 客户的原话\n\n" +
		"| 项目 | 数量 |\n|---|--:|\n| 键盘 | 12 |\n\n```\nERROR <b>disk</b> full\n```\n\n---\n\n![机房](/api/v1/attachments/0f8fad5b-d9cb-469f-a165-70867728950e) \\*not bold\\* &amp; done"
	return Sheet{
		Lang: "zh", Kind: "审批申请", Title: "采购一批服务器 Purchase of servers", Number: "APR-000007", Status: "已批准",
		Facts: []Fact{{"申请人", "谢𬱖"}, {"金额", "¥ 30,000.00"}, {"说明", strings.Repeat("很长的一段说明文字，", 20)}, {"Department", "信息技术部 IT"}},
		Sections: []Section{{Name: "正文", Text: words},
			{Name: "明细 Items", Table: &Table{Heads: []string{"名称", "数量", "备注"}, Right: []bool{false, true}, Rows: [][]string{{"服务器", "3", strings.Repeat("x", 200)}, {"机柜", "12", "短"}}}}},
		Steps:       []Entry{{"沈博", "部门审批 · 同意", "2026-11-30 10:00", "同意，**请抓紧**。"}, {"Peng Fei", "Finance · returned", "2026-11-30 11:00", ""}},
		Circulation: []Reader{{"王芳", "2026-11-30 12:00", "2026-11-30 12:30"}, {"Liu", "2026-11-30 12:00", ""}},
		Files:       []File{{"合同.pdf", 1234567, hex.EncodeToString(sum[:]), "王芳", "2026-11-30"}},
		Foot:        "管理员 打印于 2026-11-30 15:00（Asia/Shanghai）",
	}
}

// A program built before `make font` says so, and prints as HTML all the same.
func TestPDF_WithoutAFontSaysWhatToDo(t *testing.T) {
	_, err := readFonts(fstest.MapFS{"font/.gitkeep": {}})
	require.Equal(t, domain.Unavailable, domain.CodeOf(err))
	require.ErrorContains(t, err, "make font")
	_, err = readFonts(fstest.MapFS{"font/regular.ttf.gz": {Data: []byte("torn")}})
	require.ErrorContains(t, err, "font regular")
	require.NoError(t, HTML(io.Discard, full()))
}

func printed(t testing.TB, sheets ...Sheet) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, PDF(&b, sheets...))
	return b.Bytes()
}

// pagesOf reads a PDF back as the text of its pages, in the order in which it was drawn.
func pagesOf(t testing.TB, file []byte) []string {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	var pages []string
	for i := range r.NumPage() {
		var b strings.Builder
		y := 0.0
		for _, s := range r.Page(i + 1).Content().Text {
			if y != 0 && s.Y != y {
				b.WriteByte('\n')
			}
			y = s.Y
			b.WriteString(s.S)
		}
		pages = append(pages, strings.ReplaceAll(b.String(), "\ufffd", "")) // the reader's sign of an end
	}
	return pages
}

// What stands on paper is what this file says. Set STEWARD_GOLDEN=1 to write it anew, and read the difference.
func TestPDF_SaysAllThatIsOnTheSheet(t *testing.T) {
	pages := pagesOf(t, printed(t, full()))
	got := strings.Join(pages, "\n=====\n") + "\n"
	const golden = "testdata/full.txt"
	if os.Getenv("STEWARD_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestPDF_ATableGoesOverPagesWithItsHead(t *testing.T) {
	s := full()
	s.Sections = []Section{{Name: "Rows", Table: &Table{Heads: []string{"编号 No", "What"}}}}
	for i := range 300 {
		s.Sections[0].Table.Rows = append(s.Sections[0].Table.Rows, []string{fmt.Sprintf("row-%03d", i), strings.Repeat("内容", i%40)})
	}
	s.Sections[0].Table.Rows = append(s.Sections[0].Table.Rows, []string{"row-300", strings.Repeat("更长的内容。", 2000)}) // longer than a page
	pages := pagesOf(t, printed(t, s))
	require.Greater(t, len(pages), 10)
	all := strings.Join(pages, "\n")
	for i := range 301 {
		require.Equal(t, 1, strings.Count(all, fmt.Sprintf("row-%03d", i)))
	}
	require.Equal(t, 2000, strings.Count(strings.ReplaceAll(all, "\n", ""), "更长的内容。"), "no line is lost between pages")
	for i, p := range pages {
		require.Contains(t, p, fmt.Sprintf("%d / %d", i+1, len(pages)))
		if i > 0 {
			require.Contains(t, p, "APR-000007 采购一批服务器")
		}
		if strings.Contains(p, "row-") {
			require.Equal(t, 1, strings.Count(p, "编号 No"), "page %d", i+1)
		}
	}
}

func TestPDF_SeveralSheetsHaveTheirOwnNumbersAndBookmarks(t *testing.T) {
	other := Sheet{Lang: "en", Kind: "Incident", Title: "Printer", Number: "INC-000001", Status: "New"}
	file := printed(t, full(), other)
	pages := pagesOf(t, file)
	require.Len(t, pages, 3)
	require.Contains(t, pages[1], "2 / 2")
	require.Contains(t, pages[2], "1 / 1")
	require.NotContains(t, pages[2], "采购")
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	var marks []string
	for _, o := range r.Outline().Child {
		marks = append(marks, o.Title)
	}
	require.Equal(t, []string{"APR-000007 采购一批服务器 Purchase of servers", "INC-000001 Printer"}, marks)
	require.ErrorContains(t, PDF(&bytes.Buffer{}), "at least one record")
}

func TestPDF_SignsWithoutAPictureAreABox(t *testing.T) {
	s := Sheet{Lang: "zh", Title: "你好😀👨‍👩‍👧世界", Facts: []Fact{{"名", "谢𬱖\u200b\u00ad\x00\ufe0f𫖯"}}}
	text := pagesOf(t, printed(t, s))[0]
	require.Contains(t, text, "你好□□世界")
	require.Contains(t, text, "谢𬱖𫖯")
}

// Many are printed at once; the font is read once.
func TestPDF_ManyAtOnce(t *testing.T) {
	want := pagesOf(t, printed(t, full()))
	var g errgroup.Group
	for range 8 {
		g.Go(func() error {
			var b bytes.Buffer
			if err := PDF(&b, full()); err != nil {
				return err
			}
			if !slices.Equal(want, pagesOf(t, b.Bytes())) {
				return errors.New("another text")
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
}

func TestLines_BreakWhereTheLanguageAllows(t *testing.T) {
	container, err := fonts()
	require.NoError(t, err)
	l, err := newLetters(container)
	require.NoError(t, err)
	for width := 40.0; width < 300; width += 7 {
		ls, err := l.wrap([]span{{Text: "《办法》规定，"}, {Text: "“先审后办”", Bold: true}, {Text: "；未经批准（含口头）的，不得办理。Words stay whole here, and supercalifragilisticexpialidocious-words break."}}, 10, width)
		require.NoError(t, err)
		all := ""
		for _, line := range ls {
			text := ""
			for _, p := range line {
				text += p.Text
			}
			require.NotContains(t, "，。；）》”", string([]rune(text)[0]), "no line begins with %q", text)
			require.NotContains(t, "（《“", string([]rune(strings.TrimSpace(text))[len([]rune(strings.TrimSpace(text)))-1]), "no line ends with %q", text)
			all += text
		}
		require.Equal(t, "《办法》规定，“先审后办”；未经批准（含口头）的，不得办理。Words stay whole here, and supercalifragilisticexpialidocious-words break.", all)
	}
}

// Nothing of whatever anybody wrote is outside the page, and both kinds of paper hold it.
func FuzzPaper(f *testing.F) {
	for _, seed := range []string{"", "a", strings.Repeat("长", 3000), strings.Repeat("w", 3000), "| a | b |\n|---|---|\n| " + strings.Repeat("x", 500) + " | y |", "> - 1. > deep\n> - x",
		strings.Repeat("- ", 12) + "deep", "```\n" + strings.Repeat("c", 300) + "\n```", "\x00\u202e\ufeff", "😀", "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://evil/x.png)", "&#0; &lt; \\<"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := Sheet{Lang: "en", Kind: text, Title: text, Number: text, Status: text, Facts: []Fact{{text, text}, {"a", text}}, Foot: text,
			Sections: []Section{{Name: text, Text: text, Entries: []Entry{{text, text, text, text}}, Table: &Table{Heads: []string{text, "b"}, Rows: [][]string{{text, text}, {"x"}}}}}}
		container, err := fonts()
		require.NoError(t, err)
		l, err := newLetters(container)
		require.NoError(t, err)
		c := &canvas{letters: l}
		c.newPage()
		c.begun = []bookmark{{0, s}}
		require.NoError(t, c.sheet(s))
		require.NoError(t, c.frame())
		for _, page := range c.pages {
			for _, m := range page {
				wide, err := l.width(strings.TrimRight(m.text, " "), m.weight, m.size)
				require.NoError(t, err)
				require.True(t, m.x >= left-13 && max(m.x+wide, m.x2) <= right+1, "beside the page: %+v", m)
				require.True(t, m.y >= top-21 && max(m.y, m.y2) <= bottom+27, "below the page: %+v", m)
			}
		}
		selfContained(t, s)
	})
}

// selfContained requires that the page of a sheet asks for nothing from elsewhere and can do nothing.
func selfContained(t *testing.T, s Sheet) *html.Node {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, HTML(&b, s))
	doc, err := html.Parse(&b)
	require.NoError(t, err)
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		require.Contains(t, []string{"html", "head", "meta", "title", "style", "body", "main", "header", "h1", "h2", "h3", "p", "strong", "em", "del", "code", "pre", "hr", "dl", "div", "dt", "dd",
			"section", "span", "table", "thead", "tbody", "tr", "th", "td", "article", "a", "footer"}, n.Data)
		for _, a := range n.Attr {
			require.Contains(t, []string{"lang", "charset", "http-equiv", "content", "name", "class", "scope", "href", "rel"}, a.Key)
			if a.Key == "href" {
				require.Regexp(t, `^(https?://|mailto:)`, strings.ToLower(a.Val))
			}
		}
	}
	return doc
}

func TestHTML_IsOnePageThatNeedsNothingElse(t *testing.T) {
	doc := selfContained(t, full())
	var text, policy, css string
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent.Data == "style":
			css = n.Data
		case n.Type == html.TextNode:
			text += n.Data
		case n.Data == "meta" && n.Attr[0].Key == "http-equiv":
			policy = n.Attr[1].Val
		}
	}
	require.Equal(t, style, css)
	require.Equal(t, Policy, policy)
	require.Contains(t, policy, "default-src 'none'")
	require.NotContains(t, css, "url(")
	require.NotContains(t, css, "@import")
	for _, want := range []string{"采购一批服务器", "APR-000007", "已批准", "谢𬱖", "¥ 30,000.00", "ERROR <b>disk</b> full", "[图片: 机房]", "*not bold* & done", "沈博", "部门审批 · 同意", "王芳", "未阅",
		"合同.pdf", "1.2 MiB", "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", "管理员 打印于"} {
		require.Contains(t, text, want)
	}
}
