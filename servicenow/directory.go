package servicenow

import (
	"cmp"
	"maps"
	"slices"
)

// Directory is everybody and everything a log names, each once and in a fixed order.
type Directory struct {
	Customers  []Ref // who call
	Staff      []Ref // who open, update and are assigned
	Groups     []Group
	Places     []Ref
	Categories []Category // parents first
}

// Group is a group and those who were seen working for it.
type Group struct {
	Ref
	Members []string // logins
}

// Category is a category or, with a Parent, a subcategory.
type Category struct {
	Ref
	Parent string // a code, empty for none
}

// Directory lists whom and what the log's rows name.
func (l Log) Directory() Directory {
	callers, staff, places := map[string]Ref{}, map[string]Ref{}, map[string]Ref{}
	groups, members, categories := map[string]Ref{}, map[string]map[string]bool{}, map[string]Category{}
	for _, inc := range l.Incidents {
		for _, r := range inc.Rows {
			callers[r.Caller.Code] = r.Caller
			for _, p := range []Ref{r.OpenedBy, r.UpdatedBy, r.Person} {
				staff[p.Code] = p
			}
			places[r.Place.Code] = r.Place
			groups[r.Group.Code] = r.Group
			if members[r.Group.Code] == nil {
				members[r.Group.Code] = map[string]bool{}
			}
			if r.Person.Code != "" {
				members[r.Group.Code][r.Person.Code] = true
			}
			categories[r.Parent.Code] = Category{Ref: r.Parent}
			categories[r.Category.Code] = Category{Ref: r.Category, Parent: r.Parent.Code}
		}
	}
	d := Directory{Customers: sorted(callers), Staff: sorted(staff), Places: sorted(places)}
	for _, g := range sorted(groups) {
		d.Groups = append(d.Groups, Group{g, slices.Sorted(maps.Keys(members[g.Code]))})
	}
	delete(categories, "")
	d.Categories = slices.SortedFunc(maps.Values(categories), func(a, b Category) int {
		return cmp.Or(cmp.Compare(a.Parent, b.Parent), cmp.Compare(a.Code, b.Code))
	})
	return d
}

func sorted(m map[string]Ref) []Ref {
	delete(m, "")
	return slices.SortedFunc(maps.Values(m), func(a, b Ref) int { return cmp.Compare(a.Code, b.Code) })
}
