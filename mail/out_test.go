package mail_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	rules "steward/domain/mail"
	"steward/mail"
)

// outRow is a row of mail_out.
type outRow struct {
	State string `db:"state"`
	Tries int    `db:"tries"`
	Why   string `db:"why"`
}

func (d *desk) outs() []outRow {
	d.t.Helper()
	var rows []outRow
	d.NoError(d.store.DB.Select(&rows, `SELECT state, tries, why FROM mail_out ORDER BY id`))
	return rows
}

func TestOut_NoticesGoByMailAsEachPersonChose(t *testing.T) {
	d := newDesk(t)
	d.exec(`UPDATE users SET notice_choice = '{"off": [], "mail": "none"}' WHERE login = 'tom'`)
	d.exec(`UPDATE users SET email = '' WHERE login = 'oscar'`)
	number := d.raised()
	d.exec(`INSERT INTO watchers (record_id, user_id) SELECT r.id, u.id FROM records r, users u WHERE u.login IN ('anna', 'oscar')`)
	d.act(d.tech, number, incident.Act{Verb: incident.Take})
	d.act(d.customer, number, incident.Act{Verb: incident.Reply, Comment: "Is **anybody** there? <script>alert(1)</script> ![x](/api/v1/attachments/0f8fad5b-d9cb-469f-a165-70867728950e)"})
	require.Equal(t, 2, d.count(`SELECT count(*) FROM notices WHERE what = 'replied' AND user_id <> (SELECT id FROM users WHERE login = 'oscar')`), "the bell knows all")
	sent := d.sends()
	require.Len(t, sent, 1)
	l := sent[0]
	require.Equal(t, []string{"anna@example.com"}, l.to)
	require.Equal(t, "[INC-000001] 打印机卡纸", l.GetHeader("Subject"))
	require.Equal(t, `"Anna" <anna@example.com>`, l.GetHeader("To"))
	require.Equal(t, `"Service Desk" <desk@example.com>`, l.GetHeader("From"))
	require.Equal(t, "auto-generated", l.GetHeader("Auto-Submitted"))
	require.Equal(t, "All", l.GetHeader("X-Auto-Response-Suppress"))
	require.NotEmpty(t, l.GetHeader("X-Steward-Installation"))
	require.Regexp(t, `^<notice\.\d+\.[0-9a-f-]{36}@example\.com>$`, l.GetHeader("Message-Id"))
	require.Contains(t, l.Text, "卡拉 replied in INC-000001", "in the reader's language")
	require.Contains(t, l.Text, "Is **anybody** there?")
	require.Contains(t, l.HTML, "Is <strong>anybody</strong> there?")
	require.NotContains(t, l.HTML, "<script")
	require.NotContains(t, l.HTML, "<img", "a picture is only for who is signed in")
	require.Contains(t, l.HTML, `[x]</a>`)
	require.Contains(t, l.Text, "https://desk.example.com/tickets/INC-000001")
	require.Empty(t, d.sends(), "nothing is sent twice")
}

// Nobody is mailed what they may not see, have read, or need no more.
func TestOut_WhatIsNoLongerWantedIsDropped(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	say := func(prepare string, args ...any) string {
		d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
		d.exec(prepare, args...)
		require.Empty(t, d.sends(), prepare)
		return d.text(`SELECT why FROM mail_out ORDER BY id DESC LIMIT 1`)
	}
	require.Equal(t, "read", say(`UPDATE notices SET read_at = now()`))
	require.Equal(t, "too_old", say(`UPDATE mail_out SET created_at = now() - interval '6 days' WHERE state = 'waiting'`))
	require.Equal(t, "no_address", say(`UPDATE users SET email = '' WHERE login = 'carla'`))
	d.exec(`UPDATE users SET email = 'carla@example.com' WHERE login = 'carla'`)
	require.Equal(t, "disabled", say(`UPDATE users SET disabled_at = now() WHERE login = 'carla'`))
	d.exec(`UPDATE users SET disabled_at = NULL WHERE login = 'carla'`)
	require.Equal(t, "no_access", say(`UPDATE records SET requester_id = (SELECT id FROM users WHERE login = 'oscar')`))
}

// While the server is away nothing is lost, and it is not called at every turn.
func TestOut_TheServerIsAway(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
	require.NoError(t, d.smtp.server.Close())
	s := d.sender()
	_, err := s.Drain(d.ctx())
	require.NoError(t, err)
	require.Equal(t, []outRow{{State: "waiting"}}, d.outs(), "it was not tried: that does not count against the letter")
	out, _, err := d.store.MailWays(d.ctx())
	require.NoError(t, err)
	require.Contains(t, out.Why, "connection refused")
	require.Greater(t, d.count(`SELECT extract(epoch FROM due_at - clock_timestamp())::int FROM mail_out`), 2)
	n, err := s.Drain(d.ctx())
	require.NoError(t, err)
	require.Zero(t, n)

	d.smtp.start(t, d.smtp.address, nil)
	require.Len(t, d.sends(), 1)
	out, _, err = d.store.MailWays(d.ctx())
	require.NoError(t, err)
	require.Empty(t, out.Why)
	require.Equal(t, []outRow{{State: "sent", Tries: 1}}, d.outs())
}

