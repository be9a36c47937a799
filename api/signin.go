package api

import (
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"steward/domain"
)

// signIns bounds how often somebody may try: per address and per login. It remembers only so many of either.
type signIns struct {
	addresses, logins *lru.Cache[string, *rate.Limiter]
	pause             time.Duration // what a refusal takes at least
}

func newSignIns() *signIns {
	return &signIns{addresses: limiters(), logins: limiters(), pause: 250 * time.Millisecond}
}

func limiters() *lru.Cache[string, *rate.Limiter] {
	c, _ := lru.New[string, *rate.Limiter](10_000) // it fails only for a size below 1
	return c
}

// allow lets through, per address, 60 tries at once and one a second from then on; per login 20 and one every three seconds.
// (The store locks a login after ten failures.)
func (s *signIns) allow(address, login string) error {
	for _, l := range []struct {
		of    *lru.Cache[string, *rate.Limiter]
		key   string
		every time.Duration
		burst int
	}{{s.addresses, address, time.Second, 60}, {s.logins, strings.ToLower(strings.TrimSpace(login)), 3 * time.Second, 20}} {
		fresh := rate.NewLimiter(rate.Every(l.every), l.burst)
		limiter, known, _ := l.of.PeekOrAdd(l.key, fresh)
		if !known {
			limiter = fresh
		} else {
			l.of.Get(l.key) // keeps it from being forgotten
		}
		if !limiter.Allow() {
			return waiting{domain.Refuse(domain.TooMany, "Too many tries; wait a moment before the next.", "尝试过于频繁，请稍候再试。"), l.every}
		}
	}
	return nil
}
