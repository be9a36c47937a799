package access

import "strings"

// Predicate renders May as a condition on a row of records named alias. It calls arg for each value, which answers the
// value's placeholder.
func Predicate(v Viewer, alias string, arg func(any) string) string {
	if v.SeesAll() {
		return "TRUE"
	}
	me := arg(v.UserID)
	watched := alias + ".id IN (SELECT w.record_id FROM watchers w WHERE w.user_id = " + me + ")"
	or := []string{alias + ".requester_id = " + me}
	if v.SeesCustomer && v.CustomerID != 0 {
		or = append(or, alias+".customer_id = "+arg(v.CustomerID))
	}
	switch {
	case v.Desk():
		or = append(or, alias+".assignee_id = "+me, watched)
		if len(v.GroupIDs) > 0 {
			or = append(or, alias+".group_id = ANY ("+arg(Array(v.GroupIDs))+")")
		}
		if len(v.QueueIDs) > 0 {
			or = append(or, alias+".queue_id = ANY ("+arg(Array(v.QueueIDs))+")")
		}
	case v.CustomerID != 0:
		or = append(or, "("+alias+".customer_id = "+arg(v.CustomerID)+" AND "+watched+")")
	default:
		or = append(or, "("+alias+".customer_id IS NULL AND "+watched+")")
	}
	return "(" + strings.Join(or, " OR ") + ")"
}
