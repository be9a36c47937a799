package mail_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/incident"
	"steward/store"
)

// record answers the record as its requester sees it.
func (d *desk) record(number string) store.Record {
	d.t.Helper()
	r, err := d.store.Record(d.ctx(), d.agent, number)
	d.NoError(err)
	return r
}

// said answers the messages of a record, oldest first.
func (d *desk) said(number string) []store.Message {
	d.t.Helper()
	ms, err := d.store.Messages(d.ctx(), d.agent, number, 0)
	d.NoError(err)
	return ms
}

func TestIn_ALetterBecomesATicket(t *testing.T) {
	d := newDesk(t)
	d.receives()
	row := d.arrives(written("Carla <Carla@Example.com>", "Re: Fwd: 打印机又卡纸了", "三楼的打印机又卡纸了。\n\n谢谢！\n-- \nCarla"))
	require.Equal(t, came{State: "taken", Number: "INC-000001"}, row)
	r := d.record("INC-000001")
	require.Equal(t, []any{"打印机又卡纸了", "三楼的打印机又卡纸了。\n\n谢谢！", "mail", "carla", "incident", "new"}, []any{r.Title, r.Description, r.Channel, r.Requester.Login, r.Kind, r.State})

	sent := d.sends()
	require.Len(t, sent, 1, "the sender hears the number")
	ack := sent[0]
	require.Equal(t, []string{"carla@example.com"}, ack.to)
	require.Equal(t, address, ack.from)
	require.Equal(t, "[INC-000001] 打印机又卡纸了", ack.GetHeader("Subject"))
	require.Equal(t, "auto-replied", ack.GetHeader("Auto-Submitted"))
	require.Contains(t, ack.GetHeader("In-Reply-To"), ".test@example.com>")
	require.Contains(t, ack.Text, "已收到您的邮件，并建立单据 INC-000001")
	require.Contains(t, ack.HTML, `href="https://desk.example.com/tickets/INC-000001"`)

	// The process tells nobody yet; the audit trail says that it came by mail.
	v, err := d.store.VerifyAudit(d.ctx())
	require.NoError(t, err)
	require.True(t, v.OK)
}

// An answer finds its ticket by what it answers, by the address that it went to, or by the number in its subject.
func TestIn_AnAnswerLandsInItsTicket(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.act(d.tech, number, incident.Act{Verb: incident.Take})
	d.act(d.tech, number, incident.Act{Verb: incident.Reply, Comment: "换了纸，好了吗？"})
	notice := d.sends()[0]
	require.Equal(t, []string{"carla@example.com"}, notice.to)
	require.Contains(t, notice.Text, "换了纸，好了吗？")
	require.Equal(t, `"Service Desk" <desk+INC-000001@example.com>`, notice.GetHeader("Reply-To"))
	d.receives()

	quoted := "\n\n在 2026-11-30 10:00:00，Service Desk 写道：\n> " + strings.ReplaceAll(notice.Text, "\r\n", "\n> ")
	for i, c := range []struct{ name, raw string }{
		{"by what it answers", written("carla@example.com", "答复: whatever", "还没好。"+quoted, "In-Reply-To: "+notice.GetHeader("Message-Id"))},
		{"by what that answered", written("carla@example.com", "答复", "还没好。", "References: <x@y> "+notice.GetHeader("Message-Id")+" <z@elsewhere.com>")},
		{"by the address", strings.Replace(written("carla@example.com", "no number", "还没好。"), "To: "+address, "To: desk+INC-000001@example.com", 1)},
		{"by the address it was delivered to", written("carla@example.com", "no number", "还没好。", "Delivered-To: desk+inc-000001@example.com")},
		{"by the number in the subject", written("carla@example.com", "关于inc-000001", "还没好。")},
	} {
		require.Equal(t, came{State: "taken", Number: number}, d.arrives(c.raw), c.name)
		ms := d.said(number)
		require.Len(t, ms, 2+i, c.name)
		last := ms[len(ms)-1]
		require.Equal(t, []any{"还没好。", "reply", false, "carla"}, []any{last.Body, last.Verb, last.Internal, last.Author.Login}, c.name)
	}
	require.Equal(t, 1, d.count(`SELECT count(*) FROM records`), "no other ticket was made")
	var told []letter
	for _, l := range d.sends() {
		require.Equal(t, []string{"tom@example.com"}, l.to, "who handles it is told, its writer is not")
		told = append(told, l)
	}
	require.Len(t, told, 5)
	require.Contains(t, told[0].Text, "还没好。")

	// A second letter that answers only one of the sender's own finds the ticket, too: it is known by that.
	row := d.arrives(written("carla@example.com", "PS", "还有一件事。", "In-Reply-To: <"+d.text(`SELECT max(message_id) FROM mail_in WHERE state = 'taken'`)+">"))
	require.Equal(t, number, row.Number)
}

