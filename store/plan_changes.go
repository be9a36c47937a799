package store

import (
	"strconv"

	"steward/domain/plan"
)

// planChanges names what differs between two states of a plan, for the audit trail and the timeline: steps by their id, items by their
// number.
func planChanges(before, after plan.State) map[string][2]any {
	d := map[string][2]any{}
	if before.Verdict != after.Verdict {
		d["verdict"] = [2]any{before.Verdict, after.Verdict}
	}
	for _, t := range after.Steps {
		old := before.Step(t.ID)
		switch {
		case old == nil:
			d["step "+t.ID] = [2]any{nil, t.Status}
		case old.Status != t.Status || old.Round != t.Round:
			d["step "+t.ID] = [2]any{old.Status, t.Status}
		case !equal(old.After, t.After) || !equal(old.Extra, t.Extra):
			d["step "+t.ID] = [2]any{old.After, t.After}
		}
	}
	for _, t := range before.Steps {
		if after.Step(t.ID) == nil {
			d["step "+t.ID] = [2]any{t.Status, nil}
		}
	}
	for _, it := range after.Items {
		now := itemWords(it)
		if old := before.Item(it.ID); old == nil {
			d["item "+strconv.Itoa(it.ID)] = [2]any{nil, now}
		} else if was := itemWords(*old); was != now || !old.DueAt.Equal(it.DueAt) {
			d["item "+strconv.Itoa(it.ID)] = [2]any{was, now}
		}
	}
	return d
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// itemWords says where an item stands and with whom, such as “open 12” or “closed transferred 7”.
func itemWords(it plan.Item) string {
	words := string(it.Status)
	if it.Why != "" {
		words += " " + it.Why
	}
	switch {
	case it.Person != 0:
		words += " " + strconv.FormatInt(it.Person, 10)
	case it.Pool.Group != 0:
		words += " group " + strconv.FormatInt(it.Pool.Group, 10)
	case it.Pool.Role != "":
		words += " role " + it.Pool.Role
	}
	return words
}

// stepsDiffer tells whether a step ended, opened or came or went: what the process must know.
func stepsDiffer(before, after plan.State) bool {
	if before.Verdict != after.Verdict || len(before.Steps) != len(after.Steps) {
		return true
	}
	for i, t := range after.Steps {
		o := before.Steps[i]
		if o.ID != t.ID || o.Status != t.Status || o.Round != t.Round || !equal(o.After, t.After) {
			return true
		}
	}
	return false
}
