package plan

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"steward/domain"
)

// Mentioned is what a condition speaks of: facts, such as amount or requester.unit, and steps.
type Mentioned struct {
	Names, Steps []string
	AnyStep      bool // it works out which step it asks for
}

// Nothing tells whether the condition speaks of nothing, so that it always or never holds.
func (m Mentioned) Nothing() bool { return len(m.Names) == 0 && !m.OfSteps() }

// OfSteps tells whether the condition depends on how other steps end.
func (m Mentioned) OfSteps() bool { return len(m.Steps) > 0 || m.AnyStep }

// Mentions answers what a condition speaks of.
func Mentions(condition string) (Mentioned, Refusal) {
	if err := Check(condition); err != nil || condition == "" {
		return Mentioned{}, err
	}
	tree, err := parser.Parse(condition)
	if err != nil {
		return Mentioned{}, domain.RefuseField("when", "The condition cannot be read: "+err.Error(), "条件无法解析："+err.Error())
	}
	l := listener{own: map[string]bool{}, inner: map[ast.Node]bool{}}
	ast.Walk(&tree.Node, &l)
	var m Mentioned
	for _, n := range l.nodes {
		l.name(n, &m)
	}
	slices.Sort(m.Names)
	m.Names = slices.Compact(m.Names)
	return m, nil
}

// listener collects the nodes of a condition that name something.
type listener struct {
	nodes []ast.Node
	own   map[string]bool   // variables that the condition declares
	inner map[ast.Node]bool // part of a longer name
}

// Visit notes a node; it is called for the inner ones first.
func (l *listener) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.VariableDeclaratorNode:
		l.own[n.Name] = true
	case *ast.MemberNode:
		if _, ok := path(n); ok {
			l.inner[n.Node] = true
			l.nodes = append(l.nodes, n)
		}
	case *ast.CallNode:
		l.inner[n.Callee] = true
		l.nodes = append(l.nodes, n)
	case *ast.IdentifierNode:
		l.nodes = append(l.nodes, n)
	}
}

func (l *listener) name(n ast.Node, m *Mentioned) {
	if call, ok := n.(*ast.CallNode); ok {
		if callee, ok := path(call.Callee); !ok || callee != "step" || len(call.Arguments) != 1 {
			return
		}
		if id, ok := call.Arguments[0].(*ast.StringNode); ok {
			m.Steps = append(m.Steps, id.Value)
		} else {
			m.AnyStep = true
		}
		return
	}
	name, _ := path(n)
	if first, _, _ := strings.Cut(name, "."); !l.inner[n] && !l.own[first] {
		m.Names = append(m.Names, name)
	}
}

// path answers a name such as requester.unit.
func path(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value, true
	case *ast.MemberNode:
		of, ok := path(n.Node)
		property, named := n.Property.(*ast.StringNode)
		if ok && named {
			return of + "." + property.Value, true
		}
	}
	return "", false
}

// Has tells whether a name such as requester.unit is there.
func (n Names) Has(name string) bool {
	first, rest, more := strings.Cut(name, ".")
	v, ok := n[first]
	if !ok || !more {
		return ok
	}
	inner, ok := v.(map[string]any)
	return ok && Names(inner).Has(rest)
}

// Results answers how a step may have ended, as a condition's step("id") says it.
func Results() []string { return []string{"approved", "rejected", "skipped"} }