func TestIn_WhoMayNotSeeATicketDoesNotGetIntoIt(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
	uuid := d.text(`SELECT uuid FROM records`)
	d.receives()
	for name, raw := range map[string]string{
		"by the number in the subject": written("oscar@example.com", "[INC-000001] mine too", "Me too."),
		"by the address":               strings.Replace(written("oscar@example.com", "x", "Me too."), "To: "+address, "To: desk+INC-000001@example.com", 1),
		"by a Message-ID":              written("oscar@example.com", "x", "Me too.", "In-Reply-To: <notice.1."+uuid+"@example.com>"),
	} {
		require.Equal(t, came{State: "held", Reason: "no_access", Number: number}, d.arrives(raw), name)
	}
	require.Len(t, d.said(number), 1)
	for _, l := range d.sends() {
		require.NotContains(t, l.to, "oscar@example.com", "nothing tells that the ticket exists")
	}
	// A number that nobody has is words like any other.
	require.Equal(t, came{State: "taken", Number: "INC-000002"}, d.arrives(written("oscar@example.com", "PO-123456 and INC-999999", "An order")))
}

func TestIn_LettersOfMachinesAreStoppedAndNotAnswered(t *testing.T) {
	d := newDesk(t)
	d.raised()
	own := d.text(`SELECT installation FROM mail_ways WHERE way = 'out'`)
	d.receives()
	for reason, raw := range map[string]string{
		"auto_reply": written("carla@example.com", "Out of office: [INC-000001]", "I am away.", "Auto-Submitted: auto-replied"),
		"bounce":     written("MAILER-DAEMON@mx.example.com", "Undelivered", "It could not be delivered."),
		"list":       written("carla@example.com", "News", "Buy!", "List-Id: <news.example.com>"),
		"own":        written("carla@example.com", "Round it goes", "Hello", "X-Steward-Installation: "+own),
		"empty":      written("carla@example.com", "Re:", "\n\n> what you wrote"),
	} {
		require.Equal(t, came{State: "stopped", Reason: reason}, d.arrives(raw), reason)
	}
	require.Equal(t, 1, d.count(`SELECT count(*) FROM records`))
	require.Empty(t, d.said("INC-000001"))
	require.Empty(t, d.sends(), "two machines would write to each other for ever")
}

// Our own letter, delivered to our own mailbox by whatever forwarding, goes no further.
func TestIn_ALetterOfOursComesRound(t *testing.T) {
	d := newDesk(t)
	d.exec(`UPDATE users SET email = $1 WHERE login = 'carla'`, address)
	number := d.raised()
	d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
	sent := d.sends()
	require.Len(t, sent, 1)
	d.receives()
	require.Equal(t, "own", d.arrives(string(sent[0].raw)).Reason)
	require.Len(t, d.said(number), 1)
}

