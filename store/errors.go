package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"

	"github.com/lib/pq"

	"steward/domain"
)

// ErrNone is what a read of one row answers when there is none.
var ErrNone = domain.Refuse(domain.NotFound, "There is no such thing, or you may not see it.", "没有此内容，或您无权查看。")

func retryable(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && (e.Code == "40P01" || e.Code == "40001" || e.Code == stalePlan || e.Code == unknownStatement)
}

// convert maps what PostgreSQL says to typed domain errors; a domain error passes untouched, the rest is wrapped.
func convert(err error) error {
	if err == nil {
		return nil
	}
	var d *domain.Error
	if errors.As(err, &d) {
		return d
	}
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNone
	}
	var e *pq.Error
	if errors.As(err, &e) {
		return convertPostgres(e)
	}
	var n net.Error
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.As(err, &n) && !errors.Is(err, context.Canceled) {
		return unavailable(err)
	}
	return fmt.Errorf("store: %w", err)
}

func convertPostgres(e *pq.Error) error {
	switch {
	case e.Code == "55P03" || e.Code == "40P01" || e.Code == "40001":
		return domain.Refuse(domain.Unavailable, "Somebody else is working on this right now; try again in a moment.", "其他人正在处理此内容，请稍后重试。")
	case e.Code == "23505":
		return &domain.Error{Code: domain.Conflict, Field: fieldOf(e.Constraint),
			Text: domain.Text{En: "This value is already taken; choose another.", Zh: "该值已被占用，请换一个。"}}
	case e.Code == "23503":
		return &domain.Error{Code: domain.Invalid, Field: fieldOf(e.Constraint),
			Text: domain.Text{En: "This refers to something that does not exist or is still in use.", Zh: "所引用的内容不存在，或仍在使用中。"}}
	case e.Code == "23514" || e.Code == "22001" || e.Code == "23502":
		return &domain.Error{Code: domain.Invalid, Field: fieldOf(e.Constraint),
			Text: domain.Text{En: "This value is not allowed here (" + e.Constraint + ").", Zh: "此处不允许该值（" + e.Constraint + "）。"}}
	case e.Code == "55000": // keep_decided, keep_document
		return errFrozen
	case e.Code == "22021" || e.Code == "22P05":
		return domain.Refuse(domain.Invalid, "The text contains a character that cannot be stored (NUL); remove it.", "文本含有无法保存的字符（NUL），请删除。")
	case e.Code.Class() == "57" || e.Code.Class() == "53" || e.Code.Class() == "08":
		return unavailable(e)
	}
	return fmt.Errorf("store: %w", e)
}

func unavailable(err error) error {
	return fmt.Errorf("%w (%w)", domain.Refuse(domain.Unavailable,
		"The database does not answer right now; nothing was changed. Try again in a moment.", "数据库暂时没有响应，未做任何更改，请稍后重试。"), err)
}

// fieldOf guesses the input's field from a constraint's name such as users_login_key or records_requester_id_fkey.
func fieldOf(constraint string) string {
	for _, f := range []string{"login", "code", "email", "title", "external_ref", "unit_id", "customer_id", "group_id", "queue_id", "user_id", "parent_id",
		"place_id", "category_id", "service_id", "requester_id", "assignee_id", "head_id", "manager_id", "roles", "language", "scopes", "minutes"} {
		if len(constraint) > len(f) && containsWord(constraint, f) {
			return f
		}
	}
	return ""
}

func containsWord(s, w string) bool {
	for i := 0; i+len(w) <= len(s); i++ {
		if s[i:i+len(w)] == w && (i == 0 || s[i-1] == '_') {
			return true
		}
	}
	return false
}
