package drive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/sync/errgroup"

	"steward/client"
	"steward/domain"
	"steward/servicenow"
)

// Prepare creates the people, groups, places, categories and the queue that the log needs and the server lacks.
func Prepare(ctx context.Context, c *client.Client, d servicenow.Directory, workers int, progress func(int)) error {
	p := preparer{client: c, workers: max(workers, 1), progress: progress}
	var people, rest, children []thing
	for _, r := range d.Customers {
		people = append(people, person(r, "customer"))
	}
	for _, r := range d.Staff {
		people = append(people, person(r, "agent", "technician"))
	}
	rest = append(rest, thing{"/queues", queue, map[string]any{"code": queue, "name": "ServiceNow", "name_en": "ServiceNow", "open_to_desk": true}})
	for _, g := range d.Groups {
		rest = append(rest, named("/groups", g.Ref))
	}
	for _, r := range d.Places {
		t := named("/places", r)
		t.body["kind"] = "site"
		rest = append(rest, t)
	}
	for _, cat := range d.Categories {
		t := named("/categories", cat.Ref)
		if cat.Parent == "" {
			rest = append(rest, t)
			continue
		}
		t.body["parent"] = domain.ByCode(cat.Parent)
		children = append(children, t)
	}
	for _, things := range [][]thing{people, rest, children} {
		if err := p.ensure(ctx, things); err != nil {
			return err
		}
	}
	if err := p.members(ctx, d.Groups); err != nil {
		return err
	}
	return p.service(ctx)
}

// Count answers how many steps Prepare reports.
func Count(d servicenow.Directory) int {
	return len(d.Customers) + len(d.Staff) + 3 + 2*len(d.Groups) + len(d.Places) + len(d.Categories)
}

// service makes the log's service and the plan by which its incidents are worked on. Whoever resolved an incident in the log did not ask
// whether the steps of a plan were done, so what is still open is closed with that reason.
func (p preparer) service(ctx context.Context) error {
	step := func(id, en, zh string, after ...string) map[string]any {
		return map[string]any{"id": id, "kind": "task", "name": domain.Text{En: en, Zh: zh}, "after": after, "who": []any{map[string]any{"by": "assignee"}}}
	}
	t := thing{"/plan-templates", service, map[string]any{"code": service, "name": "ServiceNow", "name_en": "ServiceNow", "kind": "incident",
		"draft": map[string]any{"steps": []any{step("analyse", "Analyse", "分析"), step("repair", "Repair", "修复", "analyse")}}}}
	if err := p.ensure(ctx, []thing{t}); err != nil {
		return err
	}
	var made struct {
		Version int `json:"version"`
	}
	if err := p.client.Get(ctx, t.path+"/"+t.key, nil, &made); err != nil {
		return because(t, err)
	}
	if made.Version == 0 {
		if err := p.client.Send(ctx, http.MethodPost, t.path+"/"+t.key+"/publish", "", map[string]any{}, nil); err != nil {
			return because(t, err)
		}
	}
	return p.ensure(ctx, []thing{{"/services", service, map[string]any{"code": service, "name": "ServiceNow", "name_en": "ServiceNow", "template": service, "open_tasks": "close"}}})
}

type preparer struct {
	client   *client.Client
	workers  int
	progress func(int)
}

// thing is one row of the directory: looked for under path/key, else created by the body.
type thing struct {
	path, key string
	body      map[string]any
}

func named(path string, r servicenow.Ref) thing {
	return thing{path, r.Code, map[string]any{"code": r.Code, "name": r.Name, "name_en": r.Name}}
}

func person(r servicenow.Ref, roles ...string) thing {
	return thing{"/users", r.Code, map[string]any{"login": r.Code, "name": r.Name, "name_en": r.Name, "roles": roles, "language": "en", "zone": "UTC"}}
}

func (p preparer) each(ctx context.Context, n int, f func(context.Context, int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.workers)
	for i := range n {
		g.Go(func() error {
			defer p.progress(1)
			return f(ctx, i)
		})
	}
	return g.Wait()
}

func (p preparer) ensure(ctx context.Context, things []thing) error {
	return p.each(ctx, len(things), func(ctx context.Context, i int) error {
		t := things[i]
		there := p.client.Get(ctx, t.path+"/"+url.PathEscape(t.key), nil, nil)
		if !client.Is(there, http.StatusNotFound) {
			return because(t, there)
		}
		err := p.client.Send(ctx, http.MethodPost, t.path, "prepare"+t.path+"/"+t.key, t.body, nil)
		var taken *client.Problem
		if errors.As(err, &taken) && taken.Status == http.StatusConflict && (taken.Field == "code" || taken.Field == "login") {
			return nil // somebody else was faster
		}
		return because(t, err)
	})
}

func because(t thing, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot prepare %s %s: %w", t.path, t.key, err)
}

// members puts into each group those whom the log shows working for it; who is there stays.
func (p preparer) members(ctx context.Context, groups []servicenow.Group) error {
	return p.each(ctx, len(groups), func(ctx context.Context, i int) error {
		g := groups[i]
		t := thing{path: "/groups", key: g.Code + "/members"}
		var there struct {
			Members []client.Ref `json:"members"`
		}
		if err := p.client.Get(ctx, "/groups/"+url.PathEscape(g.Code), nil, &there); err != nil {
			return because(t, err)
		}
		logins := slices.Clone(g.Members)
		for _, m := range there.Members {
			logins = append(logins, m.Login)
		}
		slices.Sort(logins)
		logins = slices.Compact(logins)
		if len(logins) == len(there.Members) {
			return nil
		}
		users := make([]domain.Key, len(logins))
		for k, m := range logins {
			users[k] = domain.ByCode(m)
		}
		return because(t, p.client.Send(ctx, http.MethodPut, "/groups/"+url.PathEscape(g.Code)+"/members", "", map[string]any{"users": users}, nil))
	})
}
