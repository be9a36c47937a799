package seed

import (
	"cmp"
	"context"
	"strings"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/calendar"
	"steward/store"
)

// loader adds what is missing, as the demo's administrator.
type loader struct {
	ctx   context.Context
	st    *store.Store
	admin access.Viewer
	there map[string]map[string]int64 // by table: what is there already
}

// loadDirectory adds what is missing of units, people, groups, queues, places and the catalogue; it answers how many people it added.
// What an interrupted load left half done is completed: nobody has used it yet.
func loadDirectory(ctx context.Context, st *store.Store) (added int, err error) {
	l := loader{ctx: ctx, st: st, there: map[string]map[string]int64{}}
	for _, table := range []string{"users", "units", "customers", "groups", "queues", "places", "categories", "calendars", "services", "sla_policies", "plan_templates", "forms", "document_types"} {
		if l.there[table], err = st.AllIDs(ctx, table); err != nil {
			return 0, err
		}
	}
	before := len(l.there["users"])
	if err := l.everything(); err != nil {
		return 0, err
	}
	all, err := st.AllIDs(ctx, "users")
	return len(all) - before, err
}

func (l *loader) everything() error {
	if err := l.person(humans[0]); err != nil { // the administrator makes the rest
		return err
	}
	admin, err := l.st.ViewerOf(l.ctx, domain.ByCode("admin"))
	if err != nil {
		return err
	}
	l.admin = admin
	for _, load := range []func() error{l.units, l.customers, l.people, l.heads, l.teams, l.queues, l.calendars, l.catalogue, l.places, l.policies, l.forms, l.templates, l.formServices, l.documents, l.deputies, l.canned, l.settings} {
		if err := load(); err != nil {
			return err
		}
	}
	return l.st.GiveDemoPassword(l.ctx, l.admin, Password, logins())
}

// each adds those of the things that are not there yet.
func each[T any](l *loader, table string, things []T, code func(T) string, add func(T) error) error {
	for _, t := range things {
		if _, there := l.there[table][code(t)]; there {
			continue
		}
		if err := add(t); err != nil {
			return err
		}
	}
	return nil
}

func codeOf(t thing) string { return t.code }

func naming(t thing) store.Naming {
	return store.Naming{Code: &t.code, Name: &t.name, NameEn: &t.nameEn}
}

// under names what something belongs to; "" is nothing.
func under(code string) domain.Key {
	if code == "" {
		return domain.Key{}
	}
	return domain.ByCode(code)
}

// keys names several things in one text, apart by spaces.
func keys(codes string) []domain.Key {
	ks := []domain.Key{}
	for _, code := range strings.Fields(codes) {
		ks = append(ks, domain.ByCode(code))
	}
	return ks
}

func (l *loader) units() error {
	return each(l, "units", units, codeOf, func(t thing) error {
		_, err := l.st.CreateUnit(l.ctx, l.admin, store.UnitInput{Naming: naming(t), Parent: under(t.parent)}, "")
		return err
	})
}

func (l *loader) customers() error {
	return each(l, "customers", customers, codeOf, func(t thing) error {
		_, err := l.st.CreateCustomer(l.ctx, l.admin, store.CustomerInput{Naming: naming(t)}, "")
		return err
	})
}

func (l *loader) people() error {
	for _, h := range humans[1:] {
		if err := l.person(h); err != nil {
			return err
		}
	}
	_, err := l.st.UpdateUser(l.ctx, l.admin, domain.ByCode("admin"), store.UserInput{Unit: under(humans[0].unit)})
	return err
}

// person adds somebody; the administrator's unit is not there yet and follows.
func (l *loader) person(h human) error {
	if _, there := l.there["users"][h.login]; there {
		return nil
	}
	roles, mail := strings.Fields(h.roles), h.login+"@"+cmp.Or(h.customer, company)+".example"
	language, zone := h.speaks(), cmp.Or(h.zone, "Asia/Shanghai")
	in := store.UserInput{
		Login: &h.login, Name: &h.name, NameEn: &h.nameEn, Title: &h.title, Email: &mail, Language: &language, Zone: &zone, Roles: &roles,
		Customer: under(h.customer), SeesCustomer: &h.sees,
	}
	if l.admin.UserID != 0 {
		in.Unit = under(h.unit)
	}
	_, err := l.st.CreateUser(l.ctx, l.admin, in, "", "")
	return err
}

func (l *loader) heads() error {
	for unit, login := range heads {
		if _, err := l.st.UpdateUnit(l.ctx, l.admin, domain.ByCode(unit), store.UnitInput{Head: under(login)}); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) teams() error {
	err := each(l, "groups", teams, func(t team) string { return t.code }, func(t team) error {
		_, err := l.st.CreateGroup(l.ctx, l.admin, store.GroupInput{Naming: naming(t.thing), Unit: under(t.unit), Manager: under(t.manager)}, "")
		return err
	})
	for _, t := range teams {
		if err == nil {
			_, err = l.st.SetMembers(l.ctx, l.admin, domain.ByCode(t.code), keys(t.members))
		}
	}
	return err
}

func (l *loader) queues() error {
	return each(l, "queues", queues, func(q queue) string { return q.code }, func(q queue) error {
		open, grants := !q.closed, keys(q.grants)
		_, err := l.st.CreateQueue(l.ctx, l.admin, store.QueueInput{Naming: naming(q.thing), Group: under(q.owner), OpenToDesk: &open, Grants: &grants}, "")
		return err
	})
}

func (l *loader) calendars() error {
	return each(l, "calendars", calendars(), func(d calendar.Definition) string { return d.Code }, func(d calendar.Definition) error {
		names := naming(thing{code: d.Code, name: d.Name, nameEn: d.NameEn})
		in := store.CalendarInput{Naming: names, Zone: &d.Zone, Week: &d.Week, Exceptions: &d.Exceptions, EnteredUntil: &d.EnteredUntil}
		_, err := l.st.CreateCalendar(l.ctx, l.admin, in, "")
		return err
	})
}

func (l *loader) catalogue() error {
	err := each(l, "services", services, codeOf, func(t thing) error {
		_, err := l.st.CreateService(l.ctx, l.admin, store.ServiceInput{Naming: naming(t), Queue: under(t.parent), Calendar: under(serviceCalendars[t.code])}, "")
		return err
	})
	if err != nil {
		return err
	}
	return each(l, "categories", categories, codeOf, func(t thing) error {
		_, err := l.st.CreateCategory(l.ctx, l.admin, store.CategoryInput{Naming: naming(t), Parent: under(t.parent)}, "")
		return err
	})
}

func (l *loader) places() error {
	return each(l, "places", places, func(s spot) string { return s.code }, func(s spot) error {
		_, err := l.st.CreatePlace(l.ctx, l.admin, store.PlaceInput{Naming: naming(s.thing), Kind: &s.kind, Parent: under(s.parent), Customer: under(s.customer)}, "")
		return err
	})
}

// settings names the queue of what has no service, once.
func (l *loader) settings() error {
	d, err := l.st.DeskSettings(l.ctx)
	if err != nil || d.DefaultQueue != nil {
		return err
	}
	_, err = l.st.UpdateDeskSettings(l.ctx, l.admin, store.DeskSettingsInput{DefaultQueue: domain.ByCode("desk")})
	return err
}
