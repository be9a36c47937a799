package mail_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/mail"
	"steward/storage"
	"steward/store"
)

// The same letter delivered twice is taken once.
func TestIn_DeliveredTwice(t *testing.T) {
	d := newDesk(t)
	d.receives()
	raw := written("carla@example.com", "Help", "Please.")
	require.Equal(t, "taken", d.arrives(raw).State)
	d.imap.deliver(t, "Received: by another way\n"+raw)
	d.imap.deliver(t, raw)
	require.Equal(t, "taken", d.arrives(written("carla@example.com", "Another", "Please.")).State)
	require.Equal(t, 2, d.count(`SELECT count(*) FROM records`))
	require.Equal(t, 2, d.count(`SELECT count(*) FROM mail_in`))
}

// Killed at any point between fetching and noting, the letter is taken once: every step is made to fail once.
func TestIn_KilledAtAnyPoint(t *testing.T) {
	for _, table := range []string{"records", "acts", "attachments", "messages", "mail_in", "mail_out", "mail_ways"} {
		t.Run(table, func(t *testing.T) {
			d := newDesk(t)
			number := d.raised()
			d.exec(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed' USING ERRCODE = '57P01'; END $$`)
			when, event := "", "INSERT"
			if table == "mail_ways" {
				when, event = "WHEN (NEW.last_uid > OLD.last_uid)", "UPDATE"
			}
			d.exec(`CREATE TRIGGER die BEFORE ` + event + ` ON ` + table + ` FOR EACH ROW ` + when + ` EXECUTE FUNCTION die()`)
			d.imap.deliver(t, multi("carla@example.com", "A new one", "Content-Type: text/plain\n\nIt smokes.", file("a.txt", "text/plain", "one")))
			d.imap.deliver(t, multi("carla@example.com", "["+number+"] an answer", "Content-Type: text/plain\n\nStill.", file("b.txt", "text/plain", "two")))
			stop := d.receives()
			d.until("it has failed", func() bool {
				_, in, err := d.store.MailWays(d.ctx())
				return err == nil && in.Why != ""
			})
			stop()
			d.exec(`DROP TRIGGER die ON ` + table)
			d.receives()
			d.until("both are taken", func() bool { return d.count(`SELECT count(*) FROM mail_in WHERE state = 'taken'`) == 2 })
			d.until("it is noted", func() bool { return d.count(`SELECT last_uid FROM mail_ways WHERE way = 'in'`) == 2 })
			require.Equal(t, 2, d.count(`SELECT count(*) FROM records`))
			require.Equal(t, 2, d.count(`SELECT count(*) FROM attachments`))
			require.Equal(t, 1, d.count(`SELECT count(*) FROM messages`))
			require.Equal(t, 1, d.count(`SELECT count(*) FROM mail_out WHERE kind = 'answer'`))
			require.Equal(t, []string{"Still.", "b.txt"}, []string{d.said(number)[0].Body, d.said(number)[0].Attachments[0].Name})
		})
	}
}

// A worker that is killed leaves the mailbox to another when its lease is over; two never make two of one.
func TestIn_ReadersBesideEachOther(t *testing.T) {
	d := newDesk(t)
	for range 20 {
		d.imap.deliver(t, written("carla@example.com", "Help", "Please."))
	}
	d.exec(`UPDATE mail_ways SET leased_by = 'dead', leased_until = now() - interval '1 second' WHERE way = 'in'`)
	for range 3 {
		d.receives()
	}
	d.until("all are taken", func() bool { return d.count(`SELECT count(*) FROM mail_in`) == 20 })
	require.Equal(t, 20, d.count(`SELECT count(*) FROM records`))
}

// What lay in the mailbox before and was read by somebody is left alone; afterwards every letter counts, read or not.
func TestIn_AMailboxThatIsNotNew(t *testing.T) {
	d := newDesk(t)
	d.imap.deliver(t, written("carla@example.com", "Old", "Read by somebody."), imap.FlagSeen)
	d.imap.deliver(t, written("carla@example.com", "Newer", "Not read."))
	d.imap.deliver(t, written("carla@example.com", "Old too", "Read by somebody."), imap.FlagSeen)
	stop := d.receives()
	d.until("the one is taken", func() bool { return d.count(`SELECT last_uid FROM mail_ways WHERE way = 'in'`) == 3 })
	stop()
	d.imap.deliver(t, written("carla@example.com", "Read by a person at once", "Hello"), imap.FlagSeen)
	d.receives()
	d.until("it is taken", func() bool { return d.count(`SELECT count(*) FROM records`) == 2 })
	require.Equal(t, "Newer, Read by a person at once", d.text(`SELECT string_agg(title, ', ' ORDER BY id) FROM records`))
}

// The server goes away and comes back; meanwhile an administrator sees why.
func TestIn_TheServerIsAway(t *testing.T) {
	d := newDesk(t)
	at := d.imap.address
	require.NoError(t, d.imap.server.Close())
	d.receives()
	d.until("it is said", func() bool {
		_, in, err := d.store.MailWays(d.ctx())
		return err == nil && strings.Contains(in.Why, "connection refused")
	})
	d.imap.start(t, at, imapserver.Options{InsecureAuth: true})
	require.Equal(t, "taken", d.arrives(written("carla@example.com", "Help", "Please.")).State)
	d.until("nothing is wrong any more", func() bool {
		_, in, err := d.store.MailWays(d.ctx())
		return err == nil && in.Why == ""
	})
}

// broken keeps no files.
type broken struct {
	mail.Files
	left int // fails so often
}

func (b *broken) Put(ctx context.Context, r io.Reader) (storage.Blob, error) {
	if b.left--; b.left >= 0 {
		return storage.Blob{}, errors.New("no space left on device")
	}
	return b.Files.Put(ctx, r)
}

// A letter that cannot be taken though everything else works does not keep the others for ever: the desk has it.
func TestIn_ALetterThatCannotBeTaken(t *testing.T) {
	d := newDesk(t)
	d.taker.Files = &broken{d.files, 3}
	r := &mail.Receiver{Taker: d.taker, Log: d.log(), Look: 300 * time.Millisecond, Rest: 50 * time.Millisecond}
	ctx, cancel := context.WithCancel(d.ctx())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	defer func() { cancel(); <-done }()
	require.Equal(t, came{State: "held", Reason: "failed", Detail: "no space left on device"}, d.arrives(multi("carla@example.com", "x", "Content-Type: text/plain\n\ntext", file("a.txt", "text/plain", "one"))))
	require.Equal(t, "taken", d.arrives(written("carla@example.com", "Next", "Please.")).State)
}

// held lists what waits for the desk.
func (d *desk) held() []store.MailIn {
	d.t.Helper()
	page, err := d.store.MailIn(d.ctx(), d.agent, store.MailQuery{State: "held"})
	d.NoError(err)
	return page.Items
}

func TestDecide_WhatTheDeskMakesOfHeldLetters(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.receives()
	stranger := multi("Stranger <stranger@elsewhere.com>", "A question", "Content-Type: text/plain\n\nMay I?", file("a.txt", "text/plain", "one"))
	d.arrives(stranger)
	d.arrives(written("Partner <carla@home.example>", "["+number+"]", "From my phone."))
	d.arrives(written("oscar@example.com", "["+number+"]", "I know more."))
	d.arrives(written("spam@elsewhere.com", "Buy", "Now!"))
	held := d.held()
	require.Len(t, held, 4)
	spam, oscar, partner, first := held[0], held[1], held[2], held[3]
	require.Equal(t, []any{"May I?", "a.txt", "Stranger"}, []any{first.Body, first.Files[0].Name, first.Name})
	used, err := d.store.StorageKeys(d.ctx(), []string{first.StorageKey})
	require.NoError(t, err)
	require.Len(t, used, 1, "the sweep of files leaves its source")

	made, err := d.taker.Decide(d.ctx(), d.agent, first.ID, mail.Decision{Requester: domain.ByCode("oscar")})
	require.NoError(t, err)
	r := d.record(made)
	require.Equal(t, []string{"oscar", "anna", "May I?", "mail"}, []string{r.Requester.Login, r.CreatedBy.Login, r.Description, r.Channel})
	files, err := d.store.Attachments(d.ctx(), d.agent, made)
	require.NoError(t, err)
	require.Len(t, files, 1)

	_, err = d.taker.Decide(d.ctx(), d.agent, partner.ID, mail.Decision{Number: number, OnBehalf: "carla"})
	require.NoError(t, err)
	_, err = d.taker.Decide(d.ctx(), d.agent, oscar.ID, mail.Decision{Number: " " + strings.ToLower(number)})
	require.NoError(t, err)
	ms := d.said(number)
	require.Equal(t, []any{"From my phone.", false, "Mail from  <oscar@example.com>:\n\nI know more.", true}, []any{ms[0].Body, ms[0].Internal, ms[1].Body, ms[1].Internal})

	require.NoError(t, d.taker.Dismiss(d.ctx(), d.agent, spam.ID, "Spam"))
	require.Empty(t, d.held())
	require.Equal(t, 4, d.count(`SELECT count(*) FROM audit WHERE subject LIKE 'mail_in:%' AND actor_id = $1`, d.agent.UserID))
	_, err = d.taker.Decide(d.ctx(), d.tech, first.ID, mail.Decision{Requester: domain.ByCode("oscar")})
	require.Equal(t, domain.Conflict, domain.CodeOf(err))
	require.Equal(t, 2, d.count(`SELECT count(*) FROM records`))
}

func TestDecide_RefusesWhatCannotBe(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.receives()
	d.arrives(written("stranger@elsewhere.com", "A question", "May I?"))
	id := d.held()[0].ID
	for name, c := range map[string]struct {
		decision mail.Decision
		field    string
		code     domain.Code
	}{
		"neither":          {mail.Decision{}, "requester", domain.Invalid},
		"both":             {mail.Decision{Requester: domain.ByCode("oscar"), Number: number}, "requester", domain.Invalid},
		"nobody":           {mail.Decision{Requester: domain.ByCode("nobody")}, "requester", domain.Invalid},
		"no such record":   {mail.Decision{Number: "INC-999999"}, "", domain.NotFound},
		"another customer": {mail.Decision{Number: number, OnBehalf: "oscar"}, "on_behalf", domain.Invalid},
	} {
		_, err := d.taker.Decide(d.ctx(), d.agent, id, c.decision)
		var e *domain.Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, []any{c.code, c.field}, []any{e.Code, e.Field}, name)
		require.Len(t, d.held(), 1, name)
		require.Nil(t, d.held()[0].DecidedBy, name)
	}
	// While somebody decides, nobody else does.
	_, err := d.store.SortMail(d.ctx(), d.agent, id)
	require.NoError(t, err)
	_, err = d.taker.Decide(d.ctx(), d.tech, id, mail.Decision{Requester: domain.ByCode("oscar")})
	require.Equal(t, domain.Conflict, domain.CodeOf(err))
	d.exec(`UPDATE mail_in SET decided_at = now() - interval '10 minutes'`)
	_, err = d.taker.Decide(d.ctx(), d.tech, id, mail.Decision{Requester: domain.ByCode("oscar")})
	require.NoError(t, err)
}

// A letter about a record is only for who may see that.
func TestDecide_LettersObeyTheRuleOfAccess(t *testing.T) {
	d := newDesk(t)
	number := d.raised()
	d.exec(`WITH q AS (INSERT INTO queues (code, name, open_to_desk) VALUES ('hr', 'HR', false) RETURNING id) UPDATE records SET queue_id = q.id FROM q`)
	mona := d.person("mona", "Mona", "en", "manager")
	d.receives()
	d.arrives(written("oscar@example.com", "["+number+"]", "I know more."))
	require.Empty(t, d.held())
	page, err := d.store.MailIn(d.ctx(), mona, store.MailQuery{State: "held"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	_, err = d.store.MailInByID(d.ctx(), d.agent, page.Items[0].ID)
	require.Equal(t, domain.NotFound, domain.CodeOf(err))
	_, err = d.taker.Decide(d.ctx(), d.agent, page.Items[0].ID, mail.Decision{Requester: domain.ByCode("oscar")})
	require.Equal(t, domain.NotFound, domain.CodeOf(err))
}
