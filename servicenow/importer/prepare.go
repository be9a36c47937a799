package importer

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/sync/errgroup"

	"steward/domain"
	"steward/domain/access"
	"steward/servicenow"
	"steward/store"
)

// queue is where the log's incidents wait; it is open to the whole desk.
const queue = "servicenow"

// operator does what the command does: somebody who has the database and so may all, but is no user; audit rows name nobody.
var operator = access.Viewer{Roles: []string{access.Admin}}

// Prepare creates the people, groups, places, categories and the queue that the log needs and the database lacks, and
// answers the ids of all.
func Prepare(ctx context.Context, st *store.Store, d servicenow.Directory, workers int) (servicenow.IDs, error) {
	ids := servicenow.IDs{}
	people := append(refs(d.Customers, "customer"), refs(d.Staff, access.Agent, access.Technician)...)
	var groups, parents, children []thing
	for _, g := range d.Groups {
		groups = append(groups, thing{ref: g.Ref})
	}
	for _, c := range d.Categories {
		if c.Parent == "" {
			parents = append(parents, thing{ref: c.Ref})
		} else {
			children = append(children, thing{ref: c.Ref, parent: c.Parent})
		}
	}
	queues := []thing{{ref: servicenow.Ref{Code: queue, Name: "ServiceNow"}}}
	for _, n := range []struct {
		kind   string
		things []thing
		create func(context.Context, *store.Store, thing) error
	}{
		{store.KindQueues, queues, createQueue}, {store.KindPeople, people, createPerson}, {store.KindGroups, groups, createGroup},
		{store.KindPlaces, refs(d.Places), createPlace}, {store.KindCategories, parents, createCategory}, {store.KindCategories, children, createCategory},
	} {
		if err := ensure(ctx, st, ids, n.kind, n.things, workers, n.create); err != nil {
			return nil, err
		}
	}
	return ids, members(ctx, st, d.Groups)
}

// thing is somebody or something of the directory that must be there.
type thing struct {
	ref    servicenow.Ref
	parent string
	roles  []string
}

func refs(rs []servicenow.Ref, roles ...string) []thing {
	things := make([]thing, len(rs))
	for i, r := range rs {
		things[i] = thing{ref: r, roles: roles}
	}
	return things
}

// ensure creates what is missing and adds the ids of all.
func ensure(ctx context.Context, st *store.Store, ids servicenow.IDs, kind string, things []thing, workers int,
	create func(context.Context, *store.Store, thing) error) error {
	codes := make([]string, len(things))
	for i, t := range things {
		codes[i] = t.ref.Code
	}
	there, err := st.IDs(ctx, kind, codes)
	if err != nil {
		return err
	}
	g, within := errgroup.WithContext(ctx)
	g.SetLimit(max(workers, 1))
	for _, t := range things {
		if there[t.ref.Code] == 0 {
			g.Go(func() error {
				err := create(within, st, t)
				if err != nil && domain.CodeOf(err) != domain.Conflict { // a conflict: somebody else was faster
					return fmt.Errorf("cannot create %s in %s: %w", t.ref.Code, kind, err)
				}
				return nil
			})
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if there, err = st.IDs(ctx, kind, codes); err != nil {
		return err
	}
	if len(there) != len(things) {
		return fmt.Errorf("only %d of %d entries of %s could be created", len(there), len(things), kind)
	}
	maps.Copy(ids, there)
	return nil
}

func naming(r servicenow.Ref) store.Naming {
	return store.Naming{Code: &r.Code, Name: &r.Name, NameEn: &r.Name}
}

func createPerson(ctx context.Context, st *store.Store, t thing) error {
	language, zone := "en", "UTC"
	_, err := st.CreateUser(ctx, operator, store.UserInput{Login: &t.ref.Code, Name: &t.ref.Name, NameEn: &t.ref.Name, Roles: &t.roles,
		Language: &language, Zone: &zone}, "", "")
	return err
}

func createQueue(ctx context.Context, st *store.Store, t thing) error {
	open := true
	_, err := st.CreateQueue(ctx, operator, store.QueueInput{Naming: naming(t.ref), OpenToDesk: &open}, "")
	return err
}

func createGroup(ctx context.Context, st *store.Store, t thing) error {
	_, err := st.CreateGroup(ctx, operator, store.GroupInput{Naming: naming(t.ref)}, "")
	return err
}

func createPlace(ctx context.Context, st *store.Store, t thing) error {
	kind := "site"
	_, err := st.CreatePlace(ctx, operator, store.PlaceInput{Naming: naming(t.ref), Kind: &kind}, "")
	return err
}

func createCategory(ctx context.Context, st *store.Store, t thing) error {
	in := store.CategoryInput{Naming: naming(t.ref)}
	if t.parent != "" {
		in.Parent = domain.ByCode(t.parent)
	}
	_, err := st.CreateCategory(ctx, operator, in, "")
	return err
}

// members adds to each group those whom the log shows working for it; who is there stays.
func members(ctx context.Context, st *store.Store, groups []servicenow.Group) error {
	for _, g := range groups {
		there, err := st.Group(ctx, domain.ByCode(g.Code))
		if err != nil {
			return err
		}
		logins := slices.Clone(g.Members)
		for _, m := range there.Members {
			logins = append(logins, m.Login)
		}
		slices.Sort(logins)
		logins = slices.Compact(logins)
		if len(logins) == len(there.Members) {
			continue
		}
		keys := make([]domain.Key, len(logins))
		for i, login := range logins {
			keys[i] = domain.ByCode(login)
		}
		if _, err := st.SetMembers(ctx, operator, domain.ByCode(g.Code), keys); err != nil {
			return fmt.Errorf("cannot put the members into %s: %w", g.Code, err)
		}
	}
	return nil
}
