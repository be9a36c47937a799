package access

import (
	"slices"
	"strings"
)

// Predicate renders May as a condition on a row of records named alias. It calls arg for each value, which answers the
// value's placeholder.
func Predicate(v Viewer, alias string, arg func(any) string) string {
	if v.SeesAll() {
		return "TRUE"
	}
	or := []string{"FALSE"}
	for _, w := range ways(v) {
		or = append(or, w.render(v, alias, arg))
	}
	if len(or) > 1 {
		or = or[1:]
	}
	return "(" + strings.Join(or, " OR ") + ")"
}

// Known are the columns of a record that a question fixes, by pointers that are nil where it does not; 0 is none.
type Known struct {
	RequesterID, CustomerID, QueueID, GroupID, AssigneeID *int64
}

// few is up to how many values of a column a condition of Ways is about one value.
const few = 4

// Ways renders May, for records of which something is known, as conditions of which at least one holds: each about one column, and
// where its values are few about one of them, so that an index serves it in the order of a list. A single TRUE: whatever is asked
// for may be seen. None: nothing may.
func Ways(v Viewer, k Known, alias string, arg func(any) string) []string {
	all := []string{"TRUE"}
	if v.SeesAll() {
		return all
	}
	var open []way
	for _, w := range ways(v) {
		if known := w.known(k); known != nil {
			if !slices.Contains(w.ids, *known) {
				continue
			}
			if !w.watched {
				return all
			}
			w.ids = []int64{*known}
		}
		open = append(open, w)
	}
	var conditions []string
	for _, w := range open {
		if len(w.ids) == 0 || len(w.ids) > few {
			conditions = append(conditions, w.render(v, alias, arg))
			continue
		}
		for _, id := range w.ids {
			conditions = append(conditions, way{w.column, []int64{id}, w.watched}.render(v, alias, arg))
		}
	}
	return conditions
}

// way is one way by which a viewer comes to see records: a column has one of the ids (0: none), the viewer watches, or both.
type way struct {
	column  string
	ids     []int64
	watched bool
}

// ways is May, turned round: which records, not whether this one.
func ways(v Viewer) []way {
	if v.UserID == 0 {
		return nil
	}
	ws := []way{{column: "requester_id", ids: []int64{v.UserID}}}
	if v.SeesCustomer && v.CustomerID != 0 {
		ws = append(ws, way{column: "customer_id", ids: []int64{v.CustomerID}})
	}
	if !v.Desk() && v.CustomerID == 0 {
		return append(ws, way{watched: true})
	}
	if !v.Desk() {
		return append(ws, way{column: "customer_id", ids: []int64{v.CustomerID}, watched: true})
	}
	ws = append(ws, way{column: "assignee_id", ids: []int64{v.UserID}}, way{watched: true})
	if len(v.GroupIDs) > 0 {
		ws = append(ws, way{column: "group_id", ids: v.GroupIDs})
	}
	if len(v.QueueIDs) > 0 {
		ws = append(ws, way{column: "queue_id", ids: v.QueueIDs})
	}
	return ws
}

func (w way) known(k Known) *int64 {
	return map[string]*int64{"requester_id": k.RequesterID, "customer_id": k.CustomerID, "queue_id": k.QueueID,
		"group_id": k.GroupID, "assignee_id": k.AssigneeID}[w.column]
}

func (w way) render(v Viewer, alias string, arg func(any) string) string {
	var and []string
	switch {
	case len(w.ids) == 1 && w.ids[0] == 0:
		and = append(and, alias+"."+w.column+" IS NULL")
	case len(w.ids) == 1:
		and = append(and, alias+"."+w.column+" = "+arg(w.ids[0]))
	case len(w.ids) > 1:
		and = append(and, alias+"."+w.column+" = ANY ("+arg(Array(w.ids))+")")
	}
	if w.watched { // an array, unlike IN, can be looked up by index beside other conditions
		and = append(and, alias+".id = ANY (ARRAY(SELECT w.record_id FROM watchers w WHERE w.user_id = "+arg(v.UserID)+"))")
	}
	if len(and) == 1 {
		return and[0]
	}
	return "(" + strings.Join(and, " AND ") + ")"
}
