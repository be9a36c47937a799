package store

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/jmoiron/sqlx"

	"steward/domain/calendar"
)

// levels are the calendars as they stand under one stamp, ready to count. They never change.
type levels struct {
	calendars map[int64]*calendar.Calendar
}

// keptLevels is how many states of the calendars a program keeps ready; a new one comes with every change of them.
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
	c, err := calendar.New(calendar.Office(zone))
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

// levelsAt answers the calendars that belong to a stamp; q reads them where they are not in memory.
func levelsAt(ctx context.Context, q sqlx.QueryerContext, stamp string) (*levels, error) {
	if l, ok := keeping.get(stamp); ok {
		return l, nil
	}
	var rows []struct {
		ID         int64  `db:"id"`
		Code       string `db:"code"`
		Name       string `db:"name"`
		NameEn     string `db:"name_en"`
		Version    int    `db:"version"`
		Definition []byte `db:"definition"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, code, name, name_en, version, definition FROM calendars`); err != nil {
		return nil, err
	}
	l := &levels{calendars: map[int64]*calendar.Calendar{}}
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
		l.calendars[r.ID] = c
	}
	keeping.put(stamp, l)
	return l, nil
}
