// Package plan is the plan machine: who waits for whom within one stage of a record's life. It is pure; docs/plan-machine.md
// says what everything means, section by section.
package plan

import "steward/domain"

// Kind is what a step is.
type Kind string

// The kinds of step.
const (
	Task     Kind = "task"
	Approval Kind = "approval"
	Notice   Kind = "notice"
	Group    Kind = "group"  // holds steps
	Submit   Kind = "submit" // the requester's own, named StartStep
)

// StartStep is the id of the requester's own step.
const StartStep = "start"

// The most that one plan holds.
const (
	MostSteps = 100
	MostItems = 500
)

// Definition is what a plan is made of: its steps, and how long an item waits that has no limit of its own.
type Definition struct {
	Steps []StepDef `json:"steps"`
	Limit Limit     `json:"limit,omitzero" doc:"of steps that have none: then is always remind"`
}

// StepDef says what a step is, after which it comes, and whom it asks.
type StepDef struct {
	ID         string      `json:"id" doc:"unique in the plan, lower case; whatever stands here in a step that is added, the plan gives it its own"`
	Kind       Kind        `json:"kind" enum:"task,approval,notice,group,submit"`
	Name       domain.Text `json:"name"`
	Ask        domain.Text `json:"ask,omitzero" doc:"what is asked of whoever gets it"`
	In         string      `json:"in,omitempty" doc:"the group that holds it; empty: the top"`
	After      []string    `json:"after,omitempty" doc:"steps of the same group that must have passed"`
	When       string      `json:"when,omitempty" doc:"a condition; empty: always"`
	Who        []Assignee  `json:"who,omitempty" doc:"whom it asks, in order"`
	Completion Completion  `json:"completion,omitzero"`
	Limit      Limit       `json:"limit,omitzero"`
	OnReject   string      `json:"on_reject,omitempty" enum:"end,go_on,return" doc:"empty: end"`
	ReturnTo   string      `json:"return_to,omitempty" doc:"of on_reject return"`
	Nobody     string      `json:"nobody,omitempty" enum:"admin,skip,reject" doc:"when nobody is found; empty: admin"`
	Self       string      `json:"self,omitempty" enum:"ask,skip,head" doc:"when the requester would be asked; empty: ask"`
	Again      string      `json:"again,omitempty" enum:"ask,skip" doc:"when somebody has approved in this plan already; empty: ask"`
}

// Assignee is one rule by which the world finds people; what it means is the world's.
type Assignee struct {
	By     string `json:"by" enum:"person,group,role,unit_head,requester_head,chain_of_heads,chosen,requester,assignee"`
	Name   string `json:"name,omitempty" doc:"login, code of a group or unit, or role"`
	Up     int    `json:"up,omitempty" doc:"levels above, of heads" minimum:"0" maximum:"20"`
	Pool   bool   `json:"pool,omitempty" doc:"a group or role: one item that somebody claims, not one each"`
	Weight int    `json:"weight,omitempty" doc:"of each vote, when weighted" minimum:"0" maximum:"1000"`
}

// Completion says when enough have answered.
type Completion struct {
	Mode    string `json:"mode,omitempty" enum:"any,all,sequence,share,quorum,weighted,first" doc:"empty: any"`
	Percent int    `json:"percent,omitempty" doc:"of share and weighted" minimum:"0" maximum:"100"`
	Count   int    `json:"count,omitempty" doc:"of quorum" minimum:"0" maximum:"500"`
}

// The ways of completion.
const (
	Any      = "any"
	All      = "all"
	Sequence = "sequence"
	Share    = "share"
	Quorum   = "quorum"
	Weighted = "weighted"
	First    = "first"
)

// Limit says how long one item may wait in working time, and what happens then.
type Limit struct {
	Minutes int        `json:"minutes,omitempty" doc:"of working time; 0: the plan's default" minimum:"0" maximum:"525600"`
	Then    string     `json:"then,omitempty" enum:"remind,approve,reject,transfer,escalate" doc:"empty: remind"`
	To      []Assignee `json:"to,omitempty" doc:"of transfer"`
}

// What happens when an item's time is over.
const (
	Remind       = "remind"
	ThenApprove  = "approve"
	ThenReject   = "reject"
	ThenTransfer = "transfer"
	Escalate     = "escalate"
)

// defaultMinutes is the time of an item where neither its step nor its plan names one: three working days of eight hours.
const defaultMinutes = 3 * 8 * 60
