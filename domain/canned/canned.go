// Package canned is the rule of canned replies: what their placeholders are, and how they become text.
package canned

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"steward/domain"
)

// The limits of a canned reply, in characters.
const (
	MostName = 100
	MostBody = 20_000
)

// Placeholder is one name that a canned reply may use as {{name}}. All of them speak of what the requester may know.
type Placeholder struct {
	Name string
	Text domain.Text // what stands there
}

// Missing stands where a record has no value for a placeholder; whoever inserts the reply is told.
const Missing = "…"

// Placeholders lists every placeholder that there is, in a fixed order.
func Placeholders() []Placeholder {
	return []Placeholder{
		{"requester", domain.Text{En: "the requester's name", Zh: "提单人姓名"}},
		{"customer", domain.Text{En: "the requester's organisation", Zh: "提单人所属客户"}},
		{"number", domain.Text{En: "the record's number", Zh: "单据编号"}},
		{"subject", domain.Text{En: "the record's subject", Zh: "单据主题"}},
		{"service", domain.Text{En: "the service it is about", Zh: "所涉及的服务"}},
		{"link", domain.Text{En: "the address of the record's page", Zh: "单据页面地址"}},
		{"agent", domain.Text{En: "your own name", Zh: "您本人的姓名"}},
		{"date", domain.Text{En: "today's date where the requester is", Zh: "提单人所在地的当天日期"}},
	}
}

var marked = regexp.MustCompile(`\{\{\s*([^{}\s]*)\s*\}\}`)

// Reply is a canned reply as it is written.
type Reply struct {
	Shortcut string // by which it is found at once
	Name     string
	NameEn   string
	Body     string // Markdown, in Chinese
	BodyEn   string
}

var shortcuts = regexp.MustCompile(`^[\p{L}\p{N}_-]{0,30}$`)

// Tidy trims the reply and refuses what cannot be kept, naming field and remedy.
func (r *Reply) Tidy() error {
	for _, text := range []*string{&r.Shortcut, &r.Name, &r.NameEn, &r.Body, &r.BodyEn} {
		*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	}
	r.Shortcut = strings.TrimPrefix(r.Shortcut, "/")
	switch {
	case r.Name == "":
		return domain.RefuseField("name", "Give it a name by which it is found.", "请填写名称，便于查找。")
	case r.Body == "" && r.BodyEn == "":
		return domain.RefuseField("body", "Write the reply in at least one of the two languages.", "请至少用一种语言填写回复内容。")
	case !shortcuts.MatchString(r.Shortcut):
		return domain.RefuseField("shortcut", "A shortcut has at most 30 letters, digits, - and _, and no spaces.", "快捷词最多 30 个字母、数字、- 或 _，不含空格。")
	}
	for _, f := range []struct{ field, text string }{{"name", r.Name}, {"name_en", r.NameEn}} {
		if utf8.RuneCountInString(f.text) > MostName || strings.ContainsRune(f.text, '\n') {
			return domain.RefuseField(f.field, "A name is one line of at most 100 characters.", "名称为一行，最多 100 个字符。")
		}
	}
	for _, f := range []struct{ field, text string }{{"body", r.Body}, {"body_en", r.BodyEn}} {
		if utf8.RuneCountInString(f.text) > MostBody {
			return domain.RefuseField(f.field, "A canned reply has at most 20,000 characters.", "常用回复最多 20000 个字符。")
		}
		if name, is := unknown(f.text); is {
			return domain.RefuseField(f.field, "There is no placeholder {{"+name+"}}; use one of "+names()+".", "没有占位符 {{"+name+"}}，可用："+names()+"。")
		}
	}
	return nil
}

// unknown answers the first placeholder of a text that does not exist.
func unknown(text string) (string, bool) {
	for _, m := range marked.FindAllStringSubmatch(text, -1) {
		if !slices.ContainsFunc(Placeholders(), func(p Placeholder) bool { return p.Name == m[1] }) {
			return m[1], true
		}
	}
	return "", false
}

func names() string {
	var all []string
	for _, p := range Placeholders() {
		all = append(all, "{{"+p.Name+"}}")
	}
	return strings.Join(all, " ")
}

// Fill puts values in place of the placeholders of a Markdown text, each as plain words: a subject that looks like a link or a picture
// becomes none. It answers too for which placeholders there was no value.
func Fill(text string, values map[string]string) (filled string, missing []string) {
	filled = marked.ReplaceAllStringFunc(text, func(mark string) string {
		name := marked.FindStringSubmatch(mark)[1]
		if values[name] != "" {
			return literal(values[name])
		}
		if !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
		return Missing
	})
	return filled, missing
}

// literal writes words so that Markdown takes none of them for a mark. An underscore within a word is none, nor is one in an address.
func literal(words string) string {
	words = strings.Join(strings.Fields(words), " ")
	if strings.HasPrefix(words, "http://") || strings.HasPrefix(words, "https://") {
		return strings.NewReplacer("(", "%28", ")", "%29", "[", "%5B", "]", "%5D", "<", "%3C", ">", "%3E", "*", "%2A", "`", "%60").Replace(words)
	}
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "~", `\~`, "|", `\|`, "!", `\!`).Replace(words)
}
