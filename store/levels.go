package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/jmoiron/sqlx"

	"steward/domain/calendar"
	"steward/domain/sla"
)

// levels are the calendars and policies as they stand under one stamp, ready to be used. They never change.
type levels struct {
	calendars map[int64]*calendar.Calendar   // by id, as they are now
	counted   map[version]*calendar.Calendar // every version that there was
	policies  []sla.Policy                   // those in force; CalendarCode is empty where the service decides
	promised  map[version]sla.Policy         // every version that there was
}

// version names one version of a calendar or policy.
type version struct {
	code   string
	number int
}

// keptLevels is how many states of calendars and policies a program keeps ready; a new one comes with every change of them.
const keptLevels = 16

// keeping are the levels by their stamps, and the plain calendars by their zones.
var keeping = newKeeper()

type keeper struct {
	mu      sync.Mutex
	levels  *simplelru.LRU[string, *levels]
	offices map[string]*calendar.Calendar
}

func newKeeper() *keeper {
	l, err := simplelru.NewLRU[string, *levels](keptLevels, nil)
	if err != nil {
		panic(err) // the size is not positive
	}
	return &keeper{levels: l, offices: map[string]*calendar.Calendar{}}
}

// office answers the calendar Monday to Friday, 09:00 to 18:00, in a zone.
func (k *keeper) office(zone string) (*calendar.Calendar, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.offices[zone]; c != nil {
		return c, nil
	}
	d := calendar.Office(zone)
	d.Code = officePrefix + zone
	c, err := calendar.New(d)
	if err == nil {
		k.offices[zone] = c
	}
	return c, err
}

func (k *keeper) get(stamp string) (*levels, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.levels.Get(stamp)
}

func (k *keeper) put(stamp string, l *levels) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.levels.Add(stamp, l)
}

// officePrefix begins the code of the plain calendar of a zone, which no table holds.
const officePrefix = "office@"

// calendar answers the version of a calendar that a clock counts by.
func (l *levels) calendar(v version) (*calendar.Calendar, error) {
	if zone, ok := strings.CutPrefix(v.code, officePrefix); ok {
		return keeping.office(zone)
	}
	if c := l.counted[v]; c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("store: there is no version %d of calendar %s", v.number, v.code)
}

// levelsAt answers what belongs to a stamp; q reads it where it is not in memory.
func levelsAt(ctx context.Context, q sqlx.QueryerContext, stamp string) (*levels, error) {
	if l, ok := keeping.get(stamp); ok {
		return l, nil
	}
	l := &levels{calendars: map[int64]*calendar.Calendar{}, counted: map[version]*calendar.Calendar{}, promised: map[version]sla.Policy{}}
	codes, err := l.readCalendars(ctx, q)
	if err == nil {
		err = l.readPolicies(ctx, q, codes)
	}
	if err != nil {
		return nil, err
	}
	keeping.put(stamp, l)
	return l, nil
}

func (l *levels) readCalendars(ctx context.Context, q sqlx.QueryerContext) (codes map[int64]string, err error) {
	var rows []struct {
		ID         int64  `db:"id"`
		Code       string `db:"code"`
		Name       string `db:"name"`
		NameEn     string `db:"name_en"`
		Current    bool   `db:"current"`
		Version    int    `db:"version"`
		Definition []byte `db:"definition"`
	}
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT c.id, c.code, c.name, c.name_en, v.version = c.version AS current, v.version, v.definition
		FROM calendars c JOIN calendar_versions v ON v.calendar_id = c.id`)
	codes = map[int64]string{}
	for _, r := range rows {
		var d calendar.Definition
		if err := json.Unmarshal(r.Definition, &d); err != nil {
			return nil, fmt.Errorf("store: calendar %s: %w", r.Code, err)
		}
		d.Code, d.Name, d.NameEn, d.Version = r.Code, r.Name, r.NameEn, r.Version
		c, err := calendar.New(d)
		if err != nil {
			return nil, fmt.Errorf("store: calendar %s: %w", r.Code, err)
		}
		codes[r.ID], l.counted[version{r.Code, r.Version}] = r.Code, c
		if r.Current {
			l.calendars[r.ID] = c
		}
	}
	return codes, err
}

func (l *levels) readPolicies(ctx context.Context, q sqlx.QueryerContext, calendars map[int64]string) error {
	var rows []struct {
		ID         int64  `db:"id"`
		Code       string `db:"code"`
		Name       string `db:"name"`
		NameEn     string `db:"name_en"`
		Position   int    `db:"position"`
		CalendarID int64  `db:"calendar_id"`
		InForce    bool   `db:"in_force"`
		Version    int    `db:"version"`
		Definition []byte `db:"definition"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT p.id, p.code, p.name, p.name_en, p.position, COALESCE(p.calendar_id, 0) AS calendar_id, p.enabled AND v.version = p.version AS in_force, v.version, v.definition
		FROM sla_policies p JOIN sla_policy_versions v ON v.policy_id = p.id ORDER BY p.position, p.code`)
	for _, r := range rows {
		var p sla.Policy
		if err := json.Unmarshal(r.Definition, &p); err != nil {
			return fmt.Errorf("store: policy %s: %w", r.Code, err)
		}
		p.ID, p.Code, p.Name, p.NameEn, p.Position, p.Version, p.CalendarCode = r.ID, r.Code, r.Name, r.NameEn, r.Position, r.Version, calendars[r.CalendarID]
		l.promised[version{p.Code, p.Version}] = p
		if r.InForce {
			l.policies = append(l.policies, p)
		}
	}
	return err
}

// current answers the calendar of a code as it is now; nil if there is none.
func (l *levels) current(code string) *calendar.Calendar {
	for _, c := range l.calendars {
		if c.Code() == code {
			return c
		}
	}
	return nil
}
