package store

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
)

func TestPassword_NobodysHashFitsNothingAndCostsAsMuch(t *testing.T) {
	ctx := context.Background()
	hash, err := HashPassword(ctx, "a good secret")
	require.NoError(t, err)
	require.Equal(t, hash[:30], nobodysHash[:30], "the same cost")
	require.Len(t, nobodysHash, len(hash))
	for _, c := range []struct {
		password, hash string
		fits           bool
	}{{"a good secret", hash, true}, {"another secret", hash, false}, {"", "", false}, {"a good secret", "", false}, {"nobody", "", false}} {
		fits, err := checkPassword(ctx, c.password, c.hash)
		require.NoError(t, err)
		require.Equal(t, c.fits, fits)
	}
}

// Two are hashed at once, never more; whoever waits too long is told to come back.
func TestPassword_TwoAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		was := hashing
		hashing = make(chan struct{}, cap(was))
		defer func() { hashing = was }()
		var now, most, refusedNow atomic.Int32
		for range 12 {
			go func() {
				err := whileHashing(t.Context(), func() error {
					most.Store(max(most.Load(), now.Add(1)))
					time.Sleep(2 * time.Second)
					now.Add(-1)
					return nil
				})
				if domain.CodeOf(err) == domain.Unavailable {
					refusedNow.Add(1)
				}
			}()
		}
		time.Sleep(time.Minute)
		require.EqualValues(t, 2, most.Load())
		require.EqualValues(t, 6, refusedNow.Load(), "three turns of two fit into the wait")
	})
}
