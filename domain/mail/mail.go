// Package mail holds the rules of letters: which of those that come in are nobody's own words, what of a text is new, where an answer
// belongs, when a letter that could not be sent is tried again, and when a digest is due.
package mail

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// State is what became of a letter.
type State string

// The states of letters that leave.
const (
	Waiting State = "waiting" // to be sent, or tried again
	Sent    State = "sent"    // a server took it
	Refused State = "refused" // a server said no for good, or it was tried for too long; of one that came in: answered with a no
	Dropped State = "dropped" // it was no longer wanted, or an administrator gave it up
	Bounced State = "bounced" // it was sent and came back
)

// The states of letters that came in, beside Refused.
const (
	Taken     State = "taken"     // it became a ticket, or part of one
	Held      State = "held"      // the desk decides
	Stopped   State = "stopped"   // a machine wrote it, or it is empty
	Dismissed State = "dismissed" // the desk wants nothing of it
)

// OutStates and InStates list the states of letters that leave and come in.
var (
	OutStates = []State{Waiting, Sent, Refused, Bounced, Dropped}
	InStates  = []State{Held, Taken, Refused, Stopped, Dismissed}
)

// The kinds of letters that leave.
const (
	Notice     = "notice"     // one notice
	Note       = "note"       // a notice of an internal note: an answer to it is one too
	Digest     = "digest"     // a day's notices
	Answer     = "answer"     // to a letter that came in
	Invitation = "invitation" // to set a first password
	Reset      = "reset"      // to set a new password
	Test       = "test"       // whether letters arrive at all
)

// Ref is what a Message-ID of ours says: what the letter was, its number among its kind, and the uuid of the record it speaks of. So
// an answer finds its record by its headers alone.
type Ref struct {
	Kind   string
	ID     int64
	Record string // empty: of none
}

var refPattern = regexp.MustCompile(`^(notice|note|digest|answer|invitation|reset|test)\.([0-9]{1,18})(?:\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?$`)

func (r Ref) String() string {
	s := r.Kind + "." + strconv.FormatInt(r.ID, 10)
	if r.Record != "" {
		s += "." + r.Record
	}
	return s
}

// ParseRef reads a Message-ID, with or without brackets and domain; false if it is none of ours.
func ParseRef(messageID string) (Ref, bool) {
	local, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(messageID), "<>"), "@")
	m := refPattern.FindStringSubmatch(local)
	if m == nil {
		return Ref{}, false
	}
	id, err := strconv.ParseInt(m[2], 10, 64)
	return Ref{Kind: m[1], ID: id, Record: m[3]}, err == nil
}

// Tag answers the address at which an answer about the record arrives: own with the number after a plus. An answer to an internal
// note has an address of its own, so that it does not become public.
func Tag(own, number string, note bool) string {
	local, domain, ok := strings.Cut(own, "@")
	if !ok {
		return own
	}
	if note {
		number += noteTag
	}
	return local + "+" + number + "@" + domain
}

const noteTag = "-NOTE"

// ParseTag answers the number in an address that Tag made of own, and whether it is that of notes; false for any other address.
func ParseTag(own, address string) (number string, note, ok bool) {
	local, domain, _ := strings.Cut(own, "@")
	given, at, _ := strings.Cut(address, "@")
	head, tag, tagged := strings.Cut(given, "+")
	if !tagged || !strings.EqualFold(head, local) || !strings.EqualFold(at, domain) {
		return "", false, false
	}
	number, note = strings.CutSuffix(strings.ToUpper(tag), noteTag)
	return number, note, numberPattern.FindString(number) == number && number != ""
}

// numberPattern is what a record's number looks like.
var numberPattern = regexp.MustCompile(`\b[A-Z]{2,6}-[0-9]{4,12}\b`)

// NumbersIn answers what in a subject looks like records' numbers, each once, in their order.
func NumbersIn(subject string) []string {
	var numbers []string
	for _, n := range numberPattern.FindAllString(strings.ToUpper(subject), 10) {
		if len(numbers) == 0 || numbers[len(numbers)-1] != n {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// prefixPattern is what programs put before a subject.
var prefixPattern = regexp.MustCompile(`(?i)^\s*(?:(?:re|aw|sv|antw|fw|fwd|wg|回复|答复|回覆|转发|轉寄)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]|\[[A-Z]{2,6}-[0-9]{4,12}\])\s*`)

// BareSubject answers a subject without what programs and we put before it, on one line and at most most characters long.
func BareSubject(subject string, most int) string {
	s := strings.Join(strings.Fields(subject), " ")
	for {
		cut := prefixPattern.ReplaceAllString(s, "")
		if cut == s {
			break
		}
		s = cut
	}
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most-1]) + "…"
	}
	return s
}

// The measures of sending: how long after the first failure a letter is tried again, how long at most after the others, and for how
// long at all.
const (
	firstBackOff = time.Minute
	mostBackOff  = time.Hour
	GiveUpAfter  = 5 * 24 * time.Hour
)

// BackOff answers after how long a letter is tried again that has failed so many times (from 1 on).
func BackOff(tries int) time.Duration {
	return min(firstBackOff<<min(max(tries-1, 0), 10), mostBackOff)
}

// Lasts answers for how long a letter of the kind is worth sending: news that is days old tells nobody anything.
func Lasts(kind string) time.Duration {
	switch kind {
	case Invitation:
		return 3 * 24 * time.Hour
	case Reset:
		return 2 * time.Hour
	case Digest:
		return 24 * time.Hour
	}
	return GiveUpAfter
}
