package notice

import (
	"fmt"
	"slices"
	"time"

	"steward/domain"
)

// Topic is what a notice is about, coarse enough for a person to choose by.
type Topic string

// The topics. Whoever is waited for is always told; the others may be switched off.
const (
	Waits        Topic = "waits"        // something waits on the reader
	Conversation Topic = "conversation" // somebody wrote
	Progress     Topic = "progress"     // a record went on, or ended, without the reader
	Levels       Topic = "levels"       // time is running out, or has
	Outcome      Topic = "outcome"      // how a plan ended
	Circulated   Topic = "circulated"   // something to read
)

// Choosable are the topics that a person may switch off.
var Choosable = []Topic{Conversation, Progress, Levels, Outcome, Circulated}

// topics has the topic of every key that may be switched off; all other keys are told always.
var topics = map[string]Topic{
	"replied": Conversation, "noted": Conversation,
	"resumed": Progress, "accepted": Progress, "closed": Progress, "auto_closed": Progress, "cancelled": Progress, "escalation_answered": Progress,
	"level_warned": Levels, "level_breached": Levels,
	"plan_over_done": Outcome, "plan_over_rejected": Outcome, "plan_over_failed": Outcome, "plan_over_withdrawn": Outcome, "plan_over_cancelled": Outcome,
	"plan_circulated": Circulated, "document_issued": Outcome, "document_kept": Outcome,
}

// Topics answers the topic of every key that may be switched off.
func Topics() map[string]Topic { return topics }

// Preference is what a person wants to be told, and when the bell may show that something is new.
type Preference struct {
	Off   []Topic    `json:"off" nullable:"false" maxItems:"20" enum:"conversation,progress,levels,outcome,circulated" doc:"topics of which no notice is wanted; what waits on the person is told always"`
	Mail  MailChoice `json:"mail,omitempty" enum:"now,digest,none" doc:"how notices come by mail as well: each at once (also when absent), once a day when the working hours begin (08:00 without), or not at all"`
	Hours *OwnHours  `json:"hours,omitempty" doc:"the person's working hours, in their own zone: outside them the bell shows no number, notices are kept; absent: always"`
}

// MailChoice is how a person's notices come by mail as well.
type MailChoice string

// The choices; none made is MailNow.
const (
	MailNow    MailChoice = "now"
	MailDigest MailChoice = "digest"
	MailNone   MailChoice = "none"
)

// OwnHours are the same on each of some days of the week. They may go past midnight.
type OwnHours struct {
	Days []int  `json:"days" nullable:"false" maxItems:"7" doc:"1 is Monday, 7 Sunday; on which they begin"`
	From string `json:"from" doc:"as 09:00"`
	To   string `json:"to" doc:"as 18:00; before from: on the next day"`
}

// Check refuses a choice that cannot be kept, and answers it tidied.
func (c Preference) Check() (Preference, error) {
	for i, t := range c.Off {
		if !slices.Contains(Choosable, t) {
			return c, domain.RefuseField(fmt.Sprintf("notice_choice.off[%d]", i), "This cannot be switched off: choose among conversation, progress, levels, outcome and circulated.",
				"此类通知不可关闭，可关闭的有：conversation、progress、levels、outcome、circulated。")
		}
	}
	c.Off = slices.Compact(slices.Sorted(slices.Values(c.Off)))
	if c.Off == nil {
		c.Off = []Topic{}
	}
	if !slices.Contains([]MailChoice{"", MailNow, MailDigest, MailNone}, c.Mail) {
		return c, domain.RefuseField("notice_choice.mail", "Choose now, digest or none.", "请选择 now、digest 或 none。")
	}
	if c.Hours == nil {
		return c, nil
	}
	h := *c.Hours
	c.Hours = &h
	return c, h.check(&h)
}

func (h OwnHours) check(tidied *OwnHours) error {
	tidied.Days = slices.Compact(slices.Sorted(slices.Values(h.Days)))
	if len(h.Days) == 0 || tidied.Days[0] < 1 || tidied.Days[len(tidied.Days)-1] > 7 {
		return domain.RefuseField("notice_choice.hours.days", "Name at least one day: 1 is Monday, 7 is Sunday.", "请至少选择一天：1 为周一，7 为周日。")
	}
	for field, at := range map[string]string{"from": h.From, "to": h.To} {
		if _, err := time.Parse("15:04", at); err != nil || len(at) != len("15:04") {
			return domain.RefuseField("notice_choice.hours."+field, "Give the time as hours and minutes, such as 09:00.", "请按“时:分”填写时间，例如 09:00。")
		}
	}
	if h.From == h.To {
		return domain.RefuseField("notice_choice.hours.to", "Let the hours end at another time than they begin.", "结束时间不能与开始时间相同。")
	}
	return nil
}
