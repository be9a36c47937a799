package canned

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
)

func TestFill(t *testing.T) {
	values := map[string]string{"requester": "李 雷", "number": "INC-000045", "subject": "x", "link": "https://desk.example/tickets/INC-000045"}
	for _, c := range []struct {
		text, want string
		missing    []string
	}{
		{"{{requester}}，您好！{{number}} 已处理。", "李 雷，您好！INC-000045 已处理。", nil},
		{"Dear {{ requester }}, see {{link}}", "Dear 李 雷, see https://desk.example/tickets/INC-000045", nil},
		{"{{service}} and {{service}} of {{customer}}", "… and … of …", []string{"service", "customer"}},
		{"{requester} {{}} {{requester", "{requester} … {{requester", []string{""}},
		{"no placeholder", "no placeholder", nil},
	} {
		filled, missing := Fill(c.text, values)
		require.Equal(t, c.want, filled)
		require.Equal(t, c.missing, missing)
	}
}

// What a customer wrote into a subject or name is words, whatever it looks like.
func TestFill_ValuesAreNoMarkdown(t *testing.T) {
	for value, want := range map[string]string{
		"[click](http://evil.example)": `\[click\](http://evil.example)`,
		"![p](/api/v1/attachments/x)":  `\!\[p\](/api/v1/attachments/x)`,
		"<b>**bold**</b> `code`":       "\\<b\\>\\*\\*bold\\*\\*\\</b\\> \\`code\\`",
		"two\nlines\n\n# heading":      `two lines \# heading`,
		"{{number}}":                   "{{number}}", // is not filled again
		`\`:                            `\\`,
	} {
		filled, missing := Fill("{{subject}}", map[string]string{"subject": value, "number": "INC-1"})
		require.Equal(t, want, filled)
		require.Empty(t, missing)
	}
}

func TestTidy(t *testing.T) {
	r := Reply{Shortcut: " /vpn ", Name: " VPN ", Body: " {{requester}}\r\n您好 "}
	require.NoError(t, r.Tidy())
	require.Equal(t, Reply{Shortcut: "vpn", Name: "VPN", Body: "{{requester}}\n您好"}, r)
	for field, bad := range map[string]Reply{
		"name":     {Body: "x"},
		"name_en":  {Name: "x", NameEn: strings.Repeat("x", 101), Body: "x"},
		"body":     {Name: "x", Body: " "},
		"body_en":  {Name: "x", BodyEn: "Dear {{reqester}}"},
		"shortcut": {Name: "x", Body: "x", Shortcut: "two words"},
	} {
		var refusal *domain.Error
		require.True(t, errors.As(bad.Tidy(), &refusal), field)
		require.Equal(t, field, refusal.Field)
		require.NotEmpty(t, refusal.Text.Zh)
	}
	long := Reply{Name: "x", Body: strings.Repeat("长", MostBody+1)}
	require.ErrorContains(t, long.Tidy(), "20,000")
	typo := Reply{Name: "x", Body: "{{password}}"}
	require.ErrorContains(t, typo.Tidy(), "{{requester}}", "it names what there is")
}
