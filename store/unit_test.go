package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
)

func TestUnits_DrillWithCountsBelow(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	root := o.unit("Company", domain.Key{})
	plant := o.unit("Plant", domain.ByID(root.ID))
	line := o.unit("Line 1", domain.ByCode(plant.Code))
	office := o.unit("Office", domain.ByID(root.ID))
	o.person("a", "{}", &line.ID)
	o.person("b", "{}", &plant.ID)
	o.person("left", "{}", &line.ID)
	_, err := o.DB.Exec(`UPDATE users SET disabled_at = now() WHERE login = 'left'`)
	require.NoError(t, err)

	roots, err := o.Units(ctx, ListQuery{Parent: domain.Key{Given: true}})
	require.NoError(t, err)
	require.Len(t, roots.Items, 1)
	require.Equal(t, []int{3, 2}, []int{roots.Items[0].UnitsCount, roots.Items[0].PeopleCount})

	children, err := o.Units(ctx, ListQuery{Parent: domain.ByID(root.ID)})
	require.NoError(t, err)
	require.Equal(t, []string{office.Code, plant.Code}, []string{children.Items[0].Code, children.Items[1].Code})
	require.Equal(t, []int{1, 2}, []int{children.Items[1].UnitsCount, children.Items[1].PeopleCount})

	got, err := o.Unit(ctx, domain.ByCode(line.Code), time.Time{})
	require.NoError(t, err)
	require.Len(t, got.Path, 2)
	require.Equal(t, []int64{root.ID, plant.ID}, []int64{got.Path[0].ID, got.Path[1].ID})
}

func TestUnits_MoveRefusesCircles(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	a := o.unit("A", domain.Key{})
	b := o.unit("B", domain.ByID(a.ID))
	c := o.unit("C", domain.ByID(b.ID))
	for _, parent := range []Unit{a, b, c} {
		_, err := o.UpdateUnit(ctx, o.admin, domain.ByID(a.ID), UnitInput{Parent: domain.ByID(parent.ID)})
		refused(t, err, domain.Invalid, "parent")
	}
	moved, err := o.UpdateUnit(ctx, o.admin, domain.ByID(c.ID), UnitInput{Parent: domain.Key{Given: true}})
	require.NoError(t, err)
	require.Nil(t, moved.ParentID)
	_, err = o.UpdateUnit(ctx, o.admin, domain.ByID(a.ID), UnitInput{Parent: domain.ByID(c.ID)})
	require.NoError(t, err, "what was below is above now")
}

// Two moves at once, each legal alone, would close a circle together: one of them is refused.
func TestUnits_MovesAtOnceCloseNoCircle(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	a, b := o.unit("A", domain.Key{}), o.unit("B", domain.Key{})
	for range 10 {
		errs := make(chan error, 2)
		move := func(u, under Unit) {
			_, err := o.UpdateUnit(ctx, o.admin, domain.ByID(u.ID), UnitInput{Parent: domain.ByID(under.ID)})
			errs <- err
		}
		go move(a, b)
		go move(b, a)
		err := errors.Join(<-errs, <-errs)
		refused(t, err, domain.Invalid, "parent")
		_, err = o.DB.Exec(`UPDATE units SET parent_id = NULL`)
		require.NoError(t, err)
	}
}

// A moved unit takes what is below with it; where it stood before can still be told, and records keep their unit.
func TestUnits_RestructuringKeepsHistory(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	east, west := o.unit("East", domain.Key{}), o.unit("West", domain.Key{})
	plant := o.unit("Plant", domain.ByID(east.ID))
	line := o.unit("Line", domain.ByID(plant.ID))
	now := func() time.Time {
		at, err := o.Now(ctx)
		require.NoError(t, err)
		return at
	}
	under := func(parent domain.Key) {
		_, err := o.UpdateUnit(ctx, o.admin, domain.ByID(plant.ID), UnitInput{Parent: parent})
		require.NoError(t, err)
	}
	first := now()
	under(domain.ByID(west.ID))
	second := now()
	under(domain.Key{Given: true})
	third := now()

	for _, c := range []struct {
		at   time.Time
		want []int64
	}{{first, []int64{east.ID, plant.ID}}, {second, []int64{west.ID, plant.ID}}, {third, []int64{plant.ID}}, {time.Time{}, []int64{plant.ID}}} {
		u, err := o.Unit(ctx, domain.ByID(line.ID), c.at)
		require.NoError(t, err)
		var got []int64
		for _, r := range u.Path {
			got = append(got, r.ID)
		}
		require.Equal(t, c.want, got)
	}
}

// 50,000 people in 4,000 units at five levels: each level of the drill is answered within 200 ms.
func TestUnits_FiftyThousandPeople(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	_, err := o.DB.Exec(`
		INSERT INTO units (parent_id, code, name) OVERRIDING SYSTEM VALUE
			SELECT NULLIF((n + 6) / 8, 0), 'u' || lpad(n::text, 4, '0'), 'u' FROM generate_series(1, 4000) n;
		INSERT INTO users (login, name, unit_id) SELECT 'p' || n, 'p', 1 + n % 4000 FROM generate_series(1, 50000) n;
		ANALYZE units; ANALYZE users`)
	require.NoError(t, err)
	parent, people := domain.Key{Given: true}, 50000
	for level := 1; ; level++ {
		var page Page[Unit]
		took := time.Hour
		for deadline := time.Now().Add(20 * time.Second); took >= 200*time.Millisecond && time.Now().Before(deadline); { // the best: others share the machine
			began := time.Now()
			page, err = o.Units(ctx, ListQuery{Parent: parent})
			require.NoError(t, err)
			took = min(took, time.Since(began))
		}
		if len(page.Items) == 0 {
			require.Greater(t, level, 4)
			return
		}
		t.Logf("level %d: %d units, %d people in %s", level, len(page.Items), people, took)
		require.Less(t, took, 200*time.Millisecond, "level %d", level)
		sum := 0
		for _, u := range page.Items {
			sum += u.PeopleCount
		}
		require.LessOrEqual(t, sum, people)
		people, parent = page.Items[0].PeopleCount, domain.ByID(page.Items[0].ID)
	}
}
