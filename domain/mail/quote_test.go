package mail

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCutQuote_LeavesWhatIsNew(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"nothing to cut":    {"It does not print.\n\nSince Monday.", "It does not print.\n\nSince Monday."},
		"gmail":             {"Thanks, it works.\n\nOn Mon, Nov 30, 2026 at 10:00 AM Desk <desk@example.com> wrote:\n\n> Did it help?\n> Zhou", "Thanks, it works."},
		"gmail over two":    {"Thanks.\n\nOn Mon, Nov 30, 2026 at 10:00 AM Desk of the Company\n<desk@example.com> wrote:\n> Did it help?", "Thanks."},
		"gmail in Chinese":  {"可以了，谢谢。\n\n服务台 <desk@example.com> 于2026年11月30日周一 10:00写道：\n\n> 好了吗？", "可以了，谢谢。"},
		"netease":           {"还是不行。\n\n在 2026-11-30 10:00:00，\"服务台\" <desk@example.com> 写道：\n\n> 好了吗？", "还是不行。"},
		"qq":                {"还是不行。\n\n------------------ 原始邮件 ------------------\n发件人: \"服务台\" <desk@example.com>;\n发送时间: 2026年11月30日\n\n好了吗？", "还是不行。"},
		"outlook":           {"No.\r\n\r\n________________________________\r\nFrom: Desk <desk@example.com>\r\nSent: Monday\r\nTo: Anna\r\nSubject: [INC-000001] Printer\r\n\r\nDid it help?", "No."},
		"outlook, Chinese":  {"不行。\n\n发件人: 服务台\n发送时间: 2026年11月30日 10:00\n收件人: 王伟\n主题: 打印机\n\n好了吗？", "不行。"},
		"outlook, old":      {"No.\n\n-----Original Message-----\nFrom: Desk\nWhatever", "No."},
		"without >":         {"No.\n\nOn 30 Nov 2026 at 10:00, Desk <desk@example.com> wrote:\nDid it help?", "No."},
		"our own line":      {"Fine.\n\nAm 30.11.26 um 10:00 schrieb Desk:\n> " + Above + "\n> Did it help?", "Fine."},
		"our line, no >":    {"Fine.\n\n" + Above + "\nDid it help?", "Fine."},
		"below the quote":   {"On Mon, Nov 30, 2026 at 10:00 AM Desk <desk@example.com> wrote:\n> Did it help?\n\nNot at all.", "Not at all."},
		"between the lines": {"> Which floor?\nThe third.\n> Which printer?\nThe big one.", "> Which floor?\nThe third.\n> Which printer?\nThe big one."},
		"signature":         {"Please hurry.\n\n-- \nAnna Weber\nExport", "Please hurry."},
		"signature of HTML": {"Please hurry.  \n\\--  \nAnna Weber  \nExport", "Please hurry."},
		"people's own words": {"On Friday the vendor wrote:\nno parts before May.\nWhat now?",
			"On Friday the vendor wrote:\nno parts before May.\nWhat now?"},
		"a mention of fields": {"To: the desk\nthe form says From: and so on", "To: the desk\nthe form says From: and so on"},
		"only a quote":        {"> Did it help?", ""},
		"empty":               {" \n\t\n", ""},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, CutQuote(c.in)) })
	}
}

func TestFlowed_JoinsWhatAProgramBroke(t *testing.T) {
	require.Equal(t, "one long line\ntwo\n> quoted \n> more", Flowed("one long \nline\ntwo\n> quoted \n> more", false))
	require.Equal(t, "打印机又坏了", Flowed("打印机 \n又坏了", true))
	require.Equal(t, "a\n-- \nb", Flowed("a\n-- \nb", false))
}

func FuzzCutQuote(f *testing.F) {
	f.Add("On Mon, Nov 30, 2026 at 10:00 AM Desk <desk@example.com> wrote:\n> Did it help?\n\nNot at all.")
	f.Add(strings.Repeat("> ", 100) + "\n在 写道：")
	f.Fuzz(func(t *testing.T, text string) {
		cut := CutQuote(text)
		require.LessOrEqual(t, len(cut), len(text))
		Flowed(text, true)
	})
}