func TestIn_ABounceMarksTheLetterThatCameBack(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
	sent := d.sends()[0]
	report := func(action string) string {
		return written("MAILER-DAEMON@mx.example.com", "Delivery Status Notification", "--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; carla@example.com\nAction: "+
			action+"\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such mailbox\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: "+sent.GetHeader("Message-Id")+"\nSubject: x\n--b--\n",
			"MIME-Version: 1.0", "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "Return-Path: <>")
	}
	d.receives()
	require.Equal(t, "bounce", d.arrives(report("delayed")).Reason)
	require.Equal(t, "sent", d.text(`SELECT state FROM mail_out`))
	row := d.arrives(report("failed"))
	require.Equal(t, []string{"stopped", "bounce"}, []string{row.State, row.Reason})
	require.Equal(t, "bounced smtp; 550 5.1.1 no such mailbox", d.text(`SELECT state || ' ' || why FROM mail_out`))
}

func TestIn_WhoseLetterItIs(t *testing.T) {
	d := newDesk(t)
	d.person("audrey", "Audrey", "en", "auditor")
	d.person("dora", "Dora", "en", "customer")
	d.person("twin1", "Twin", "en", "customer")
	d.person("twin2", "Twin", "en", "customer")
	d.exec(`UPDATE users SET disabled_at = now() WHERE login = 'dora'`)
	d.exec(`UPDATE users SET email = 'twins@example.com' WHERE login LIKE 'twin%'`)
	d.receives()
	for from, want := range map[string]came{
		"stranger@elsewhere.com": {State: "held", Reason: "unknown_sender"},
		"twins@example.com":      {State: "held", Reason: "ambiguous_sender"},
		"dora@example.com":       {State: "refused", Reason: "disabled_sender"},
		"audrey@example.com":     {State: "refused", Reason: "only_reads"},
	} {
		require.Equal(t, want, d.arrives(written(from, "Help", "Please.")), from)
	}
	require.Zero(t, d.count(`SELECT count(*) FROM records`))
	require.Empty(t, d.sends())

	d.exec(`UPDATE users SET disabled_at = now() WHERE login = 'twin2'`)
	require.Equal(t, "taken", d.arrives(written("twins@example.com", "Help", "Please.")).State, "only one of them is left")
	require.Equal(t, "twin1", d.record("INC-000001").Requester.Login)
}

func TestIn_OnlySendersWhomOurServerVouchesForAreBelieved(t *testing.T) {
	d := newDesk(t)
	d.taker.Settings.AuthServer = "mx.example.com"
	d.receives()
	require.Equal(t, came{State: "held", Reason: "unverified_sender"}, d.arrives(written("carla@example.com", "Help", "Please.")))
	require.Equal(t, came{State: "held", Reason: "unverified_sender"}, d.arrives(written("carla@example.com", "Help", "Please.", "Authentication-Results: evil.com; dmarc=pass")))
	require.Equal(t, "taken", d.arrives(written("carla@example.com", "Help", "Please.", "Authentication-Results: mx.example.com; spf=pass; dmarc=pass (p=none)")).State)
}

func TestIn_SoManyFromOneAreAMachines(t *testing.T) {
	d := newDesk(t)
	d.exec(`INSERT INTO mail_in (message_id, address, state) SELECT n::text, 'carla@example.com', 'taken' FROM generate_series(1, 30) n`)
	d.receives()
	require.Equal(t, came{State: "held", Reason: "too_many"}, d.arrives(written("carla@example.com", "Alarm", "Again.")))
	require.Equal(t, "taken", d.arrives(written("oscar@example.com", "Help", "Please.")).State)
}

// What the customer answers ends a hold for the customer, as in the browser.
func TestIn_AnAnswerEndsAHold(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.act(d.tech, number, incident.Act{Verb: incident.Hold, HoldReason: "customer", Comment: "哪一台？"})
	ask := d.sends()[0]
	require.Contains(t, ask.Text, "需要您的答复")
	require.Contains(t, ask.Text, "哪一台？", "the question stands in the mail")
	d.receives()
	d.arrives(written("carla@example.com", "Re: "+ask.GetHeader("Subject"), "三楼那台。", "In-Reply-To: "+ask.GetHeader("Message-Id")))
	require.Equal(t, "active", d.record(number).State)
}

func TestIn_AnAnswerAfterClosingIsRefusedWithWhatToDo(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.act(d.tech, number, incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done"})
	d.act(d.customer, number, incident.Act{Verb: incident.Accept})
	d.sends()
	d.receives()
	row := d.arrives(written("carla@example.com", "Re: ["+number+"]", "--b\n\nIt is broken again.\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=log.txt\n\nthe log\n--b--\n",
		"MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b"))
	require.Equal(t, []string{"refused", "not_now", number}, []string{row.State, row.Reason, row.Number})
	require.Empty(t, d.said(number))
	require.Zero(t, d.count(`SELECT count(*) FROM attachments`))
	sent := d.sends()
	require.Len(t, sent, 1)
	require.Contains(t, sent[0].Text, "您的邮件未能加入 INC-000001")
	require.Contains(t, sent[0].Text, "请先重新打开，或新建事件。")
	require.Contains(t, sent[0].Text, "请另写一封新邮件至 "+address)
	require.Equal(t, "auto-replied", sent[0].GetHeader("Auto-Submitted"))

	// Whoever goes on writing hears it a few times, not for ever.
	for range 8 {
		d.arrives(written("carla@example.com", "Re: ["+number+"]", "Hello?"))
	}
	require.Len(t, d.sends(), 4)
}

// An answer to the mail about an internal note is one, too: customers never read it.
func TestIn_AnAnswerToANoteIsANote(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.act(d.tech, number, incident.Act{Verb: incident.Take})
	d.act(d.agent, number, incident.Act{Verb: incident.Note, Comment: "This customer shouts."})
	sent := d.sends()
	require.Len(t, sent, 1)
	require.Equal(t, []string{"tom@example.com"}, sent[0].to)
	require.Contains(t, sent[0].GetHeader("Reply-To"), "desk+INC-000001-NOTE@example.com")
	d.receives()
	d.arrives(written("tom@example.com", "x", "I know.", "In-Reply-To: "+sent[0].GetHeader("Message-Id")))
	d.arrives(strings.Replace(written("tom@example.com", "x", "I said so."), "To: "+address, "To: desk+INC-000001-NOTE@example.com", 1))
	for _, m := range d.said(number)[1:] {
		require.True(t, m.Internal, m.Body)
		require.Equal(t, "note", m.Verb)
	}
	ms, err := d.store.Messages(d.ctx(), d.customer, number, 0)
	require.NoError(t, err)
	require.Empty(t, ms)
}
