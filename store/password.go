package store

import (
	"context"
	"fmt"

	"github.com/alexedwards/argon2id"

	"steward/domain"
)

// hashCost takes some 55 ms and 19 MiB on the machine this was measured on: enough against guessing, little enough that two at
// once fit beside the rest of a small server.
var hashCost = &argon2id.Params{Memory: 19 * 1024, Iterations: 4, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing lets two passwords at most be hashed at once, so that a flood of sign-ins does not starve everything else.
var hashing = make(chan struct{}, 2)

// nobodysHash is what a password is compared with where there is nobody to compare with, so that the answer takes as long.
const nobodysHash = "$argon2id$v=19$m=19456,t=4,p=1$bm9ib2R5J3Mgc2FsdCEh$rpQV8YV1lvSNWZzOZHE5UbnCzZ1bUyyCfBRRRpKpE6E"

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

func whileHashing(ctx context.Context, hash func() error) error {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return domain.Refuse(domain.Unavailable, "Too many people sign in right now; try again in a moment.", "当前登录人数过多，请稍后重试。")
	}
	if err := hash(); err != nil {
		return fmt.Errorf("store: password: %w", err)
	}
	return nil
}
