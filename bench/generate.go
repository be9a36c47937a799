package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain/process"
	"steward/domain/search"
)

// span is how far back generated incidents reach.
const span = 3 * 365 * 24 * time.Hour

// generator writes incidents by COPY as if they had come in over the last three years: most are closed, few wait for somebody. They
// have no workflow, no acts and no audit trail: they are there to be found and listed.
type generator struct {
	rnd   *rand.Rand
	fresh bool // all of them new, as if raised a moment ago, for acts to be done on
	first int
	count int
	names string // how their numbers begin
	now   time.Time
}

// made is one generated incident.
type made struct {
	id                               int
	number, title, text, state       string
	hold                             any
	priority, impact, urgency        int
	requester, customer, queue       int
	group, assignee, closed          any
	created, updated                 time.Time
	remind, resolved, reopen, accept any
}

var (
	things   = strings.Fields("打印机 邮箱 网络 电脑 显示器 账号 密码 系统 会议室 投影仪 服务器 数据库 门禁 电话 报表 printer mailbox network laptop monitor account server VPN report database")
	troubles = strings.Fields("无法登录 打不开 报错 很慢 卡纸 断线 无响应 需要重置 权限不足 数据不一致 fails slowly hangs crashes disconnects denied missing")
	fillers  = strings.Fields("今天 上午 同事 也 遇到 重启 之后 仍然 存在 请 尽快 处理 部门 多人 受 影响 紧急 客户 等待 已经 尝试 清除 缓存 更换 线缆 since morning after restart still colleagues affected please urgent waiting tried another cable browser cache floor building")
)

func (g *generator) words(from []string, n int) string {
	ws := make([]string, n)
	for i := range ws {
		ws[i] = from[g.rnd.IntN(len(from))]
	}
	return strings.Join(ws, " ")
}

// next makes the incident with this id; ids rise with time.
func (g *generator) next(id int) made {
	m := made{id: id, number: fmt.Sprintf("%s%06d", g.names, id), impact: 1 + g.rnd.IntN(3), urgency: 1 + g.rnd.IntN(3)}
	m.priority = [3][3]int{{1, 2, 3}, {2, 3, 4}, {3, 4, 4}}[m.impact-1][m.urgency-1]
	m.title = g.words(things, 1) + " " + g.words(troubles, 1) + fmt.Sprintf(" %d", g.rnd.IntN(1000))
	m.text = g.words(fillers, 12+g.rnd.IntN(30)) + fmt.Sprintf(" SN-%08X", g.rnd.Uint32())
	contact := g.rnd.IntN(customers * contacts)
	m.requester, m.customer, m.queue = contact+1, contact/contacts+1, 1+g.rnd.IntN(queues)
	if g.fresh {
		m.state, m.created, m.updated, m.remind = "new", g.now, g.now, g.now.Add(5*24*time.Hour)
		return m
	}
	m.created = g.now.Add(-span + time.Duration(float64(span)*float64(id)/float64(g.first+g.count)))
	m.updated = m.created.Add(time.Duration(g.rnd.ExpFloat64() * float64(5*24*time.Hour)))
	if m.updated.After(g.now) {
		m.updated = g.now
	}
	if g.rnd.IntN(10) > 0 {
		group := g.rnd.IntN(groups)
		m.group = group + 1
		if g.rnd.IntN(10) > 0 {
			m.assignee = customers*contacts + 1 + (group+groups*g.rnd.IntN(technicians/groups))%technicians
		}
	}
	g.standing(&m)
	return m
}

// standing lets three in a hundred be open, most of them young.
func (g *generator) standing(m *made) {
	age := g.now.Sub(m.created)
	open := g.rnd.Float64() < .02 || g.rnd.Float64() < .6 && age < span/100
	switch {
	case !open:
		m.state, m.closed, m.reopen, m.resolved = "closed", m.updated, m.updated.Add(14*24*time.Hour), m.updated
		if g.rnd.IntN(50) == 0 {
			m.state, m.resolved = "cancelled", nil
		}
	case g.rnd.IntN(4) == 0:
		m.state, m.accept, m.resolved = "resolved", g.now.Add(5*24*time.Hour), m.updated
	case g.rnd.IntN(4) == 0:
		m.state, m.hold, m.remind = "on_hold", "vendor", g.now.Add(3*24*time.Hour)
	case g.rnd.IntN(3) == 0:
		m.state, m.remind = "new", g.now.Add(3*24*time.Hour)
	default:
		m.state, m.remind = "active", g.now.Add(3*24*time.Hour)
	}
}

// table is what COPY needs to know: columns, and a generated incident's row; nil where it has none.
type table struct {
	name    string
	columns []string
	row     func(made) []any
}

