package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// caller calls one API with one token. It reads answers and, unless asked, throws them away: what is measured is the server.
type caller struct {
	http  *http.Client
	base  string
	token string
}

func (c caller) do(ctx context.Context, method, path, key string, body []byte, out any) error {
	q, err := c.request(ctx, method, path, key, body)
	if err != nil {
		return err
	}
	a, err := c.http.Do(q)
	if err != nil {
		return err
	}
	defer func() { _ = a.Body.Close() }()
	if a.StatusCode >= 300 {
		text, _ := io.ReadAll(a.Body)
		return fmt.Errorf("%s %s: %d %s", method, path, a.StatusCode, text)
	}
	if out == nil {
		_, err = io.Copy(io.Discard, a.Body)
		return err
	}
	return json.NewDecoder(a.Body).Decode(out)
}

func (c caller) request(ctx context.Context, method, path, key string, body []byte) (*http.Request, error) {
	q, err := http.NewRequestWithContext(ctx, method, c.base+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		q.Header.Set("Idempotency-Key", key)
	}
	return q, nil
}

func (c caller) get(ctx context.Context, path string) error {
	return c.do(ctx, http.MethodGet, path, "", nil, nil)
}

const newIncident = `{"kind":"incident","subject":"打印机卡纸 third floor","description":"今天上午开始 paper jam, 重启之后仍然存在","urgency":2,"impact":2,"service":"s3","category":"k5","serial_number":"SN-20261123"}`

func (c caller) create(ctx context.Context, key string) (number string, err error) {
	var out struct{ Number string }
	return out.Number, c.do(ctx, http.MethodPost, "/incidents", key, []byte(newIncident), &out)
}

func (c caller) act(ctx context.Context, number, key, body string) error {
	return c.do(ctx, http.MethodPost, "/records/"+number+"/acts", key, []byte(body), nil)
}

// keyOf makes an idempotency key as long as a browser's.
func keyOf(what string, n int) string {
	return "bench-" + what + "-" + strconv.FormatInt(int64(n)+1_000_000_000, 10)
}
