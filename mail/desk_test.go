package mail_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
	"github.com/jhillyerd/enmime/v2"
	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/mail"
	"steward/storage"
	"steward/store"
	"steward/testkit"
)

const address = "desk@example.com"

// desk is a store with people who have addresses, an SMTP and an IMAP server, and what speaks with them.
type desk struct {
	*require.Assertions
	t        *testing.T
	store    *store.Store
	folder   string
	files    *storage.Disk
	smtp     *smtpServer
	imap     *imapServer
	settings mail.Settings
	taker    *mail.Taker

	customer, other, agent, tech access.Viewer
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s, err := store.Open(testkit.DatabaseURL(t), 10)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.DB.Close() })
	d := &desk{Assertions: require.New(t), t: t, store: s, folder: t.TempDir(), smtp: newSMTP(t), imap: newIMAP(t)}
	d.files, err = storage.NewDisk(filepath.Join(d.folder, "attachments"))
	d.NoError(err)
	d.exec(`INSERT INTO queues (code, name) VALUES ('desk', 'Desk')`)
	d.exec(`UPDATE desk_settings SET default_queue_id = (SELECT id FROM queues)`)
	d.customer = d.person("carla", "卡拉", "zh", "customer")
	d.other = d.person("oscar", "Oscar", "en", "customer")
	d.agent = d.person("anna", "Anna", "en", "agent")
	d.tech = d.person("tom", "汤姆", "zh", "technician")
	d.settings = d.given(mail.Given{SMTP: "smtp://" + d.smtp.address + "?tls=none", IMAP: "imap://desk:secret@" + d.imap.address + "/INBOX?tls=none"})
	d.NoError(s.ConfigureMail(d.ctx(), d.settings.Sends(), d.settings.Box()))
	d.taker = &mail.Taker{Store: s, Files: d.files, Settings: d.settings, Log: d.log()}
	return d
}

// given reads settings as a worker does.
func (d *desk) given(g mail.Given) mail.Settings {
	d.t.Helper()
	g.From, g.Plus = "Service Desk <"+address+">", true
	settings, err := g.Settings("https://desk.example.com")
	d.NoError(err)
	return settings
}

func (d *desk) ctx() context.Context { return d.t.Context() }

func (d *desk) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(d.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func (d *desk) exec(statement string, args ...any) {
	d.t.Helper()
	_, err := d.store.DB.Exec(statement, args...)
	d.NoError(err)
}

func (d *desk) count(query string, args ...any) int {
	d.t.Helper()
	var n int
	d.NoError(d.store.DB.Get(&n, query, args...))
	return n
}

func (d *desk) text(query string, args ...any) string {
	d.t.Helper()
	var s string
	d.NoError(d.store.DB.Get(&s, query, args...), query)
	return s
}

func (d *desk) person(login, name, language string, roles ...string) access.Viewer {
	d.t.Helper()
	d.exec(`INSERT INTO users (login, name, language, roles, email) VALUES ($1, $2, $3, $4, $1 || '@example.com')`, login, name, language, "{"+strings.Join(roles, ",")+"}")
	v, err := d.store.ViewerOf(d.ctx(), domain.ByCode(login))
	d.NoError(err)
	return v
}

// raised records an incident of the customer by hand.
func (d *desk) raised() string {
	d.t.Helper()
	number, err := d.store.CreateIncident(d.ctx(), store.NewIncident{Viewer: d.customer, Title: "打印机卡纸", Channel: "portal", State: incident.State{Kind: "incident", Impact: 2, Urgency: 2}})
	d.NoError(err)
	return number
}

func (d *desk) act(v access.Viewer, number string, a incident.Act) {
	d.t.Helper()
	d.NoError(d.store.Act(d.ctx(), store.ActInput{Number: number, Viewer: v, Act: a}))
	d.carryOut()
}

// carryOut finishes the effects that wait, as processes do.
func (d *desk) carryOut() {
	d.t.Helper()
	var ids []int64
	d.NoError(d.store.DB.Select(&ids, `SELECT id FROM effects WHERE done_at IS NULL AND kind IN ('Notify', 'Escalate') ORDER BY id`))
	for _, id := range ids {
		d.NoError(d.store.FinishNotice(d.ctx(), id))
	}
}

func (d *desk) sender() *mail.Sender {
	return &mail.Sender{Store: d.store, Files: d.files, Settings: d.settings, Log: d.log()}
}

// sends gives all letters that wait to the server, whenever they are due, and answers those that it has taken since.
func (d *desk) sends() []letter {
	d.t.Helper()
	before := len(d.smtp.letters())
	s := d.sender()
	for {
		d.exec(`UPDATE mail_out SET due_at = clock_timestamp() WHERE state = 'waiting'`)
		n, err := s.Drain(d.ctx())
		d.NoError(err)
		if n == 0 {
			return d.smtp.letters()[before:]
		}
	}
}

// receives reads the mailbox until the test ends or the answered function is called.
func (d *desk) receives() (stop func()) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.ctx())
	done := make(chan struct{})
	r := &mail.Receiver{Taker: d.taker, Log: d.log(), Look: 300 * time.Millisecond, Rest: 200 * time.Millisecond}
	go func() { defer close(done); r.Run(ctx) }()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	d.t.Cleanup(stop)
	return stop
}