// A no for now is asked again, later each time; a no for good is not; a no to us as the sender is not the letter's fault.
func TestOut_WhatTheServerRefuses(t *testing.T) {
	for _, c := range []struct {
		name, command string
		code          int
		state         rules.State
	}{
		{"greylisting", "RCPT", 451, rules.Waiting}, {"full", "DATA", 452, rules.Waiting}, {"unknown mailbox", "RCPT", 550, rules.Refused},
		{"content", "DATA", 554, rules.Refused}, {"sender", "MAIL", 550, rules.Waiting},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			number := d.raised()
			d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
			d.smtp.says(func(command, _ string) error {
				if command == c.command {
					return &smtp.SMTPError{Code: c.code, Message: "so it is"}
				}
				return nil
			})
			_, err := d.sender().Drain(d.ctx())
			require.NoError(t, err)
			row := d.outs()[0]
			require.Equal(t, string(c.state), row.State)
			require.Equal(t, 1, row.Tries)
			require.Contains(t, row.Why, "so it is")
			d.smtp.says(nil)
			if c.state == rules.Refused {
				require.Empty(t, d.sends())
				id := int64(d.count(`SELECT id FROM mail_out`))
				_, err := d.store.SetMailOut(d.ctx(), d.agent, id, rules.Waiting)
				require.NoError(t, err, "an administrator may try again")
			} else {
				require.InDelta(t, 60, d.count(`SELECT extract(epoch FROM due_at - clock_timestamp())::int FROM mail_out`), 3, "a minute after the first time")
			}
			require.Len(t, d.sends(), 1)
		})
	}
}

// One letter that is refused does not keep the others; one that the server hangs up on comes again with those behind it.
func TestOut_OneOfManyFails(t *testing.T) {
	d := newDesk(t)
	for range 9 {
		d.raised()
	}
	d.exec(`INSERT INTO watchers (record_id, user_id) SELECT id, $1 FROM records`, d.agent.UserID)
	for _, n := range []string{"INC-000003", "INC-000008"} {
		d.act(d.customer, n, incident.Act{Verb: incident.Reply, Comment: n})
	}
	d.exec(`DELETE FROM mail_out WHERE record_id NOT IN (SELECT id FROM records WHERE number IN ('INC-000003', 'INC-000008'))`)
	var once sync.Once
	d.smtp.says(func(command, argument string) error {
		var err error
		if command == "DATA" {
			once.Do(func() { err = &smtp.SMTPError{Code: 421, Message: "going down"} })
		}
		return err
	})
	_, err := d.sender().Drain(d.ctx())
	require.NoError(t, err)
	require.Empty(t, d.smtp.letters())
	sent := d.sends()
	seen := map[string]int{}
	for _, l := range sent {
		seen[l.GetHeader("Message-Id")]++
	}
	require.Equal(t, d.count(`SELECT count(*) FROM mail_out`), len(seen))
	for id, n := range seen {
		require.Equal(t, 1, n, id)
	}
}

// Many senders beside each other send each letter once.
func TestOut_SendersBesideEachOther(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	for range 60 {
		d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
	}
	ctx, cancel := context.WithCancel(d.ctx())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { d.sender().Run(ctx) })
	}
	d.until("all are sent", func() bool { return d.count(`SELECT count(*) FROM mail_out WHERE state = 'sent'`) == 60 })
	cancel()
	wg.Wait()
	seen := map[string]bool{}
	for _, l := range d.smtp.letters() {
		require.False(t, seen[l.GetHeader("Message-Id")], "twice")
		seen[l.GetHeader("Message-Id")] = true
	}
	require.Len(t, seen, 60)
}

