package mail

import (
	"net/mail"
	"strings"
)

// Reason says why a letter that came in did not become a ticket, or part of one.
type Reason string

// The reasons to stop a letter: nobody wrote it to us.
const (
	Own       Reason = "own"        // we wrote it: it came round
	Bounce    Reason = "bounce"     // a letter of ours could not be delivered
	AutoReply Reason = "auto_reply" // a machine answered
	List      Reason = "list"       // it went to many
	Empty     Reason = "empty"      // neither words nor files
)

// The reasons to hold a letter for the desk.
const (
	UnknownSender    Reason = "unknown_sender"    // nobody has this address
	AmbiguousSender  Reason = "ambiguous_sender"  // several people have it
	UnverifiedSender Reason = "unverified_sender" // our server does not vouch for the sender
	NoAccess         Reason = "no_access"         // the sender may not see the record that it is about
	TooMany          Reason = "too_many"          // so many from one sender that it may be a machine
	Failed           Reason = "failed"            // it could not be read or recorded
)

// The reasons to refuse a letter. What a rule of the record says comes as NotNow.
const (
	DisabledSender Reason = "disabled_sender"
	OnlyReads      Reason = "only_reads" // an auditor, who changes nothing
	TooLarge       Reason = "too_large"
	NotNow         Reason = "not_now" // the record's state or the sender's part in it does not allow it
)

// Reasons lists every reason in the order above.
var Reasons = []Reason{Own, Bounce, AutoReply, List, Empty, UnknownSender, AmbiguousSender, UnverifiedSender, NoAccess, TooMany, Failed,
	DisabledSender, OnlyReads, TooLarge, NotNow}

// Head is a letter's header: values by name in canonical spelling, as textproto reads it.
type Head map[string][]string

// Get answers the first value of a name in canonical spelling.
func (h Head) Get(name string) string {
	if v := h[name]; len(v) > 0 {
		return strings.TrimSpace(v[0])
	}
	return ""
}

// MarkHeader has on every letter that leaves the name of the installation that sent it.
const MarkHeader = "X-Steward-Installation"

// Stop answers why a letter must not become a ticket, by what its header says of who wrote it; empty if it may. No letter that is
// stopped is ever answered: two machines would write to each other for ever.
func Stop(h Head, installation string) Reason {
	report, params := mediaType(h.Get("Content-Type"))
	switch {
	case installation != "" && h.Get(MarkHeader) == installation || ours(h.Get("Message-Id")):
		return Own
	case report == "multipart/report" && params != "disposition-notification", h.Get("X-Failed-Recipients") != "":
		return Bounce
	case answersItself(h):
		return AutoReply
	case report == "multipart/report": // that somebody has read it
		return AutoReply
	case h.Get("Return-Path") == "<>" || isDaemon(h.Get("From")):
		return Bounce
	case toMany(h):
		return List
	}
	return ""
}

func ours(messageID string) bool {
	_, ok := ParseRef(messageID)
	return ok
}

// answersItself tells whether a machine says that nobody wrote the letter (RFC 3834, and what programs did before it).
func answersItself(h Head) bool {
	auto, _, _ := strings.Cut(strings.ToLower(h.Get("Auto-Submitted")), ";")
	if auto = strings.TrimSpace(auto); auto != "" && auto != "no" {
		return true
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply"} {
		if v := h.Get(name); v != "" && !strings.EqualFold(v, "no") {
			return true
		}
	}
	return strings.EqualFold(h.Get("Precedence"), "auto_reply")
}

func toMany(h Head) bool {
	switch strings.ToLower(h.Get("Precedence")) {
	case "bulk", "list", "junk":
		return true
	}
	return h.Get("List-Id") != "" || h.Get("List-Unsubscribe") != "" || h.Get("List-Post") != ""
}

func isDaemon(from string) bool {
	a, err := mail.ParseAddress(from)
	if err != nil {
		return false
	}
	local, _, _ := strings.Cut(strings.ToLower(a.Address), "@")
	return local == "mailer-daemon" || local == "postmaster"
}

// mediaType answers the type of a Content-Type without its parameters, and that of a report.
func mediaType(contentType string) (kind, report string) {
	kind, rest, _ := strings.Cut(strings.ToLower(contentType), ";")
	for _, p := range strings.Split(rest, ";") {
		if name, value, ok := strings.Cut(p, "="); ok && strings.TrimSpace(name) == "report-type" {
			report = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return strings.TrimSpace(kind), report
}

// Vouched tells whether the server of that name, whose word we take, found that the sender is who the letter says (RFC 8601: DMARC has
// passed). The name empty: every sender is believed. Only the topmost line of that server counts: those below may be the sender's.
func Vouched(h Head, server string) bool {
	if server == "" {
		return true
	}
	for _, line := range h["Authentication-Results"] {
		by, results, _ := strings.Cut(strings.ToLower(line), ";")
		if name, _, _ := strings.Cut(strings.TrimSpace(by), " "); name != strings.ToLower(server) {
			continue
		}
		for _, r := range strings.Split(results, ";") {
			if verdict, _, _ := strings.Cut(strings.TrimSpace(r), " "); verdict == "dmarc=pass" {
				return true
			}
		}
		return false
	}
	return false
}
