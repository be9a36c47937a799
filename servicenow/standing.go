package servicenow

import "fmt"

// Standing is how an incident must stand after a row, in the codes and logins of this product.
type Standing struct {
	State, Hold            string
	Reassignments, Reopens int
	Priority               int
	Impact, Urgency        int
	Group, Person          string
	Category, Place        string
}

// Standing answers how the incident must stand after the row.
func (r Row) Standing() Standing {
	return Standing{
		State: r.State, Hold: r.Hold, Reassignments: r.Reassignments, Reopens: r.Reopens, Priority: r.Priority, Impact: r.Impact,
		Urgency: r.Urgency, Group: r.Group.Code, Person: r.Person.Code, Category: r.Category.Code, Place: r.Place.Code,
	}
}

// Compared lists what Differences compares, in its order.
func Compared() []string {
	var names []string
	for _, f := range (Standing{}).fields() {
		names = append(names, f.Name)
	}
	return names
}

// Difference is one thing that stands otherwise than the log says.
type Difference struct{ What, Want, Got string }

// Differences answers what stands otherwise than it must, empty when all is equal.
func (s Standing) Differences(got Standing) (ds []Difference) {
	there := got.fields()
	for i, f := range s.fields() {
		if f != there[i] {
			ds = append(ds, Difference{f.Name, f.Value, there[i].Value})
		}
	}
	return ds
}

func (s Standing) fields() []Field {
	n := func(i int) string { return fmt.Sprint(i) }
	return []Field{
		{"state", s.State}, {"hold reason", s.Hold}, {"reassignments", n(s.Reassignments)}, {"reopens", n(s.Reopens)}, {"priority", n(s.Priority)},
		{"group", s.Group}, {"person", s.Person}, {"impact", n(s.Impact)}, {"urgency", n(s.Urgency)}, {"category", s.Category}, {"place", s.Place},
	}
}
