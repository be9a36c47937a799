package seed

import (
	"steward/domain"
	"steward/domain/incident"
)

// story is a hand-written case from which several incidents are told. In its texts {room}, {line}, {asset} and the like stand
// for words that differ from one telling to the next (see slots.go).
type story struct {
	kind            string
	impact, urgency int
	category        string
	service         string
	group           string // who handles it
	by              from
	title, text     domain.Text
	steps           []step // between the start of the work and its resolution
	code            string // of the resolution
	fix             domain.Text
}

// from says whose case it is.
type from int

const (
	staff    from = iota // somebody of the company, about an office
	workshop             // somebody of the company, about production
	clients              // a customer's contact, about a machine
)

// step is one act of the conversation; Comment is empty where the act says nothing.
type step struct {
	verb     incident.Verb
	asker    bool // done by the requester, else by who handles it
	reason   string
	minutes  int
	internal bool
	text     domain.Text
}

func t(zh, en string) domain.Text { return domain.Text{En: en, Zh: zh} }

// ask is a message of the requester; it ends a hold for the customer.
func ask(zh, en string) step { return step{verb: incident.Reply, asker: true, text: t(zh, en)} }

// say is a message of who handles it.
func say(zh, en string) step { return step{verb: incident.Reply, text: t(zh, en)} }

// note is an internal note.
func note(zh, en string) step { return step{verb: incident.Note, internal: true, text: t(zh, en)} }

// hold puts it on hold for a reason.
func hold(reason, zh, en string) step {
	return step{verb: incident.Hold, reason: reason, text: t(zh, en)}
}

// await puts it on hold until the requester answers what was asked before.
func await() step { return step{verb: incident.Hold, reason: "customer"} }

// resume ends a hold.
func resume(zh, en string) step { return step{verb: incident.Resume, text: t(zh, en)} }

// work is time spent, told to the desk only.
func work(minutes int, zh, en string) step {
	return step{verb: incident.LogWork, minutes: minutes, internal: true, text: t(zh, en)}
}
