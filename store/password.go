package store

import (
	"context"
	"fmt"
	"time"

	"github.com/alexedwards/argon2id"

	"steward/domain"
)

// hashCost takes some 55 ms and 19 MiB on the machine this was measured on: enough against guessing, little enough that two at
// once fit beside the rest of a small server.
var hashCost = &argon2id.Params{Memory: 19 * 1024, Iterations: 4, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing lets two passwords at most be hashed at once, so that a flood of sign-ins does not starve everything else.
var hashing = make(chan struct{}, 2)

// nobodysHash is what a password is compared with where there is nobody to compare with, so that the answer takes as long. What it
// was made from is forgotten.
const nobodysHash = "$argon2id$v=19$m=19456,t=4,p=1$OJN7yCShyAZ9w/8m/3KV9g$8VCcDgQ1hhzKD9GlX+4kIEqWEiLJaYyyckiwkzmKYEQ"

// HashPassword answers what of a password is kept.
func HashPassword(ctx context.Context, password string) (string, error) {
	var hash string
	err := whileHashing(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(password, hashCost)
		return err
	})
	return hash, err
}

// checkPassword tells whether the password is the one whose hash is kept; no hash fits none, in the same time.
func checkPassword(ctx context.Context, password, hash string) (bool, error) {
	nobody := hash == ""
	if nobody {
		hash = nobodysHash
	}
	var fits bool
	err := whileHashing(ctx, func() (err error) {
		fits, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return fits && !nobody, err
}

// hashingWait is how long somebody waits for a turn before being told to come back.
const hashingWait = 5 * time.Second

func whileHashing(ctx context.Context, hash func() error) error {
	turn, cancel := context.WithTimeout(ctx, hashingWait)
	defer cancel()
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-turn.Done():
		return domain.Refuse(domain.Unavailable, "Too many people sign in right now; try again in a moment.", "当前登录人数过多，请稍后重试。")
	}
	if err := hash(); err != nil {
		return fmt.Errorf("store: password: %w", err)
	}
	return nil
}
