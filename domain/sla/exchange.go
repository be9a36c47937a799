package sla

import "time"

// Message is one public message of a conversation, by when it was sent. Internal notes answer nobody and are left out.
type Message struct {
	At           time.Time
	FromCustomer bool
}

// Exchange is one span in which the customer waits or waited for an answer of the desk.
type Exchange struct {
	Kind       Kind // FirstResponse for the first, NextResponse for all that follow
	AskedAt    time.Time
	AnsweredAt *time.Time // nil: still waiting
}

// Exchanges answers the exchanges of a conversation, messages in the order in which they were sent. The first begins when the record
// was created; the next with each message of the customer that finds everything answered. Who asks again while waiting waits
// since the first time: asking again gives the desk no more time. A public reply of the desk answers all that was asked.
func Exchanges(created time.Time, messages []Message) []Exchange {
	list := []Exchange{{Kind: FirstResponse, AskedAt: created}}
	for _, m := range messages {
		open := list[len(list)-1].AnsweredAt == nil
		switch {
		case m.FromCustomer && !open:
			list = append(list, Exchange{Kind: NextResponse, AskedAt: m.At})
		case !m.FromCustomer && open:
			at := m.At
			list[len(list)-1].AnsweredAt = &at
		}
	}
	return list
}
