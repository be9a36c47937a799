package plan

import (
	"time"

	"steward/domain"
)

// World is what a plan asks about people and time. It answers the same within one call.
type World interface {
	// People answers whom rules name, in order; an active person or a pool each.
	People(rules []Assignee) []Voter
	// Requester answers for whom the plan runs.
	Requester() int64
	// Head answers the head of the unit so many levels (from 1) above a person, counted over units that have a head other than the one
	// before; 0: none.
	Head(person int64, up int) int64
	Active(person int64) bool
	Member(person int64, pool Pool) bool
	// Others tells whether a pool has active members besides a person.
	Others(person int64, pool Pool) bool
	// Deputy tells whether by may act now in the name of a person.
	Deputy(by, person int64) bool
	// Due answers the instant so many minutes of working time after from.
	Due(from time.Time, minutes int) time.Time
	// Holds tells whether a condition holds of the record's facts and the results of steps.
	Holds(condition string, results map[string]string) bool
}

// Voter is one vote that a rule asks for.
type Voter struct {
	Person int64
	Pool   Pool // of a voter without a person
	Weight int  // 0: 1
}

// Verb is what a person does to a plan.
type Verb string

// The verbs of a plan.
const (
	Approve    Verb = "approve"
	Reject     Verb = "reject"
	Complete   Verb = "complete"
	Fail       Verb = "fail"
	Transfer   Verb = "transfer"
	Delegate   Verb = "delegate"
	AddSigner  Verb = "add_signer"
	Claim      Verb = "claim"
	Release    Verb = "release"
	Return     Verb = "return"
	TakeBack   Verb = "take_back"
	Remove     Verb = "remove"
	Withdraw   Verb = "withdraw"
	Urge       Verb = "urge"
	Terminate  Verb = "terminate"
	Circulate  Verb = "circulate"
	AddPerson  Verb = "add_person"
	AddStep    Verb = "add_step"
	MoveStep   Verb = "move_step"
	RemoveStep Verb = "remove_step"
)

// Act is one verb by one person. What it does not need is zero.
type Act struct {
	Verb    Verb
	By      int64
	Manager bool // the actor manages this plan
	Item    int
	To      []int64 // whom: transfer, delegate (one each), add_signer, add_person, circulate
	Where   string  // of add_signer: before, after, beside
	Step    string  // return's target; add_person, move_step, remove_step
	Jump    bool    // of return: come straight back
	New     StepDef // of add_step; its id is given by the plan
	After   []string
	Before  []string
	Comment string
}

// Tell is something that people should hear of: what, and who; the store makes notices of it.
type Tell struct {
	What string // opened, reminded, escalated, circulated, urged, returned, decided …
	Step string
	Item int
	To   []int64
	Pool Pool
}

// Result is a state after an act or after time, and what people should hear of.
type Result struct {
	State State
	Tells []Tell
}

// Refusal is why an act is not taken.
type Refusal = *domain.Error
