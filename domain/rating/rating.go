// Package rating is the rule of what a requester thought of a ticket: said once after it was closed, and changeable for a while.
package rating

import (
	"strings"
	"time"
	"unicode/utf8"

	"steward/domain"
	"steward/domain/incident"
)

// Window is how long after it was given a rating may be changed.
const Window = 12 * time.Hour

// MostComment is how many characters the comment has at most.
const MostComment = 2000

// Input is what the requester says.
type Input struct {
	Stars   int
	Comment string
}

// Clean answers the input as it is kept, or which field is wrong.
func (in Input) Clean() (Input, *domain.Error) {
	in.Comment = strings.TrimSpace(in.Comment)
	switch {
	case in.Stars < 1 || in.Stars > 5:
		return in, domain.RefuseField("stars", "Give one to five stars.", "请给出 1 至 5 颗星。")
	case utf8.RuneCountInString(in.Comment) > MostComment:
		return in, domain.RefuseField("comment", "Write at most 2000 characters.", "评语不能超过 2000 个字符。")
	}
	return in, nil
}

// May refuses a rating by whoever is not the requester's side, of what is not closed, and a change that comes too late. Given is
// when it was rated first, nil if it was not.
func May(requester bool, status incident.Status, given *time.Time, now time.Time) *domain.Error {
	switch {
	case !requester:
		return domain.Refuse(domain.Forbidden,
			"Only the requester, or a contact who sees everything of the same customer, may rate it.", "只有提单人或可查看本单位全部工单的联系人可以评价。")
	case status != incident.Closed:
		return domain.Refuse(domain.Conflict,
			"It can be rated once it is closed; it is "+status.Text().En+".", "关闭后才能评价，当前状态为“"+status.Text().Zh+"”。")
	case given != nil && !now.Before(Until(*given)):
		return domain.Refuse(domain.Closed,
			"It was rated already, and a rating can be changed for 12 hours only.", "已评价；评价提交 12 小时后不能再修改。")
	}
	return nil
}

// Until answers the instant from which on a rating given then is final.
func Until(given time.Time) time.Time { return given.Add(Window) }