// Killed between the server's word and our note of it, the letter goes out once more, with the same Message-ID: SMTP has no way to ask
// whether it was taken. It is never lost.
func TestOut_KilledBetweenTheServersWordAndOurs(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
	d.exec(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$`)
	d.exec(`CREATE TRIGGER die BEFORE UPDATE ON mail_out FOR EACH ROW WHEN (NEW.state = 'sent') EXECUTE FUNCTION die()`)
	_, err := d.sender().Drain(d.ctx())
	require.ErrorContains(t, err, "killed")
	require.Len(t, d.smtp.letters(), 1)
	n, err := d.sender().Drain(d.ctx())
	require.NoError(t, err)
	require.Zero(t, n, "it stays with whoever had it until the lease is over")
	d.exec(`DROP TRIGGER die ON mail_out`)
	d.exec(`UPDATE mail_out SET leased_until = now()`)
	again := d.sends()
	require.Len(t, again, 1)
	require.Equal(t, d.smtp.letters()[0].GetHeader("Message-Id"), again[0].GetHeader("Message-Id"))
}

func TestOut_DigestWhenThePersonsDayBegins(t *testing.T) {
	d := newDesk(t)
	d.exec(`UPDATE users SET zone = 'Europe/Berlin', notice_choice = '{"off": [], "mail": "digest", "hours": {"days": [1,2,3,4,5,6,7], "from": "07:30", "to": "16:00"}}' WHERE login = 'anna'`)
	one, two := d.raised(), d.raised()
	for _, n := range []string{one, two} {
		d.exec(`INSERT INTO watchers (record_id, user_id) SELECT id, $2 FROM records WHERE number = $1 ON CONFLICT DO NOTHING`, n, d.agent.UserID)
		d.act(d.customer, n, incident.Act{Verb: incident.Reply, Comment: "Before she chose"})
	}
	step := func() {
		_, err := d.store.DigestStep(d.ctx())
		require.NoError(t, err)
	}
	step()
	d.act(d.customer, one, incident.Act{Verb: incident.Reply, Comment: "Hello?"})
	d.act(d.customer, two, incident.Act{Verb: incident.Reply, Comment: "Hello?"})
	d.act(d.customer, two, incident.Act{Verb: incident.Reply, Comment: "Anybody?"})
	step()
	require.Empty(t, d.sends(), "not before her day begins")

	local := d.text(`SELECT to_char(next_at AT TIME ZONE 'Europe/Berlin', 'HH24:MI') FROM mail_digests`)
	require.Equal(t, "07:30", local)
	d.exec(`UPDATE clock_shift SET shift = (SELECT next_at FROM mail_digests) - clock_timestamp() + interval '1 second'`)
	step()
	step()
	sent := d.sends()
	require.Len(t, sent, 1)
	l := sent[0]
	require.Equal(t, []string{"anna@example.com"}, l.to)
	require.Equal(t, "Your notices of today: 3", l.GetHeader("Subject"))
	require.Equal(t, 3, strings.Count(l.Text, "replied in"))
	require.Equal(t, 1, strings.Count(l.HTML, `href="https://desk.example.com/tickets/`+two+`"`), "by record")
	require.Empty(t, l.GetHeader("Reply-To"))

	d.exec(`UPDATE clock_shift SET shift = shift + interval '1 day'`)
	step()
	require.Empty(t, d.sends(), "what was told is not told again")
	d.act(d.customer, one, incident.Act{Verb: incident.Reply, Comment: "Hello?"})
	d.exec(`UPDATE notices SET read_at = now()`)
	d.exec(`UPDATE clock_shift SET shift = shift + interval '1 day'`)
	step()
	require.Empty(t, d.sends(), "nor what was read")
}

// A letter brings a link that works; the letter before it does not any more, and no secret is kept.
func TestOut_LinksToSetAPassword(t *testing.T) {
	d := newDesk(t)
	root := d.person("root", "Root", "en", access.Admin)
	to, err := d.store.InviteByMail(d.ctx(), root, domain.ByCode("anna"))
	require.NoError(t, err)
	require.Equal(t, "anna@example.com", to)
	_, err = d.store.InviteByMail(d.ctx(), root, domain.ByCode("anna"))
	require.NoError(t, err)
	sent := d.sends()
	require.Len(t, sent, 1, "the one that waited is replaced")
	secret := func(l letter) string {
		_, rest, found := strings.Cut(l.Text, "https://desk.example.com/password?token=")
		require.True(t, found, l.Text)
		return strings.Fields(rest)[0]
	}
	first := secret(sent[0])
	require.NotContains(t, d.text(`SELECT string_agg(to_jsonb(m)::text, ' ') FROM mail_out m`), first)
	require.NotContains(t, d.text(`SELECT string_agg(to_jsonb(a)::text, ' ') FROM audit a`), first)
	mailed, err := d.store.ResetByMail(d.ctx(), access.Viewer{}, "anna")
	require.NoError(t, err)
	require.True(t, mailed)
	reset := d.sends()[0]
	require.Contains(t, reset.Text, "The link works once, until")
	require.NoError(t, d.store.UsePasswordLink(d.ctx(), secret(reset), "a long sentence"))
	require.Error(t, d.store.UsePasswordLink(d.ctx(), first, "a long sentence"), "a password that was set ends other links")
	require.Equal(t, 2, d.count(`SELECT count(*) FROM audit WHERE verb = 'invitation' AND changes ? 'mail_to' AND actor_id = $1`, root.UserID))
	require.Equal(t, 1, d.count(`SELECT count(*) FROM audit WHERE verb = 'invitation' AND changes ? 'password_link' AND actor_id = $1`, root.UserID))

	d.exec(`UPDATE users SET email = '' WHERE login = 'tom'`)
	_, err = d.store.InviteByMail(d.ctx(), root, domain.ByCode("tom"))
	require.ErrorContains(t, err, "no e-mail address")
	mailed, err = d.store.ResetByMail(d.ctx(), access.Viewer{}, "tom")
	require.NoError(t, err)
	require.False(t, mailed)
	for range 2 {
		_, err = d.store.ResetByMail(d.ctx(), access.Viewer{}, "anna")
		require.NoError(t, err)
	}
	_, err = d.store.ResetByMail(d.ctx(), access.Viewer{}, "anna")
	require.Equal(t, domain.TooMany, domain.CodeOf(err), "nobody can fill another's mailbox")
}

// Without a server letters stay to be seen, and end when they are too old to tell anything.
func TestOut_WithoutAServer(t *testing.T) {
	d := newDesk(t)
	d.settings.SMTP = nil
	require.NoError(t, d.store.ConfigureMail(d.ctx(), "", ""))
	number := d.raised()
	d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
	require.Empty(t, d.sends())
	require.Equal(t, "waiting", d.outs()[0].State)
	f, err := d.store.Figures(d.ctx())
	require.NoError(t, err)
	require.Zero(t, f.MailWaiting, "nobody is to be alarmed")
	mailed, err := d.store.ResetByMail(d.ctx(), access.Viewer{}, "carla")
	require.NoError(t, err)
	require.False(t, mailed)
	d.exec(`UPDATE mail_out SET created_at = now() - interval '6 days'`)
	require.NoError(t, d.store.TidyMail(d.ctx()))
	require.Equal(t, outRow{State: "dropped", Why: "too_old"}, d.outs()[0])
}

// Over TLS with a password, and never without where TLS is demanded.
func TestOut_TLSAndSignIn(t *testing.T) {
	d := newDesk(t)
	ca, config := certificate(t)
	secure := &smtpServer{}
	secure.start(t, "127.0.0.1:0", func(s *smtp.Server) { s.TLSConfig = config; s.Backend = signedIn{secure} })
	t.Cleanup(func() { _ = secure.server.Close() })
	number := d.raised()
	d.act(d.agent, number, incident.Act{Verb: incident.Reply, Comment: "Hello"})
	plain := d.smtp
	send := func(g mail.Given) error {
		d.exec(`UPDATE mail_out SET due_at = clock_timestamp() WHERE state = 'waiting'`)
		d.settings = d.given(g)
		_, err := d.sender().Drain(d.ctx())
		require.NoError(t, err)
		out, _, err := d.store.MailWays(d.ctx())
		require.NoError(t, err)
		if out.Why != "" {
			return errors.New(out.Why)
		}
		return nil
	}
	require.ErrorContains(t, send(mail.Given{SMTP: "smtp://" + plain.address}), "STARTTLS")
	require.ErrorContains(t, send(mail.Given{SMTP: "smtp://desk:secret@" + secure.address}), "certificate")
	require.ErrorContains(t, send(mail.Given{SMTP: "smtp://desk:wrong@" + secure.address, CA: ca}), "535")
	require.NoError(t, send(mail.Given{SMTP: "smtp://desk:secret@" + secure.address, CA: ca}))
	require.Len(t, secure.letters(), 1)
	require.Empty(t, plain.letters())
}

func TestIn_TLS(t *testing.T) {
	d := newDesk(t)
	ca, config := certificate(t)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	require.NoError(t, err)
	d.imap.startOn(listener, imapserver.Options{})
	d.settings = d.given(mail.Given{IMAP: "imaps://desk:secret@" + listener.Addr().String(), CA: ca})
	d.taker.Settings = d.settings
	d.receives()
	require.Equal(t, "taken", d.arrives(written("carla@example.com", "Over TLS", "Hello")).State)
}

// signedIn is a server that takes letters only from who knows its password.
type signedIn struct{ *smtpServer }

func (s signedIn) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &signedInSession{smtpSession: smtpSession{smtpServer: s.smtpServer}}, nil
}

type signedInSession struct {
	smtpSession
	known bool
}

func (s *signedInSession) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *signedInSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "desk" || password != "secret" {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}
func (s *signedInSession) Mail(from string, o *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	return s.smtpSession.Mail(from, o)
}

// certificate makes one for this machine, and a file by which it is trusted.
func certificate(t *testing.T) (ca string, config *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	ca = filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return ca, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}
