package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	"github.com/jmoiron/sqlx"
)

// viewers are who looks at lists: their width decides what a query costs.
var viewers = []struct{ name, login string }{
	{"narrow: a customer's contact", "contact1"},
	{"a contact who sees the organisation", "contact5"},
	{"group: a technician", "tech1"},
	{"wide: the desk", "agent1"},
	{"everything: a manager", "manager"},
}

// lists are the questions that the pages ask: queues by filter and order, and a second page.
var lists = []string{
	"", "open=true", "open=true&sort=priority", "open=true&sort=-updated", "sort=-updated", "queue=q3&open=true&sort=priority", "queue=q3",
	"group=g8&open=true&sort=priority", "group=g8", "mine=true&open=true", "state=resolved", "priority=1&open=true", "sort=number",
	"requester=contact7", "customer=c3&open=true", "open=true&assignee=none&sort=priority",
}

// searches are words that are rare, common, Chinese, Latin, or there is no such; one is a number.
var searches = []string{"打印机", "VPN", "登录", "无法登录", "打印机 卡纸", "monitor 权限不足", "account crashes", "卡纸 77", "没有这样的话", "zzzz", "SN-0000", "会议室 报错 5", "000123", "数据库 很慢 12"}

// looked is how long one viewer's lists, or searches, took.
type looked struct {
	viewer string
	what   string
	series
	worst string // the question that took longest
}

// look asks each question over and over for each viewer.
func (b *bench) look(ctx context.Context, api string) ([]looked, error) {
	var all []looked
	for _, v := range viewers {
		secret, err := token(ctx, b.store, v.login)
		if err != nil {
			return nil, err
		}
		c := caller{web(), api, secret}
		for _, kind := range []struct {
			what      string
			questions []string
		}{{"list", lists}, {"search", b.searches()}} {
			l, err := ask(ctx, c, kind.questions)
			if err != nil {
				return nil, err
			}
			l.viewer, l.what = v.name, kind.what
			all = append(all, l)
		}
	}
	return all, nil
}

func (b *bench) searches() []string {
	qs := make([]string, 0, 2*len(searches))
	for _, q := range searches {
		qs = append(qs, "q="+url.QueryEscape(q), "open=true&q="+url.QueryEscape(q))
	}
	return qs
}

// ask asks every question once unmeasured, then all of them twenty times in a random order, one at a time.
func ask(ctx context.Context, c caller, questions []string) (looked, error) {
	var l looked
	var times []time.Duration
	sums := map[string]time.Duration{}
	begun := time.Now()
	for round := range 21 {
		for _, i := range rand.Perm(len(questions)) {
			from := time.Now()
			if err := c.get(ctx, "/incidents?limit=50&"+questions[i]); err != nil {
				return l, err
			}
			if round > 0 {
				took := time.Since(from)
				times, sums[questions[i]] = append(times, took), sums[questions[i]]+took
			}
		}
	}
	l.series = summarise(time.Since(begun), times)
	for q, sum := range sums {
		if sum > sums[l.worst] {
			l.worst = q
		}
	}
	l.worst += fmt.Sprintf(" (%.1f ms)", float64(sums[l.worst].Microseconds())/20/1000)
	return l, nil
}

// recordPage is the data of a record's page as 8 people read it at once.
func (b *bench) recordPage(ctx context.Context, api string) (series, error) {
	secret, err := token(ctx, b.store, "agent1")
	if err != nil {
		return series{}, err
	}
	numbers, err := someNumbers(ctx, b.store.DB, 1000)
	if err != nil {
		return series{}, err
	}
	c := caller{web(), api, secret}
	read := func(ctx context.Context, count int) error { return c.get(ctx, "/records/"+numbers[count%len(numbers)]) }
	if _, err := load(ctx, 8, time.Second, read); err != nil {
		return series{}, err
	}
	return load(ctx, 8, 5*time.Second, read)
}

func someNumbers(ctx context.Context, db *sqlx.DB, n int) (numbers []string, err error) {
	err = db.SelectContext(ctx, &numbers, `SELECT number FROM records WHERE id < 10000000 ORDER BY md5(id::text) LIMIT $1`, n)
	return numbers, err
}
