package store

import (
	"context"
	"time"
)

// MailWay is one of the two ways of letters as the workers see it.
type MailWay struct {
	Way          string     `db:"way" json:"way" enum:"out,in"`
	Configured   bool       `db:"configured" json:"configured" doc:"a worker has been told a server"`
	Address      string     `db:"address" json:"address" doc:"from which letters leave, or the mailbox that is read"`
	WorkedAt     *time.Time `db:"worked_at" json:"worked_at" doc:"when the server answered last"`
	FailedAt     *time.Time `db:"failed_at" json:"failed_at" doc:"when it failed last"`
	Why          string     `db:"why" json:"why" doc:"of the failure, if none has worked since"`
	UIDValidity  int64      `db:"uid_validity" json:"-"`
	LastUID      int64      `db:"last_uid" json:"-"`
	Installation string     `db:"installation" json:"-"`
}

const (
	wayOut = "out"
	wayIn  = "in"
)

// MailWays answers how letters leave and how they come in.
func (s *Store) MailWays(ctx context.Context) (out, in MailWay, err error) {
	var rows []MailWay
	err = s.DB.SelectContext(ctx, &rows, `
		SELECT way, configured, address, worked_at, failed_at, CASE WHEN failed_at > COALESCE(worked_at, '-infinity') THEN why ELSE '' END AS why, uid_validity, last_uid, installation
		FROM mail_ways ORDER BY way DESC`)
	for _, r := range rows {
		if r.Way == wayOut {
			out = r
		} else {
			in = r
		}
	}
	return out, in, convert(err)
}

// ConfigureMail notes at a worker's start what it was told: from which address letters leave, and which mailbox is read; empty: none.
func (s *Store) ConfigureMail(ctx context.Context, from, mailbox string) error {
	_, err := s.DB.ExecContext(ctx, `
		UPDATE mail_ways SET configured = x.address <> '', address = x.address, leased_until = NULL,
			uid_validity = CASE WHEN mail_ways.address = x.address OR x.address = '' THEN uid_validity ELSE 0 END,
			last_uid = CASE WHEN mail_ways.address = x.address OR x.address = '' THEN last_uid ELSE 0 END
		FROM (VALUES ('out', $1), ('in', $2)) x (way, address) WHERE mail_ways.way = x.way AND mail_ways.address <> x.address`, from, mailbox)
	return convert(err)
}

// MailWorked notes that the server of the way out answered; MailFailed that it did not, and why.
func (s *Store) MailWorked(ctx context.Context) error {
	_, err := s.DB.ExecContext(ctx, `UPDATE mail_ways SET worked_at = clock_timestamp() WHERE way = $1`, wayOut)
	return convert(err)
}

// MailFailed notes why the server of the way out does not answer.
func (s *Store) MailFailed(ctx context.Context, why string) error {
	_, err := s.DB.ExecContext(ctx, `UPDATE mail_ways SET failed_at = clock_timestamp(), why = $2 WHERE way = $1`, wayOut, storable(why))
	return convert(err)
}

// LeaseMailbox makes the caller, by its name, the one who reads the mailbox for a time; false: somebody else does. Who has it asks again
// before the time is over.
func (s *Store) LeaseMailbox(ctx context.Context, by string, lease time.Duration) (bool, error) {
	done, err := s.DB.ExecContext(ctx, `
		UPDATE mail_ways SET leased_until = clock_timestamp() + $2 * interval '1 second', leased_by = $1
		WHERE way = 'in' AND (leased_by = $1 OR leased_until IS NULL OR leased_until < clock_timestamp())`, by, lease.Seconds())
	if err != nil {
		return false, convert(err)
	}
	n, err := done.RowsAffected()
	return n > 0, convert(err)
}

// LeaveMailbox lets others read the mailbox at once.
func (s *Store) LeaveMailbox(ctx context.Context, by string) error {
	_, err := s.DB.ExecContext(ctx, `UPDATE mail_ways SET leased_until = NULL WHERE way = 'in' AND leased_by = $1`, by)
	return convert(err)
}

// MailboxRead notes that the mailbox of this validity was read up to this message.
func (s *Store) MailboxRead(ctx context.Context, validity, uid int64) error {
	_, err := s.DB.ExecContext(ctx, `UPDATE mail_ways SET worked_at = clock_timestamp(), uid_validity = $1, last_uid = $2 WHERE way = 'in'`, validity, uid)
	return convert(err)
}

// MailboxFailed notes why the mailbox could not be read.
func (s *Store) MailboxFailed(ctx context.Context, why string) error {
	_, err := s.DB.ExecContext(ctx, `UPDATE mail_ways SET failed_at = clock_timestamp(), why = $1 WHERE way = 'in'`, storable(why))
	return convert(err)
}
