package mail

import (
	"context"
	"log/slog"
	"time"

	rules "steward/domain/mail"
	"steward/store"
)

// The measures of sending: how many letters are taken at once, for how long they are then ours, and how often it is looked for some.
const (
	sendBatch  = 10
	sendLease  = 10 * time.Minute
	sendLook   = time.Second
	digestLook = 30 * time.Second
	tidyLook   = time.Hour
)

// Sender gives letters to the SMTP server. One may run in every worker: each letter is one's for a while. Without a server it writes
// digests and drops what is too old, and the letters stay to be seen.
type Sender struct {
	Store    *store.Store
	Files    Files
	Settings Settings
	Log      *slog.Logger
	Count    func(way, what string) // of letters, for metrics; may be nil

	installation string
	failures     int       // of the server, one after the other
	quietUntil   time.Time // the server is not called before
}

// Run sends until the context ends.
func (s *Sender) Run(ctx context.Context) {
	tick := time.NewTicker(sendLook)
	defer tick.Stop()
	var digests, tidied time.Time
	for {
		now := time.Now()
		if now.Sub(digests) > digestLook {
			digests = now
			s.complain(ctx, "mail: digests cannot be written", s.writeDigests(ctx))
		}
		if now.Sub(tidied) > tidyLook {
			tidied = now
			s.complain(ctx, "mail: old mails cannot be tidied", s.Store.TidyMail(ctx))
		}
		n, err := s.Drain(ctx)
		s.complain(ctx, "mail: letters cannot be sent", err)
		if n == sendBatch && err == nil && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *Sender) complain(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		s.Log.Warn(what, "error", err)
	}
}

func (s *Sender) writeDigests(ctx context.Context) error {
	for {
		if n, err := s.Store.DigestStep(ctx); err != nil || n == 0 {
			return err
		}
	}
}

// Drain sends what is due, a batch at most, and answers how many letters it took.
func (s *Sender) Drain(ctx context.Context) (int, error) {
	if s.Settings.SMTP == nil || time.Now().Before(s.quietUntil) {
		return 0, nil
	}
	ids, err := s.Store.ClaimLetters(ctx, sendBatch, sendLease)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if s.installation == "" {
		out, _, err := s.Store.MailWays(ctx)
		if err != nil {
			return 0, err
		}
		s.installation = out.Installation
	}
	l, err := s.Settings.call(ctx, s.installation)
	if err != nil {
		return 0, s.away(ctx, ids, err)
	}
	defer l.close()
	if err := s.Store.MailWorked(ctx); err != nil {
		return 0, err
	}
	s.failures = 0
	for i, id := range ids {
		silent, err := s.one(ctx, l, id)
		if silent != nil {
			return i, s.away(ctx, ids[i+1:], silent)
		}
		if err != nil {
			return i, err // the others come again when the lease is over
		}
	}
	return len(ids), nil
}

// away puts letters back while the server does not answer, and leaves it alone for a while: longer each time, five minutes at most.
func (s *Sender) away(ctx context.Context, ids []int64, why error) error {
	pause := min(5*time.Second<<min(s.failures, 6), 5*time.Minute)
	s.failures++
	s.quietUntil = time.Now().Add(pause)
	s.Log.Warn("mail: the server does not take letters", "waiting", len(ids), "again_in", pause, "error", why)
	if err := s.Store.MailFailed(ctx, why.Error()); err != nil {
		return err
	}
	return s.Store.PutBackLetters(ctx, ids, pause)
}

// one makes and sends a letter. silent is why the server does not answer any more, if so.
func (s *Sender) one(ctx context.Context, l *line, id int64) (silent, err error) {
	letter, err := s.Store.Letter(ctx, id)
	if err != nil {
		return nil, s.unmade(ctx, letter, id, err)
	}
	if letter.Dropped != "" {
		s.count(rules.Dropped)
		return nil, s.Store.EndLetter(ctx, id, rules.Dropped, letter.Address, "", letter.Dropped)
	}
	c, err := s.compose(ctx, letter)
	if err != nil {
		return nil, s.unmade(ctx, letter, id, err)
	}
	v, why := l.send(c)
	said := ""
	if why != nil {
		said = why.Error()
	}
	switch {
	case v == accepted:
		s.count(rules.Sent)
		return nil, s.Store.EndLetter(ctx, id, rules.Sent, c.To, c.Subject, "")
	case v == never || time.Duration(letter.Age*float64(time.Second)) > rules.Lasts(letter.Kind):
		s.count(rules.Refused)
		s.Log.Warn("mail: a letter was refused", "letter", letter.Ref, "user", letter.Reader.Login, "error", said)
		return nil, s.Store.EndLetter(ctx, id, rules.Refused, c.To, c.Subject, said)
	}
	err = s.Store.DelayLetter(ctx, id, rules.BackOff(letter.Tries+1), c.To, c.Subject, said)
	if v == silence {
		silent = why
	}
	return silent, err
}

// unmade tries a letter again later whose words could not be made, so that it does not keep the others.
func (s *Sender) unmade(ctx context.Context, letter store.Letter, id int64, why error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.Log.Warn("mail: a letter could not be made", "letter", id, "error", why)
	return s.Store.DelayLetter(ctx, id, rules.BackOff(letter.Tries+1), letter.Address, "", why.Error())
}

// compose makes the letter, with a new link if it brings one. A person who cannot have a link any more gets no letter.
func (s *Sender) compose(ctx context.Context, letter store.Letter) (Composed, error) {
	if letter.Kind != rules.Invitation && letter.Kind != rules.Reset {
		pictures, err := s.pictures(ctx, letter)
		if err != nil {
			return Composed{}, err
		}
		return s.Settings.Compose(letter, Enclosed{Pictures: pictures})
	}
	link, err := s.Store.LetterLink(ctx, letter)
	if err != nil {
		return Composed{}, err
	}
	return s.Settings.Compose(letter, Enclosed{Secret: link.Secret, Until: &link.ExpiresAt})
}

func (s *Sender) count(state rules.State) {
	if s.Count != nil {
		s.Count("out", string(state))
	}
}
