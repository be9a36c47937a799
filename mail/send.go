package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	rules "steward/domain/mail"
)

// smtpTimeout bounds each step of a conversation.
const smtpTimeout = 15 * time.Second

// line is an open conversation with the SMTP server.
type line struct {
	settings     Settings
	installation string
	client       *gomail.Client
	conn         *smtp.Client
}

// call opens a conversation: greeting, TLS, sign-in.
func (s Settings) call(ctx context.Context, installation string) (*line, error) {
	options := []gomail.Option{gomail.WithPort(s.SMTP.Port), gomail.WithTimeout(smtpTimeout), gomail.WithTLSConfig(s.tls(s.SMTP))}
	switch s.SMTP.TLS {
	case "implicit":
		options = append(options, gomail.WithSSL())
	case "none":
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case "opportunistic":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.SMTP.User != "" {
		auth := gomail.SMTPAuthAutoDiscover
		if s.SMTP.TLS == "none" { // whoever says so means it: within one machine
			auth = gomail.SMTPAuthPlainNoEnc
		}
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(s.SMTP.User), gomail.WithPassword(s.SMTP.Password))
	}
	client, err := gomail.NewClient(s.SMTP.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", s.SMTP.Host, s.SMTP.Port, err)
	}
	return &line{settings: s, installation: installation, client: client, conn: conn}, nil
}

func (l *line) close() { _ = l.client.CloseWithSMTPClient(l.conn) }

// verdict is what a server did with a letter.
type verdict int

const (
	accepted verdict = iota // it is the server's now
	later                   // it said no for now, or there is a doubt: try again
	never                   // it said no to this letter for good
	silence                 // it does not answer: this letter and those behind it try again
)

// send gives one letter to the server.
func (l *line) send(c Composed) (verdict, error) {
	m, err := l.message(c)
	if err != nil {
		return never, err
	}
	err = l.client.SendWithSMTPClient(l.conn, m)
	if err == nil || m.IsDelivered() { // what failed after the server took it is not the letter's affair
		return accepted, nil
	}
	return judge(err), err
}

// judge tells a no for now from one for good. A no to us as the sender is about what is set, not about the letter: it is tried again.
func judge(err error) verdict {
	var e *gomail.SendError
	if !errors.As(err, &e) || e.ErrorCode() == 0 {
		return silence
	}
	switch {
	case e.ErrorCode() == 421: // the server closes the conversation
		return silence
	case e.IsTemp() || e.ErrorCode() < 500:
		return later
	case e.Reason == gomail.ErrSMTPRcptTo || e.Reason == gomail.ErrSMTPData || e.Reason == gomail.ErrSMTPDataClose:
		return never
	}
	return later
}

// message is the letter as it goes over the line: text and HTML beside each other, and what lets programs know it for what it is.
func (l *line) message(c Composed) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingB64))
	if err := m.FromFormat(l.settings.From.Name, l.settings.From.Address); err != nil {
		return nil, fmt.Errorf("the sender's address: %w", err)
	}
	if err := m.AddToFormat(c.name, c.To); err != nil {
		return nil, fmt.Errorf("the address %q: %w", c.To, err)
	}
	if c.ReplyTo != "" {
		if err := m.ReplyToFormat(l.settings.From.Name, c.ReplyTo); err != nil {
			return nil, fmt.Errorf("the address %q: %w", c.ReplyTo, err)
		}
	}
	m.Subject(c.Subject)
	m.SetDateWithValue(time.Now())
	m.SetMessageIDWithValue(c.messageID)
	if n := len(c.references); n > 0 {
		m.SetGenHeaderPreformatted(gomail.HeaderInReplyTo, "<"+c.references[0]+">")
		m.SetGenHeaderPreformatted(gomail.HeaderReferences, "<"+strings.Join(c.references, "> <")+">")
	}
	m.SetGenHeader("Auto-Submitted", c.auto)
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetGenHeader(rules.MarkHeader, l.installation)
	m.SetBodyString(gomail.TypeTextPlain, c.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, c.HTML)
	for _, p := range c.pictures {
		id := gomail.WithFileContentID("<" + l.settings.contentID(p) + ">")
		if err := m.EmbedReader(p.name, bytes.NewReader(p.content), id, gomail.WithFileContentType(gomail.ContentType(p.mediaType))); err != nil {
			return nil, fmt.Errorf("the picture %s: %w", p.name, err)
		}
	}
	return m, nil
}
