package mail_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"steward/domain/attachment"
	"steward/mail"
	"steward/markdown"
)

// gbk answers a text as old programs write it.
func gbk(t *testing.T, text string) string {
	t.Helper()
	b, err := simplifiedchinese.GBK.NewEncoder().String(text)
	require.NoError(t, err)
	return b
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// multi is a letter of several parts, each with its own header.
func multi(from, subject string, parts ...string) string {
	text := ""
	for _, p := range parts {
		text += "--b\n" + p + "\n"
	}
	return written(from, subject, text+"--b--\n", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b")
}

func file(name, kind, content string) string {
	return "Content-Type: " + kind + "\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"" + name + "\"\n\n" + b64(content)
}

func TestRead_ChineseOfEveryMaking(t *testing.T) {
	const text, subject = "三楼的打印机又卡纸了，请尽快处理。", "打印机卡纸"
	for name, raw := range map[string]string{
		"utf-8":             written("王伟 <wang@example.com>", "=?utf-8?B?"+b64(subject)+"?=", text),
		"utf-8, as it is":   written("王伟 <wang@example.com>", subject, text),
		"gb2312":            written("=?gb2312?B?"+b64(gbk(t, "王伟"))+"?= <wang@example.com>", "=?gb2312?B?"+b64(gbk(t, subject))+"?=", b64(gbk(t, text)), "Content-Type: text/plain; charset=gb2312", "Content-Transfer-Encoding: base64"),
		"gbk":               written("=?GBK?B?"+b64(gbk(t, "王伟"))+"?= <wang@example.com>", "=?GBK?B?"+b64(gbk(t, subject))+"?=", gbk(t, text), "Content-Type: text/plain; charset=\"GBK\"", "Content-Transfer-Encoding: 8bit"),
		"gb18030":           written("=?gb18030?B?"+b64(gbk(t, "王伟"))+"?= <wang@example.com>", "=?gb18030?B?"+b64(gbk(t, subject))+"?=", b64(gbk(t, text)), "Content-Type: text/plain; charset=GB18030", "Content-Transfer-Encoding: base64"),
		"without saying so": written(gbk(t, "王伟")+" <wang@example.com>", gbk(t, subject), gbk(t, text), "Content-Type: text/plain"),
		"no header at all":  written("=?gbk?B?"+b64(gbk(t, "王伟"))+"?= <wang@example.com>", gbk(t, subject), gbk(t, text), "X-Content-Type: none"),
		"html in gb2312":    written("=?gb2312?B?"+b64(gbk(t, "王伟"))+"?= <wang@example.com>", "=?gb2312?B?"+b64(gbk(t, subject))+"?=", b64(gbk(t, "<html><body><p>"+text+"</p></body></html>")), "Content-Type: text/html; charset=gb2312", "Content-Transfer-Encoding: base64"),
	} {
		in, err := mail.Read([]byte(crlf(raw)))
		require.NoError(t, err, name)
		require.Equal(t, []string{text, subject, "wang@example.com"}, []string{in.Text, in.Subject, in.From.Address}, name)
		require.Equal(t, "王伟", in.From.Name, name)
	}
}

func TestRead_NamesOfFilesOfEveryMaking(t *testing.T) {
	const name = "屏幕截图.png"
	for making, head := range map[string]string{
		"rfc 2231":         mime.FormatMediaType("attachment", map[string]string{"filename": name}),
		"rfc 2231 in gbk":  "attachment; filename*=gbk''" + percent(gbk(t, name)),
		"rfc 2047 in it":   `attachment; filename="=?utf-8?B?` + b64(name) + `?="`,
		"rfc 2047 in gbk":  `attachment; filename="=?gb2312?B?` + b64(gbk(t, name)) + `?="`,
		"as it is":         `attachment; filename="` + name + `"`,
		"as it is, in gbk": `attachment; filename="` + gbk(t, name) + `"`,
	} {
		in, err := mail.Read([]byte(crlf(multi("a@example.com", "x", "Content-Type: text/plain\n\nSee it", "Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Disposition: "+head+"\n\n"+b64("\x89PNG\r\n\x1a\n")))))
		require.NoError(t, err, making)
		require.Len(t, in.Files, 1, making)
		require.Equal(t, name, in.Files[0].Name, making)
	}
}

func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

func TestRead_HTMLOnly(t *testing.T) {
	in, err := mail.Read([]byte(crlf(written("a@example.com", "x", `<html><head><title>No</title><style>p{color:red}</style></head><body>
		<p>The <b>printer</b> says <code>PC LOAD LETTER</code>.</p><ul><li>restarted</li><li>see <a href="https://example.com/manual">manual</a></li></ul>
		<div style="display: none">tracking words</div><img src="https://spy.example/1.png" alt="logo"><script>alert(1)</script>
		<div class="gmail_quote">On Monday Desk wrote:<blockquote>Did it help?</blockquote></div></body></html>`, "Content-Type: text/html; charset=utf-8"))))
	require.NoError(t, err)
	require.Equal(t, "The **printer** says `PC LOAD LETTER`.\n\n- restarted\n- see [manual](https://example.com/manual)\n\nlogo", in.Text)
}

func TestRead_HistoryInHTML(t *testing.T) {
	for program, html := range map[string]string{
		"gmail":          `<div dir="ltr">No.</div><br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">On Mon wrote:</div><blockquote class="gmail_quote">Did it help?</blockquote></div>`,
		"outlook":        `<div>No.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Desk</div><div>Did it help?</div>`,
		"apple":          `No.<br><div><br><blockquote type="cite"><div>On 30 Nov 2026, at 10:00, Desk wrote:</div>Did it help?</blockquote></div>`,
		"netease":        `<div>No.</div><div class="ntes-mailmaster-quote"><div>Did it help?</div></div>`,
		"outlook, plain": `<p>No.</p><p><b>From:</b> Desk<br><b>Sent:</b> Monday<br><b>To:</b> Anna<br><b>Subject:</b> x</p><p>Did it help?</p>`,
		"our own line":   `<p>No.</p><p>—— 请在此行上方回复 · Please reply above this line ——</p><p>Did it help?</p>`,
	} {
		in, err := mail.Read([]byte(crlf(written("a@example.com", "x", html, "Content-Type: text/html; charset=utf-8"))))
		require.NoError(t, err, program)
		require.Equal(t, "No.", in.Text, program)
	}
}

// Whatever somebody sends, nothing of it runs, loads or takes the place of the page; and no letter brings the reader down.
func TestRead_HostileLetters(t *testing.T) {
	for name, html := range map[string]string{
		"script":     `<p>x</p><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)></svg>`,
		"links":      `<a href="javascript:alert(1)">x</a><a href="data:text/html,<script>alert(1)</script>">y</a>`,
		"markdown":   `<p>![x](javascript:alert(1)) [y](javascript:alert(1)) &lt;img src=x onerror=alert(1)&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>`,
		"form":       `<form action="https://evil.example"><input name="password">x</form><iframe src="https://evil.example"></iframe>`,
		"style":      `<style>body{display:none}</style><p style="position:fixed;top:0">x</p><base href="https://evil.example"><meta http-equiv=refresh content="0;url=https://evil.example">`,
		"deep":       strings.Repeat("<div>", 100_000) + "x",
		"deep lists": strings.Repeat("<ul><li>", 400) + "x",
		"wide":       strings.Repeat("<p>x</p>", 20_000),
	} {
		in, err := mail.Read([]byte(crlf(written("a@example.com", "x", html, "Content-Type: text/html"))))
		require.NoError(t, err, name)
		require.Contains(t, in.Text, "x", name)
		shown := markdown.HTML(in.Text[:min(len(in.Text), 20_000)])
		for _, bad := range []string{"<script", "href=\"javascript", "href=\"data", "<form", "<iframe", "<style", "<img", "<meta", "<base"} {
			require.NotContains(t, strings.ReplaceAll(shown, "&lt;", "‹"), bad, name)
		}
	}
	deep := "--b\n"
	for i := range 200 {
		deep = fmt.Sprintf("--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n%s", i, i+1, deep)
	}
	for name, raw := range map[string]string{
		"nothing": "", "no header": "\n\nhello", "only a header": "From: a@b\n", "no boundary": written("a@b.example", "x", "text", "Content-Type: multipart/mixed"),
		"nested": written("a@b.example", "x", deep, "Content-Type: multipart/mixed; boundary=b0"), "binary": "\x00\x01\xff\xfe", "bad base64": written("a@b.example", "x", "!!!", "Content-Transfer-Encoding: base64"),
		"bad charset": written("a@b.example", "x", "text", "Content-Type: text/plain; charset=nonsense"), "endless header": "Subject: " + strings.Repeat("x", 1<<20) + "\n\nhello",
	} {
		require.NotPanics(t, func() {
			in, err := mail.Read([]byte(crlf(raw)))
			require.NotEmpty(t, in.MessageID, name)
			_ = err
		}, name)
	}
}

func TestIn_FilesByTheSameRulesAsAnyUpload(t *testing.T) {
	d := newDesk(t)
	d.receives()
	row := d.arrives(multi("carla@example.com", "Files", "Content-Type: text/plain\n\nSee them.",
		file("empty.txt", "text/plain", ""), file("setup.exe", "application/octet-stream", "MZ"+strings.Repeat("\x00", 100)),
		file("big.txt", "text/plain", strings.Repeat("x", attachment.Most+1)), file("../../日志.log", "text/plain", "all is well"),
		"Content-Type: message/rfc822\nContent-Disposition: attachment\n\nFrom: x@y.example\nSubject: inner\n\ninner words"))
	require.Equal(t, "taken", row.State)
	files, err := d.store.Attachments(d.ctx(), d.customer, row.Number)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
		require.Equal(t, "carla", f.UploadedBy.Login)
	}
	require.Equal(t, []string{"日志.log", "mail.eml"}, names)
	content, err := d.files.Open(d.ctx(), files[0].StorageKey)
	require.NoError(t, err)
	var b bytes.Buffer
	_, err = b.ReadFrom(content)
	require.NoError(t, err)
	require.NoError(t, content.Close())
	require.Equal(t, "all is well", b.String())

	said := d.record(row.Number).Description
	for _, left := range []string{"See them.", "未接收的附件", "- empty.txt: 文件为空", "- setup.exe: 不支持此类文件", "- big.txt: 文件超过 20 MiB"} {
		require.Contains(t, said, left)
	}
	sent := d.sends()
	require.Len(t, sent, 1)
	require.Contains(t, sent[0].Text, "big.txt: 文件超过 20 MiB", "the sender is told")
}

func TestIn_AnAnswersFilesBelongToItsMessage(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.receives()
	d.arrives(multi("carla@example.com", "["+number+"]", file("a.txt", "text/plain", "one"), file("b.exe", "application/octet-stream", "MZ"+strings.Repeat("\x00", 100))))
	ms := d.said(number)
	require.Len(t, ms, 1)
	require.True(t, strings.HasPrefix(ms[0].Body, "*未接收的附件：*") || strings.HasPrefix(ms[0].Body, "（见附件）"), ms[0].Body)
	require.Len(t, ms[0].Attachments, 1)
	require.Equal(t, "a.txt", ms[0].Attachments[0].Name)
	var told []string
	for _, l := range d.sends() {
		told = append(told, l.to...)
	}
	require.Contains(t, told, "carla@example.com", "that a file is missing is said at once")
}

func TestIn_ALongLetterGoesOnInAFile(t *testing.T) {
	d := newDesk(t)
	d.receives()
	row := d.arrives(written("carla@example.com", strings.Repeat("很长的主题", 100), strings.Repeat("log line\n", 10_000)))
	r := d.record(row.Number)
	require.Len(t, []rune(r.Title), 300)
	require.Less(t, len([]rune(r.Description)), 50_000)
	require.Contains(t, r.Description, "mail.txt")
	files, err := d.store.Attachments(d.ctx(), d.customer, row.Number)
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.Equal(t, int64(len(strings.Repeat("log line\n", 10_000))-1), files[0].Size)
}

// Of a letter that is too large only the header is fetched; its sender is told.
func TestIn_TooLargeALetter(t *testing.T) {
	d := newDesk(t)
	d.receives()
	row := d.arrives(written("carla@example.com", "Huge", strings.Repeat(strings.Repeat("x", 1000)+"\n", 42_000)))
	require.Equal(t, []string{"refused", "too_large"}, []string{row.State, row.Reason})
	sent := d.sends()
	require.Len(t, sent, 1)
	require.Contains(t, sent[0].Text, "超过 40 MiB")
	require.Zero(t, d.count(`SELECT count(*) FROM records`))
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(crlf(multi("a@example.com", "=?gbk?B?1tC5+g==?=", "Content-Type: text/html\n\n<p>x</p>", file("a.txt", "text/plain", "x")))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, _ := mail.Read(raw)
		require.NotEmpty(t, in.MessageID)
	})
}