var tables = []table{
	{"records", strings.Fields("id number kind title state priority requester_id customer_id queue_id group_id assignee_id created_by created_at updated_at closed_at audit_seq"),
		func(m made) []any {
			return []any{m.id, m.number, "incident", m.title, m.state, m.priority, m.requester, m.customer, m.queue, m.group, m.assignee, m.requester,
				m.created, m.updated, m.closed, 1}
		}},
	{"incidents", strings.Fields("record_id kind description impact urgency hold_reason resolved_at accept_by reopen_until remind_at"),
		func(m made) []any {
			return []any{m.id, "incident", m.text, m.impact, m.urgency, m.hold, m.resolved, m.accept, m.reopen, m.remind}
		}},
	{"processes", strings.Fields("record_id workflow shape needs advanced ended_at"),
		func(m made) []any { return []any{m.id, "Incident", process.Shape, 1, 1, m.closed} }},
	{"record_search", strings.Fields("record_id text grams"),
		func(m made) []any {
			text := search.Fold(m.number + "\n" + m.title + "\n" + m.text)
			return []any{m.id, text, pq.Array(search.Index(int64(m.id), text))}
		}},
	{"work_items", strings.Fields("record_id step user_id group_id role opened_at due_at then_what"),
		func(m made) []any {
			if m.closed != nil {
				return nil
			}
			role := any("agent")
			if m.assignee != nil || m.group != nil {
				role = nil
			}
			group := m.group
			if m.assignee != nil {
				group = nil
			}
			return []any{m.id, "handle", m.assignee, group, role, m.created, m.remind, "reminder_handle"}
		}},
}

// run writes the incidents in portions, a table at a time. Indexes other than keys are dropped before and made again after where
// that is faster.
func (g *generator) run(ctx context.Context, db *sqlx.DB, say func(string)) error {
	rebuild := func() error { return nil }
	if g.count > 100_000 {
		var err error
		if rebuild, err = dropIndexes(ctx, db); err != nil {
			return err
		}
	}
	const portion = 50_000
	for from := g.first; from < g.first+g.count; from += portion {
		batch := make([]made, 0, portion)
		for id := from; id < min(from+portion, g.first+g.count); id++ {
			batch = append(batch, g.next(id))
		}
		for _, t := range tables {
			if err := copyIn(ctx, db, t, batch); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
		if g.count > portion {
			say(fmt.Sprintf("generated %d of %d", from+len(batch)-g.first, g.count))
		}
	}
	if err := rebuild(); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "VACUUM ANALYZE records, incidents, processes, record_search, work_items")
	return err
}

func copyIn(ctx context.Context, db *sqlx.DB, t table, batch []made) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	in, err := tx.PrepareContext(ctx, pq.CopyIn(t.name, t.columns...)) //nolint:staticcheck // the driver's only way to COPY
	if err != nil {
		return err
	}
	for _, m := range batch {
		if row := t.row(m); row != nil {
			if _, err := in.ExecContext(ctx, row...); err != nil {
				return err
			}
		}
	}
	if _, err := in.ExecContext(ctx); err != nil {
		return err
	}
	if err := in.Close(); err != nil { //nolint:sqlclosecheck // the copy ends here, before the commit
		return err
	}
	return tx.Commit()
}

// dropIndexes drops the indexes of the generated tables that are no constraints, and answers what makes them again.
func dropIndexes(ctx context.Context, db *sqlx.DB) (rebuild func() error, err error) {
	var indexes []struct {
		Name string `db:"name"`
		Def  string `db:"def"`
	}
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.name
	}
	err = db.SelectContext(ctx, &indexes, `
		SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS def FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
		WHERE c.relname = ANY ($1) AND c.relnamespace = 'public'::regnamespace AND NOT i.indisunique`, pq.Array(names))
	if err != nil {
		return nil, err
	}
	for _, i := range indexes {
		if _, err := db.ExecContext(ctx, "DROP INDEX "+i.Name); err != nil {
			return nil, err
		}
	}
	return func() error {
		conn, err := db.Connx(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close() }()
		if _, err := conn.ExecContext(ctx, "SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 2"); err != nil {
			return err
		}
		for _, i := range indexes {
			if _, err := conn.ExecContext(ctx, i.Def); err != nil {
				return err
			}
		}
		_, err = conn.ExecContext(ctx, "RESET ALL")
		return err
	}, nil
}

func newGenerator(first, count int) *generator {
	return &generator{rnd: rand.New(rand.NewPCG(1, uint64(first))), first: first, count: count, names: "INC-", now: time.Now()} //nolint:gosec // the same every time
}
