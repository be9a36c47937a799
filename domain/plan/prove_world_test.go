package plan_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"steward/domain/plan"
)

const people = 10

// office is a small world: ten people, one the requester, in two units with a head each, two groups, two roles and some deputies.
type office struct {
	active    [people + 1]bool
	deputy    [people + 1][people + 1]bool
	head      [people + 1]int64 // the head next above
	groups    [3][]int64
	roles     map[string][]int64
	requester int64
	chosen    []int64
	amount    int
}

func newOffice(r *rand.Rand) *office {
	o := &office{requester: someone(r), amount: r.IntN(10), roles: map[string][]int64{}}
	boss, second := someone(r), someone(r)
	for p := int64(1); p <= people; p++ {
		o.active[p] = r.IntN(8) > 0
		o.deputy[p][someone(r)] = r.IntN(3) == 0
		o.deputy[p][p] = false
		if o.head[p] = boss; p%2 == 0 && p != second {
			o.head[p] = second
		}
		if p == boss {
			o.head[p] = 0
		}
	}
	o.groups[1], o.groups[2] = crowd(r), crowd(r)
	o.roles["admin"], o.roles["clerk"] = crowd(r), crowd(r)
	o.chosen = crowd(r)
	return o
}

func someone(r *rand.Rand) int64 { return int64(1 + r.IntN(people)) }

func crowd(r *rand.Rand) []int64 {
	var ps []int64
	for range r.IntN(4) {
		ps = append(ps, someone(r))
	}
	return ps
}

func (o *office) People(rules []plan.Assignee) (vs []plan.Voter) {
	for _, a := range rules {
		var ps []int64
		pool := plan.Pool{}
		switch a.By {
		case "person":
			n, _ := strconv.Atoi(a.Name)
			ps = []int64{int64(n)}
		case "group":
			n, _ := strconv.Atoi(a.Name)
			ps, pool = o.groups[n], plan.Pool{Group: int64(n)}
		case "role":
			ps, pool = o.roles[a.Name], plan.Pool{Role: a.Name}
		case "requester_head":
			ps = []int64{o.Head(o.requester, a.Up)}
		case "chain_of_heads":
			for up := 1; up <= a.Up; up++ {
				ps = append(ps, o.Head(o.requester, up))
			}
		case "requester":
			ps = []int64{o.requester}
		case "chosen":
			ps = o.chosen
		}
		if a.Pool {
			vs = append(vs, plan.Voter{Pool: pool, Weight: a.Weight})
			continue
		}
		for _, p := range ps {
			if o.Active(p) {
				vs = append(vs, plan.Voter{Person: p, Weight: a.Weight})
			}
		}
	}
	return vs
}

func (o *office) Requester() int64 { return o.requester }

func (o *office) Head(p int64, up int) int64 {
	for range up {
		if p < 1 || p > people {
			return 0
		}
		p = o.head[p]
	}
	return p
}

func (o *office) Active(p int64) bool { return p >= 1 && p <= people && o.active[p] }

func (o *office) Member(p int64, pool plan.Pool) bool {
	if pool.Group > 0 && pool.Group < int64(len(o.groups)) {
		return slices.Contains(o.groups[pool.Group], p)
	}
	return slices.Contains(o.roles[pool.Role], p)
}

func (o *office) Others(p int64, pool plan.Pool) bool {
	for other := range o.active {
		if q := int64(other); q != p && o.Active(q) && o.Member(q, pool) {
			return true
		}
	}
	return false
}

func (o *office) Deputy(by, p int64) bool {
	return by >= 1 && by <= people && p >= 1 && p <= people && o.deputy[by][p]
}

func (o *office) Due(from time.Time, minutes int) time.Time {
	return from.Add(time.Duration(minutes) * time.Minute)
}

// Holds knows two sentences: amount > n, and step("id") == "result".
func (o *office) Holds(condition string, results map[string]string) bool {
	if limit, ok := strings.CutPrefix(condition, "amount > "); ok {
		n, _ := strconv.Atoi(limit)
		return o.amount > n
	}
	parts := strings.Split(condition, `"`)
	return len(parts) == 5 && results[parts[1]] == parts[3]
}

// change makes something in the office another, as it happens while a plan runs; what is drawn by n.
func (o *office) change(n int) {
	p, q := n%people+1, n/people%people+1
	switch n / 100 % 4 {
	case 0:
		o.active[p] = !o.active[p]
	case 1:
		o.deputy[p][q] = p != q && !o.deputy[p][q]
	case 2:
		o.amount = n % 10
	case 3:
		o.groups[1] = []int64{int64(p), int64(q)}
	}
}
