package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// browser opens a stream of events and calls tell for every record that it names, until ctx ends. It answers when the stream is open.
func (b *bench) browser(ctx context.Context, c caller, tell func(number string, at time.Time)) error {
	q, err := c.request(ctx, http.MethodGet, "/events", "", nil)
	if err != nil {
		return err
	}
	client := *c.http
	client.Timeout = 0
	a, err := client.Do(q) //nolint:bodyclose // closed by the reader, which outlives this function
	if err != nil {
		return err
	}
	if a.StatusCode != http.StatusOK {
		return fmt.Errorf("GET /events: %s", a.Status)
	}
	go func() {
		defer func() { _ = a.Body.Close() }()
		for lines := bufio.NewScanner(a.Body); lines.Scan(); {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			at := time.Now()
			var news struct{ Records []string }
			if json.Unmarshal([]byte(data), &news) == nil {
				for _, number := range news.Records {
					tell(number, at)
				}
			}
		}
	}()
	return nil
}

const (
	watchers = 200 // open streams
	acted    = 60  // acts that they hear of
)

// live measures from an act's request until each of 200 viewers has heard of it. A quarter of the streams are customers' who may not:
// they must hear nothing.
func (b *bench) live(ctx context.Context, api string) (series, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var mu sync.Mutex
	var leaked error
	sent, heard := map[string]time.Time{}, map[string]map[int]time.Time{}
	listen := func(viewer int, login string, may bool) error {
		secret, err := token(ctx, b.store, login)
		if err != nil {
			return err
		}
		return b.browser(ctx, caller{web(), api, secret}, func(number string, at time.Time) {
			mu.Lock()
			defer mu.Unlock()
			if sent[number].IsZero() {
				return
			}
			if !may {
				leaked = fmt.Errorf("%s heard of %s", login, number)
			}
			if _, before := heard[number][viewer]; !before {
				heard[number][viewer] = at
			}
		})
	}
	for i := range watchers {
		login, may := viewer(i)
		if err := listen(i, login, may); err != nil {
			return series{}, err
		}
	}
	if err := b.actOnSome(ctx, api, func(number string) {
		mu.Lock()
		defer mu.Unlock()
		sent[number], heard[number] = time.Now(), map[int]time.Time{}
	}); err != nil {
		return series{}, err
	}
	var late []time.Duration
	all := func() bool {
		mu.Lock()
		defer mu.Unlock()
		late = late[:0]
		for number, by := range heard {
			for _, at := range by {
				late = append(late, at.Sub(sent[number]))
			}
		}
		return len(late) == acted*watchers*3/4
	}
	for deadline := time.Now().Add(10 * time.Second); !all() && time.Now().Before(deadline); {
		time.Sleep(50 * time.Millisecond)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(late) < acted*watchers*3/4 {
		return series{}, fmt.Errorf("only %d of %d were heard", len(late), acted*watchers*3/4)
	}
	return summarise(time.Second, late), leaked
}

// actOnSome notes something on one open incident after the other, five a second.
func (b *bench) actOnSome(ctx context.Context, api string, about func(number string)) error {
	secret, err := token(ctx, b.store, "agent2")
	if err != nil {
		return err
	}
	desk := caller{web(), api, secret}
	var numbers []string
	err = b.store.DB.SelectContext(ctx, &numbers, `SELECT number FROM records WHERE closed_at IS NULL AND customer_id > 100 AND id < 10000000 ORDER BY id DESC LIMIT $1`, acted)
	if err != nil || len(numbers) < acted {
		return fmt.Errorf("%d incidents to act on: %w", len(numbers), err)
	}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for i, number := range numbers {
		<-tick.C
		about(number)
		if err := desk.act(ctx, number, keyOf("live", i), actNote); err != nil {
			return err
		}
	}
	return nil
}

// viewer answers the login of the i-th viewer, and whether they may see what is acted on.
func viewer(i int) (login string, may bool) {
	if i%4 == 3 {
		return fmt.Sprintf("contact%d", 20+i), false
	}
	return fmt.Sprintf("agent%d", i%agents+1), true
}
