// Package access is the one rule of who may see a record. May judges one record; Predicate renders the same rule as SQL
// for lists, counts, search and export; a generated test holds the two equal.
package access

import (
	"slices"

	"steward/domain"
)

// The roles that a user may hold.
const (
	Customer   = "customer"   // raises and follows own records in the portal
	Agent      = "agent"      // works at the service desk
	Technician = "technician" // carries out work in groups
	Manager    = "manager"    // service manager: sees all, answers escalations
	Approver   = "approver"   // decides on requests
	Admin      = "admin"      // administers the product and sees all
	Auditor    = "auditor"    // reads all, writes nothing
)

// Roles lists every role in a fixed order.
var Roles = []string{Customer, Agent, Technician, Manager, Approver, Admin, Auditor}

// Viewer is the person on whose behalf something is read or done.
type Viewer struct {
	UserID         int64
	Login          string
	Name           string
	NameEn         string
	Language       string // zh or en
	Zone           string // IANA name
	Roles          []string
	CustomerID     int64    // 0: not a customer's contact
	SeesCustomer   bool     // a contact who sees all of the own organisation's records
	GroupIDs       []int64  // groups the person works for
	QueueIDs       []int64  // queues the person may list, by ownership, grant or being open to the desk
	ImpersonatorID int64    // the administrator who acts as this person, 0 if none
	Scopes         []string // of a token: read, write, admin, impersonate; nil for a browser session (everything)
}

// Has tells whether the viewer holds at least one of the roles.
func (v Viewer) Has(roles ...string) bool {
	return slices.ContainsFunc(v.Roles, func(r string) bool { return slices.Contains(roles, r) })
}

// SeesAll tells whether every record is visible: service managers, administrators and auditors.
func (v Viewer) SeesAll() bool { return v.Has(Manager, Admin, Auditor) }

// Desk tells whether the viewer works on records of others and so may read internal notes of what is visible.
func (v Viewer) Desk() bool { return v.Has(Agent, Technician, Manager, Admin, Auditor) }

// OnlyReads tells whether the viewer has no role but auditor: somebody who changes nothing.
func (v Viewer) OnlyReads() bool {
	return v.Has(Auditor) && !v.Has(Customer, Agent, Technician, Manager, Approver, Admin)
}

// InScope refuses what a token's scopes do not cover.
func (v Viewer) InScope(scope string) error {
	if v.Scopes == nil || slices.Contains(v.Scopes, scope) {
		return nil
	}
	return domain.Refuse(domain.Forbidden,
		"This token lacks the scope \""+scope+"\"; create one that has it.", "此令牌没有“"+scope+"”权限，请创建带有该权限的令牌。")
}

// Facts are the columns of a record that decide who sees it; 0 means none.
type Facts struct {
	RequesterID int64 `db:"requester_id"`
	CustomerID  int64 `db:"customer_id"`
	QueueID     int64 `db:"queue_id"`
	GroupID     int64 `db:"group_id"`
	AssigneeID  int64 `db:"assignee_id"`
	Watches     bool  `db:"watches"` // the viewer is on the record's list of watchers
}

// May tells whether the viewer may see the record with these facts.
func May(v Viewer, f Facts) bool {
	if v.SeesAll() || v.UserID != 0 && v.UserID == f.RequesterID {
		return true
	}
	if v.SeesCustomer && v.CustomerID != 0 && v.CustomerID == f.CustomerID {
		return true
	}
	if !v.Desk() {
		return f.Watches && (v.CustomerID == 0 || v.CustomerID == f.CustomerID) // no customer is shown another's, whoever put them on the list
	}
	return f.Watches || v.UserID == f.AssigneeID ||
		f.GroupID != 0 && slices.Contains(v.GroupIDs, f.GroupID) ||
		f.QueueID != 0 && slices.Contains(v.QueueIDs, f.QueueID)
}
