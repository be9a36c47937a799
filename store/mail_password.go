package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/mail"
)

// The purposes of links to set a password, and how long they are good.
const (
	invitationLasts = 3 * 24 * time.Hour
	resetLasts      = 2 * time.Hour
)

// linkAsked is what a letter with a link keeps: who asked for it. The link itself is made when the letter is sent, so that no secret is stored.
type linkAsked struct {
	By           int64 `json:"by"`
	Impersonator int64 `json:"impersonator,omitempty"`
}

// errNoAddress is said where a link cannot be sent.
var errNoAddress = domain.RefuseField("mail", "This person has no e-mail address; enter one, or give the link by hand.", "此人员没有电子邮箱，请先填写，或手工转交链接。")

// InviteByMail writes a letter with a link for a person's first password, and answers the address. Letters that wait with an earlier link
// are dropped.
func (s *Store) InviteByMail(ctx context.Context, v access.Viewer, user domain.Key) (string, error) {
	id, err := people.find(ctx, s.DB, "user_id", user)
	if err == nil && id == nil {
		err = domain.RefuseField("user_id", "Name the person to invite.", "请指定要邀请的人员。")
	}
	if err != nil {
		return "", convert(err)
	}
	return s.writeLinkLetter(ctx, v, *id, mail.Invitation)
}

// resetsAnHour is how many letters to set a new password somebody gets within an hour, whoever asks for them.
const resetsAnHour = 3

// ResetByMail writes a letter with a link for a new password to the person with this login. It answers false where that cannot be: no
// server is named, or the person has no address. ErrNone if there is nobody.
func (s *Store) ResetByMail(ctx context.Context, v access.Viewer, login string) (bool, error) {
	var to struct {
		ID     int64 `db:"id"`
		Mailed bool  `db:"mailed"`
		Lately int   `db:"lately"`
	}
	err := s.DB.GetContext(ctx, &to, `
		SELECT u.id, u.email <> '' AND w.configured AS mailed,
			(SELECT count(*) FROM mail_out m WHERE m.user_id = u.id AND m.kind = 'reset' AND m.created_at > clock_timestamp() - interval '1 hour') AS lately
		FROM users u, mail_ways w WHERE w.way = 'out' AND u.login = $1`, login)
	if err != nil || !to.Mailed {
		return false, convert(err)
	}
	if to.Lately >= resetsAnHour {
		return true, domain.Refuse(domain.TooMany, "This person was sent several links lately.", "此人员近期已收到多个链接。")
	}
	_, err = s.writeLinkLetter(ctx, v, to.ID, mail.Reset)
	return true, err
}

func (s *Store) writeLinkLetter(ctx context.Context, v access.Viewer, userID int64, kind string) (string, error) {
	var address string
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var disabled bool
		if err := tx.QueryRowContext(ctx, `SELECT email, disabled_at IS NOT NULL FROM users WHERE id = $1 FOR NO KEY UPDATE`, userID).Scan(&address, &disabled); err != nil {
			return err
		}
		switch {
		case disabled:
			return errDisabled
		case address == "":
			return errNoAddress
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE mail_out SET state = 'dropped', why = 'replaced', ended_at = clock_timestamp() WHERE user_id = $1 AND kind = $2 AND state = 'waiting'`, userID, kind)
		if err != nil {
			return err
		}
		if _, err := insertLetter(ctx, tx, kind, userID, 0, linkAsked{v.UserID, v.ImpersonatorID}); err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(userID), Viewer: v, Verb: kind, Changes: map[string][2]any{"mail_to": {nil, address}}})
	})
	return address, err
}

// LetterLink makes the link that a letter brings. Sent once more, the letter brings another, and the earlier one loses its power.
func (s *Store) LetterLink(ctx context.Context, l Letter) (PasswordLink, error) {
	var by linkAsked
	if err := json.Unmarshal(l.Payload, &by); err != nil {
		return PasswordLink{}, err
	}
	lasts := invitationLasts
	if l.Kind == mail.Reset {
		lasts = resetLasts
	}
	return s.makePasswordLink(ctx, access.Viewer{UserID: by.By, ImpersonatorID: by.Impersonator}, l.UserID, l.Kind, lasts)
}
