package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// The measures of reading: the largest letter that is fetched whole, and how long a server may take to be reached.
const (
	mostLetter = 40 << 20
	imapDial   = 15 * time.Second
)

// mailbox is an open conversation with the IMAP server, its mailbox selected.
type mailbox struct {
	client   *imapclient.Client
	validity int64
	next     int64         // no letter has this number yet, or a higher one
	news     chan struct{} // the server says that the mailbox has grown
	stop     func() bool
}

// open opens the mailbox: greeting, TLS, sign-in, selection. The conversation ends with ctx.
func (s Settings) open(ctx context.Context) (*mailbox, error) {
	b := &mailbox{news: make(chan struct{}, 1)}
	options := &imapclient.Options{TLSConfig: s.tls(s.IMAP), UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages == nil {
				return
			}
			select {
			case b.news <- struct{}{}:
			default:
			}
		},
	}}
	if err := s.connect(ctx, b, options); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", s.IMAP.Host, s.IMAP.Port, err)
	}
	b.stop = context.AfterFunc(ctx, func() { _ = b.client.Close() })
	if err := b.client.Login(s.IMAP.User, s.IMAP.Password).Wait(); err != nil {
		b.close()
		return nil, fmt.Errorf("sign-in as %s: %w", s.IMAP.User, err)
	}
	selected, err := b.client.Select(s.IMAP.Mailbox, nil).Wait()
	if err != nil {
		b.close()
		return nil, fmt.Errorf("mailbox %s: %w", s.IMAP.Mailbox, err)
	}
	b.validity, b.next = int64(selected.UIDValidity), int64(selected.UIDNext)
	return b, nil
}

func (s Settings) connect(ctx context.Context, b *mailbox, options *imapclient.Options) error {
	ctx, cancel := context.WithTimeout(ctx, imapDial)
	defer cancel()
	address := net.JoinHostPort(s.IMAP.Host, strconv.Itoa(s.IMAP.Port))
	var dialer interface {
		DialContext(context.Context, string, string) (net.Conn, error)
	} = &net.Dialer{}
	if s.IMAP.TLS == "implicit" {
		dialer = &tls.Dialer{Config: options.TLSConfig}
	}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	if s.IMAP.TLS == "starttls" {
		if b.client, err = imapclient.NewStartTLS(conn, options); err != nil {
			_ = conn.Close()
		}
		return err
	}
	b.client = imapclient.New(conn, options)
	return b.client.WaitGreeting()
}

func (b *mailbox) close() {
	b.stop()
	_ = b.client.Logout().Wait()
	_ = b.client.Close()
}

// listed is a letter in the mailbox.
type listed struct {
	uid  imap.UID
	size int64
}

// since lists the letters behind the last one that was taken, in their order. Of a mailbox that was never read, or is another one now
// (its validity has changed), it lists those that nobody has read.
func (b *mailbox) since(validity, last int64) ([]listed, error) {
	criteria := &imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen, imap.FlagDeleted}}
	if validity == b.validity && last > 0 {
		criteria = &imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}, UID: []imap.UIDSet{{imap.UIDRange{Start: imap.UID(last + 1), Stop: 0}}}}
	}
	found, err := b.client.UIDSearch(criteria, nil).Wait()
	if err != nil {
		return nil, err
	}
	// "n:*" has the last letter in it also where that is before n.
	uids := slices.DeleteFunc(found.AllUIDs(), func(uid imap.UID) bool { return validity == b.validity && int64(uid) <= last })
	if len(uids) == 0 {
		return nil, nil
	}
	fetched, err := b.client.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	if err != nil {
		return nil, err
	}
	letters := make([]listed, len(fetched))
	for i, m := range fetched {
		letters[i] = listed{m.UID, m.RFC822Size}
	}
	slices.SortFunc(letters, func(a, b listed) int { return int(int64(a.uid) - int64(b.uid)) })
	return letters, nil
}

// read fetches a letter, whole or its header alone, and leaves it as unread as it was.
func (b *mailbox) read(uid imap.UID, whole bool) ([]byte, error) {
	section := &imap.FetchItemBodySection{Peek: true}
	if !whole {
		section.Specifier = imap.PartSpecifierHeader
	}
	fetched, err := b.client.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		return nil, err
	}
	if len(fetched) == 0 {
		return nil, errGone
	}
	return fetched[0].FindBodySection(section), nil
}

// errGone says that somebody has removed a letter meanwhile.
var errGone = errors.New("the letter is gone")

// mark shows to whoever opens the mailbox that a letter was taken.
func (b *mailbox) mark(uid imap.UID) error {
	return b.client.Store(imap.UIDSetNum(uid), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}, Silent: true}, nil).Close()
}

// wait returns when the server says that there is something new, at the latest after most. It asks first: some servers keep to themselves
// what came just before they were told to wait.
func (b *mailbox) wait(ctx context.Context, most time.Duration) error {
	if err := b.client.Noop().Wait(); err != nil {
		return err
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	var idle *imapclient.IdleCommand
	if b.client.Caps().Has(imap.CapIdle) {
		var err error
		if idle, err = b.client.Idle(); err != nil {
			return err
		}
	}
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-b.news:
	case <-b.client.Closed():
	}
	if idle == nil {
		return nil
	}
	if err := idle.Close(); err != nil {
		return err
	}
	return idle.Wait()
}
