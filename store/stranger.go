package store

import (
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// strangers counts failed sign-ins with logins that nobody has, in memory and only so many, so that they are locked just like
// those that somebody has.
type strangers struct {
	once sync.Once
	seen *lru.Cache[string, failures]
	mu   sync.Mutex
}

type failures struct {
	count  int
	locked time.Time // until when
}

func (s *strangers) cache() *lru.Cache[string, failures] {
	s.once.Do(func() { s.seen, _ = lru.New[string, failures](10_000) }) // it fails only for a size below 1
	return s.seen
}

func (s *strangers) locked(login string) bool {
	f, ok := s.cache().Get(login)
	return ok && time.Now().Before(f.locked)
}

// failed counts a failure and answers what the stranger is told.
func (s *strangers) failed(login string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _ := s.cache().Get(login)
	if !f.locked.IsZero() && time.Now().After(f.locked) {
		f = failures{}
	}
	f.count++
	told := ErrWrongPassword
	if f.count >= FailuresToLock {
		told = ErrLocked
		if f.locked.IsZero() {
			f.locked = time.Now().Add(LockedFor)
		}
	}
	s.cache().Add(login, f)
	return told
}
