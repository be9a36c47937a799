package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"steward/domain"
	"steward/domain/access"
)

// Rule says who may call a route. Every route declares one; there is no default.
type Rule struct {
	name      string
	anonymous bool
	may       func(access.Viewer) bool
}

// The rules. A record's own visibility is judged by the store, which every handler under onRecord asks with its viewer.
var (
	anonymous = Rule{name: "anonymous", anonymous: true}
	signedIn  = Rule{name: "signed in", may: func(access.Viewer) bool { return true }}
	onRecord  = Rule{name: "record", may: func(access.Viewer) bool { return true }}
	deskOnly  = Rule{name: "desk", may: access.Viewer.Desk}
	managers  = Rule{name: "manager", may: func(v access.Viewer) bool { return v.Has(access.Manager, access.Admin) }}
	admins    = Rule{name: "admin", may: func(v access.Viewer) bool { return v.Has(access.Admin) }}
	auditors  = Rule{name: "auditor", may: func(v access.Viewer) bool { return v.Has(access.Auditor, access.Admin) }}
)

// route is one registered route with its rule, as the tests list them.
type route struct {
	method, path string // path in Gin's spelling
	rule         Rule
}

// op describes an operation; path is below Prefix.
func op(method, path, id, summary string) huma.Operation {
	noun, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary, Tags: []string{noun}}
}

// created marks an operation that answers 201.
func created(o huma.Operation) huma.Operation {
	o.DefaultStatus = http.StatusCreated
	return o
}

// accepted marks an operation that answers 202.
func accepted(o huma.Operation) huma.Operation {
	o.DefaultStatus = http.StatusAccepted
	return o
}

// register adds an operation with its rule: the rule is judged before the input is read.
func register[I, O any](s *Server, o huma.Operation, rule Rule, handler func(context.Context, *I) (*O, error)) {
	o.Path = Prefix + o.Path
	o.Errors = []int{http.StatusBadRequest, http.StatusUnprocessableEntity}
	if !rule.anonymous {
		o.Security = []map[string][]string{{"session": {}}, {"token": {}}}
		o.Errors = append(o.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	o.Middlewares = append(huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(ctx)
		if err := s.judge(c.Request, rule); err != nil {
			s.fail(c, err)
			return
		}
		next(ctx)
	}}, o.Middlewares...)
	s.declare(o.Method, ginPath(o.Path), rule)
	huma.Register(s.api, o, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

// handle adds a plain Gin handler, for streams and files, with its rule. Path is whole and in Gin's spelling.
func (s *Server) handle(method, path string, rule Rule, handler gin.HandlerFunc) {
	s.declare(method, path, rule)
	s.engine.Handle(method, path, func(c *gin.Context) {
		if err := s.judge(c.Request, rule); err != nil {
			s.fail(c, err)
			return
		}
		handler(c)
	})
}

func (s *Server) declare(method, path string, rule Rule) {
	if rule.name == "" {
		panic("api: " + method + " " + path + " declares no rule of access")
	}
	s.routes = append(s.routes, route{method, path, rule})
}

func ginPath(p string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(p)
}

// judge finds out who calls and applies the rule.
func (s *Server) judge(r *http.Request, rule Rule) error {
	err := s.identify(r)
	if rule.anonymous {
		return nil
	}
	if err != nil {
		return err
	}
	v := viewerOf(r.Context())
	write := r.Method != http.MethodGet && r.Method != http.MethodHead
	if !rule.may(v) || write && rule.name == deskOnly.name && !v.Has(access.Agent, access.Technician, access.Manager, access.Admin) {
		return domain.Refuse(domain.Forbidden,
			"Your roles do not allow this; ask an administrator for the role you need.", "您的角色无权执行此操作，请联系管理员授予所需角色。")
	}
	switch {
	case write && rule.name == admins.name:
		return v.InScope("admin")
	case write:
		return v.InScope("write")
	}
	return v.InScope("read")
}
