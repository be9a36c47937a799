package mail

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"github.com/emersion/go-imap/v2"

	"steward/domain"
)

// The measures of reading a mailbox: for how long it is one worker's, how long it waits for news, for how long it rests after a failure.
const (
	boxLease  = 3 * time.Minute
	boxLook   = time.Minute
	boxOthers = 15 * time.Second
	boxRest   = 5 * time.Second
	boxMost   = 5 * time.Minute
)

// Receiver reads the mailbox and has each letter taken, once. One may run in every worker: one at a time reads.
type Receiver struct {
	Taker *Taker
	Log   *slog.Logger
	Count func(way, what string) // of letters, for metrics; may be nil
	Look  time.Duration          // how long to wait for the server's word at most; 0: a minute
	Rest  time.Duration          // how long to rest after a first failure; 0: five seconds

	name  string           // of this reader among others
	tried map[imap.UID]int // letters that could not be taken, and how often
}

// mostTries is how often a letter is tried that cannot be taken though everything else works; then the desk has it.
const mostTries = 3

// Run reads until the context ends.
func (r *Receiver) Run(ctx context.Context) {
	if r.Taker.Settings.IMAP == nil {
		return
	}
	r.name, r.Look, r.Rest = rand.Text(), cmp.Or(r.Look, boxLook), cmp.Or(r.Rest, boxRest)
	failures := 0
	for ctx.Err() == nil {
		rest := boxOthers
		mine, err := r.lease(ctx)
		if mine {
			began := time.Now()
			err = r.session(ctx)
			if failures++; time.Since(began) > boxMost {
				failures = 1 // it worked for long
			}
			rest = min(r.Rest<<min(failures-1, 6), boxMost)
			if errors.Is(err, errNotMine) {
				failures, err = 0, nil
			}
		}
		if err != nil && ctx.Err() == nil {
			r.Log.Warn("mail: the mailbox cannot be read", "again_in", rest, "error", err)
			if err := r.Taker.Store.MailboxFailed(ctx, err.Error()); err != nil {
				r.Log.Warn("mail: cannot note that", "error", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(rest):
		}
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := r.Taker.Store.LeaveMailbox(last, r.name); err != nil {
		r.Log.Warn("mail: the mailbox stays with us for a while", "error", err)
	}
}

func (r *Receiver) lease(ctx context.Context) (bool, error) {
	return r.Taker.Store.LeaseMailbox(ctx, r.name, boxLease)
}

// errNotMine says that another worker reads the mailbox now.
var errNotMine = errors.New("another worker reads the mailbox")

// session reads the mailbox until something fails.
func (r *Receiver) session(ctx context.Context) error {
	b, err := r.Taker.Settings.open(ctx)
	if err != nil {
		return err
	}
	defer b.close()
	for ctx.Err() == nil {
		if err := r.drain(ctx, b); err != nil {
			return err
		}
		if err := b.wait(ctx, r.Look); err != nil {
			return err
		}
		if mine, err := r.lease(ctx); err != nil || !mine {
			return errors.Join(err, errNotMine)
		}
	}
	return nil
}

// drain takes every letter behind the last one. What was taken is noted after each, in our database: should the server or we be killed in
// between, the letter comes again and is known by its Message-ID.
func (r *Receiver) drain(ctx context.Context, b *mailbox) error {
	_, in, err := r.Taker.Store.MailWays(ctx)
	if err != nil {
		return err
	}
	letters, err := b.since(in.UIDValidity, in.LastUID)
	if err != nil {
		return err
	}
	last, first := in.LastUID, in.UIDValidity != b.validity || in.LastUID == 0
	if first { // of what lay there before, what somebody has read is left alone
		last = b.next - 1
	}
	for _, l := range letters {
		if err := r.one(ctx, b, l); err != nil {
			return err
		}
		last = max(last, int64(l.uid))
		if !first {
			if err := r.Taker.Store.MailboxRead(ctx, b.validity, last); err != nil {
				return err
			}
		}
		if err := b.mark(l.uid); err != nil {
			return err
		}
		if mine, err := r.lease(ctx); err != nil || !mine {
			return errors.Join(err, errNotMine)
		}
	}
	return r.Taker.Store.MailboxRead(ctx, b.validity, last)
}

func (r *Receiver) one(ctx context.Context, b *mailbox, l listed) error {
	raw, err := b.read(l.uid, l.size <= mostLetter)
	if errors.Is(err, errGone) {
		return nil
	}
	if err != nil {
		return err
	}
	var result Result
	if l.size > mostLetter {
		result, err = r.Taker.TooLarge(ctx, raw, l.size)
	} else {
		result, err = r.Taker.Take(ctx, raw)
	}
	if err != nil && ctx.Err() == nil && domain.CodeOf(err) != domain.Unavailable {
		if r.tried == nil {
			r.tried = map[imap.UID]int{}
		}
		if r.tried[l.uid]++; r.tried[l.uid] >= mostTries {
			result, err = r.Taker.Fail(ctx, raw, err)
		}
	}
	if err != nil {
		return err
	}
	delete(r.tried, l.uid)
	r.Log.Info("mail: a letter came in", "what", result.What, "record", result.Number)
	if r.Count != nil {
		r.Count("in", result.What)
	}
	return nil
}
