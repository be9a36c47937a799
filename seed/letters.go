package seed

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"steward/mail"
	"steward/store"
)

// letters are mails that came to the demo's desk and wait for its decision, or were stopped: each is taken as any other is, once.
var letters = []struct{ id, from, subject, text, more string }{
	{"visit", "李静 <li.jing@huamei-parts.example>", "咨询：供应商门户账号无法激活", "您好，\n\n我是华美零部件的李静，昨天收到贵公司供应商门户的激活邮件，点击链接提示“链接已失效”。\n请问能否重新发送？我的手机是 138-0000-0000。\n\n谢谢！", ""},
	{"spindle", "Marta Kowalska <m.kowalska@polmet.example>", "Spindle CY-500 reports E-217 since this morning", "Hello,\n\nour spindle CY-500 (serial 5-0217) stops with **E-217** after about ten minutes. We have:\n\n- checked the coolant\n- restarted the controller\n\nCould somebody call us back today?\n\nMarta Kowalska\nPolmet, maintenance", ""},
	{"private", "吕晓东 <lvxd1980@private-mail.example>", "手机发的：三号线还是报警", "我是瑞禾的吕晓东，公司邮箱今天登录不了，用私人邮箱发。三号线早上又报警了，请安排人看一下。", ""},
	{"newsletter", "Fair Office <news@fair.example>", "Industrial fair 2027: early bird tickets", "Register now!", "List-Id: <news.fair.example>"},
	{"away", "sales@huamei-parts.example", "Automatic reply: Your order", "I am out of the office until Monday.", "Auto-Submitted: auto-replied"},
}

// Letters puts the demo's mails before the desk, as far as they are not there yet; files keeps their sources.
func Letters(ctx context.Context, st *store.Store, files mail.Files) error {
	taker := &mail.Taker{Store: st, Files: files, Log: slog.New(slog.DiscardHandler)}
	for _, l := range letters {
		head := []string{"From: " + l.from, "Subject: " + l.subject, "Message-ID: <" + l.id + ".demo@chengyuan.example>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"}
		if l.more != "" {
			head = append(head, l.more)
		}
		raw := strings.Join(head, "\r\n") + "\r\n\r\n" + strings.ReplaceAll(l.text, "\n", "\r\n") + "\r\n"
		if _, err := taker.Take(ctx, []byte(raw)); err != nil {
			return fmt.Errorf("mail %s of the demo data: %w", l.id, err)
		}
	}
	return nil
}
