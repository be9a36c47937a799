// Package mail carries letters: it makes those that leave from what the store knows and hands them to an SMTP server, reads a mailbox by
// IMAP, and makes what came in a ticket, a reply in one, or something for the desk to decide. The rules are in domain/mail, what is
// remembered in store/mail_*.go.
package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Settings say how letters leave and come in.
type Settings struct {
	From       mail.Address // from which letters leave, and at which answers arrive
	Base       string       // the web's address, with which links begin
	Plus       bool         // the mailbox takes addresses with something after a plus
	AuthServer string       // whose Authentication-Results are believed; empty: every sender is
	SMTP, IMAP *Server      // nil: that way is closed
	Roots      *x509.CertPool
}

// Server is a mail server and how to speak with it.
type Server struct {
	Host           string
	Port           int
	User, Password string
	TLS            string // implicit, starttls, opportunistic or none
	Mailbox        string // of IMAP
}

// Given is what the environment says of mail, as text.
type Given struct {
	SMTP       string `env:"SMTP_URL"`                    // server that letters are given to, as smtp://user:password@host:587 or smtps://…:465; empty: none is sent
	IMAP       string `env:"IMAP_URL"`                    // mailbox that is read, as imaps://user:password@host:993/INBOX; empty: none
	From       string `env:"MAIL_FROM"`                   // from which letters leave and at which answers arrive, as Service Desk <desk@example.com>
	Plus       bool   `env:"MAIL_PLUS" envDefault:"true"` // answers go to desk+INC-000045@…: the mailbox takes them
	AuthServer string `env:"MAIL_AUTH_SERVER"`            // name of the server whose Authentication-Results are believed; empty: every sender is
	CA         string `env:"MAIL_TLS_CA_CERT_PATH"`       // by what the servers' certificates are checked; empty: by the system's roots
}

// Settings reads what is given; base is the web's address.
func (g Given) Settings(base string) (Settings, error) {
	s := Settings{Base: strings.TrimSuffix(base, "/"), Plus: g.Plus, AuthServer: g.AuthServer}
	var err error
	if s.SMTP, err = server("SMTP_URL", g.SMTP, map[string]int{"smtp": 587, "smtps": 465}); err != nil {
		return s, err
	}
	if s.IMAP, err = server("IMAP_URL", g.IMAP, map[string]int{"imap": 143, "imaps": 993}); err != nil {
		return s, err
	}
	if s.SMTP == nil && s.IMAP == nil {
		return s, nil
	}
	from, err := mail.ParseAddress(g.From)
	if err != nil {
		return s, fmt.Errorf("MAIL_FROM is %q: it must be an address such as Service Desk <desk@example.com>, whose mailbox IMAP_URL reads", g.From)
	}
	s.From = *from
	if u, err := url.Parse(s.Base); s.SMTP != nil && (err != nil || u.Host == "") {
		return s, fmt.Errorf("SMTP_URL is set and STEWARD_URL is %q: it must be the web's address, such as https://desk.example.com, for the links in mails", base)
	}
	if g.CA != "" {
		pem, err := os.ReadFile(g.CA)
		if err != nil {
			return s, fmt.Errorf("MAIL_TLS_CA_CERT_PATH: %w", err)
		}
		if s.Roots = x509.NewCertPool(); !s.Roots.AppendCertsFromPEM(pem) {
			return s, fmt.Errorf("MAIL_TLS_CA_CERT_PATH: %s holds no certificate", g.CA)
		}
	}
	return s, nil
}

// server reads an address; the scheme says the usual port, and with an s at its end that TLS comes first.
func server(variable, raw string, ports map[string]int) (*Server, error) {
	if raw == "" {
		return nil, nil
	}
	u, err := url.Parse(raw)
	if err != nil {
		var e *url.Error
		if errors.As(err, &e) {
			err = e.Err // without the address: it has a password in it
		}
		return nil, fmt.Errorf("%s cannot be read: %w; write special characters of the password as %%XX", variable, err)
	}
	port, known := ports[u.Scheme]
	if !known || u.Hostname() == "" {
		schemes := make([]string, 0, len(ports))
		for scheme := range ports {
			schemes = append(schemes, scheme+"://user:password@host")
		}
		slices.Sort(schemes)
		return nil, fmt.Errorf("%s must be %s", variable, strings.Join(schemes, " or "))
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil {
			return nil, fmt.Errorf("%s: the port %s is none", variable, p)
		}
	}
	s := &Server{Host: u.Hostname(), Port: port, User: u.User.Username(), TLS: "starttls", Mailbox: strings.Trim(u.Path, "/")}
	s.Password, _ = u.User.Password()
	if strings.HasSuffix(u.Scheme, "s") {
		s.TLS = "implicit"
	}
	switch how := u.Query().Get("tls"); how {
	case "":
	case "none", "opportunistic":
		s.TLS = how
	default:
		return nil, fmt.Errorf("%s: tls=%s is unknown; leave it out (TLS is demanded), or say none or opportunistic", variable, how)
	}
	if s.Mailbox == "" {
		s.Mailbox = "INBOX"
	}
	return s, nil
}

func (s Settings) tls(server *Server) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, ServerName: server.Host, RootCAs: s.Roots}
}

// Box names the mailbox that is read, without the password: user@host/INBOX; empty if none is.
func (s Settings) Box() string {
	if s.IMAP == nil {
		return ""
	}
	return s.IMAP.User + "@" + s.IMAP.Host + "/" + s.IMAP.Mailbox
}

// Sends names the address from which letters leave; empty if none does.
func (s Settings) Sends() string {
	if s.SMTP == nil {
		return ""
	}
	return s.From.Address
}

// domain is what stands behind the @ of our Message-IDs.
func (s Settings) domain() string {
	_, domain, _ := strings.Cut(s.From.Address, "@")
	if domain == "" {
		return "localhost"
	}
	return domain
}

// Preview answers settings by which letters are made but not sent, with links that begin with base.
func Preview(base string) Settings { return Settings{Base: strings.TrimSuffix(base, "/"), Plus: true} }

// As answers the settings with the address from which letters leave, and as if a mailbox were read.
func (s Settings) As(from string, answered bool) Settings {
	s.From.Address = from
	if answered {
		s.IMAP = &Server{}
	}
	return s
}