// until polls the condition with a deadline.
func (d *desk) until(what string, f func() bool) {
	d.t.Helper()
	deadline, tick := time.After(30*time.Second), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !f() {
		select {
		case <-deadline:
			d.Fail("it never came to this: " + what)
		case <-tick.C:
		}
	}
}

// came is a row of mail_in.
type came struct {
	State  string `db:"state"`
	Reason string `db:"reason"`
	Detail string `db:"detail"`
	Number string `db:"number"`
}

// arrives puts a letter into the mailbox and waits until it is known what became of it.
func (d *desk) arrives(raw string) came {
	d.t.Helper()
	in, err := mail.Read([]byte(crlf(raw)))
	d.NoError(err)
	d.imap.deliver(d.t, raw)
	var row came
	d.until("the letter "+in.MessageID+" was taken", func() bool {
		return d.store.DB.Get(&row, `SELECT m.state, m.reason, m.detail, COALESCE(r.number, '') AS number FROM mail_in m LEFT JOIN records r ON r.id = m.record_id WHERE m.message_id = $1`, in.MessageID) == nil
	})
	return row
}

func crlf(raw string) string {
	return strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")
}

var serial struct {
	sync.Mutex
	n int
}

// written is a plain letter from somebody; more are headers.
func written(from, subject, text string, more ...string) string {
	serial.Lock()
	defer serial.Unlock()
	serial.n++
	head := fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%d.test@example.com>\nDate: Mon, 30 Nov 2026 10:00:00 +0800\n", from, address, subject, serial.n)
	for _, h := range more {
		head += h + "\n"
	}
	if !strings.Contains(head, "Content-Type:") {
		head += "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
	}
	return head + "\n" + text
}

// letter is what the SMTP server took.
type letter struct {
	from string
	to   []string
	raw  []byte
	*enmime.Envelope
}

// smtpServer is a real SMTP server that keeps what it takes. What say answers for a command (MAIL, RCPT, DATA) is refused.
type smtpServer struct {
	address string
	mu      sync.Mutex
	took    []letter
	say     func(command, argument string) error
	server  *smtp.Server
}

func newSMTP(t *testing.T) *smtpServer {
	t.Helper()
	s := &smtpServer{}
	s.start(t, "127.0.0.1:0", nil)
	t.Cleanup(func() { _ = s.server.Close() })
	return s
}

func (s *smtpServer) start(t *testing.T, at string, prepare func(*smtp.Server)) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", at)
	require.NoError(t, err)
	s.address = listener.Addr().String()
	s.server = smtp.NewServer(s)
	s.server.Domain = "mx.example.com"
	s.server.ReadTimeout, s.server.WriteTimeout = 30*time.Second, 30*time.Second
	if prepare != nil {
		prepare(s.server)
	}
	server := s.server
	go func() { _ = server.Serve(listener) }()
}

func (s *smtpServer) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &smtpSession{smtpServer: s}, nil
}

func (s *smtpServer) letters() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]letter{}, s.took...)
}

func (s *smtpServer) says(f func(command, argument string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.say = f
}

func (s *smtpServer) judge(command, argument string) error {
	s.mu.Lock()
	say := s.say
	s.mu.Unlock()
	if say == nil {
		return nil
	}
	return say(command, argument)
}

type smtpSession struct {
	*smtpServer
	letter
}

func (s *smtpSession) Reset()        { s.letter = letter{} }
func (s *smtpSession) Logout() error { return nil }
func (s *smtpSession) Mail(from string, _ *smtp.MailOptions) error {
	s.letter.from = from
	return s.judge("MAIL", from)
}
func (s *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return s.judge("RCPT", to)
}
func (s *smtpSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.judge("DATA", strings.Join(s.to, " ")); err != nil {
		return err
	}
	s.raw = raw
	if s.Envelope, err = enmime.ReadEnvelope(bytes.NewReader(raw)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took = append(s.took, s.letter)
	return nil
}

// imapServer is a real IMAP server with one mailbox.
type imapServer struct {
	address string
	user    *imapmemserver.User
	server  *imapserver.Server
}

func newIMAP(t *testing.T) *imapServer {
	t.Helper()
	s := &imapServer{user: imapmemserver.NewUser("desk", "secret")}
	require.NoError(t, s.user.Create("INBOX", nil))
	s.start(t, "127.0.0.1:0", imapserver.Options{InsecureAuth: true})
	t.Cleanup(func() { _ = s.server.Close() })
	return s
}

func (s *imapServer) start(t *testing.T, at string, o imapserver.Options) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", at)
	require.NoError(t, err)
	s.startOn(listener, o)
}

func (s *imapServer) startOn(listener net.Listener, o imapserver.Options) {
	s.address = listener.Addr().String()
	users := imapmemserver.New()
	users.AddUser(s.user)
	o.NewSession = func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
		return users.NewSession(), nil, nil
	}
	o.Caps = imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}
	s.server = imapserver.New(&o)
	server := s.server
	go func() { _ = server.Serve(listener) }()
}

func (s *imapServer) deliver(t *testing.T, raw string, flags ...imap.Flag) {
	t.Helper()
	_, err := s.user.Append("INBOX", bytes.NewReader([]byte(crlf(raw))), &imap.AppendOptions{Flags: flags})
	require.NoError(t, err)
}
