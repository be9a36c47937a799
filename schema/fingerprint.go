package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
)

// Fingerprint answers a hex digest of all migrations: it differs when any of them does.
func Fingerprint() string {
	sum := sha256.New()
	names, _ := fs.Glob(migrations, "migrations/*.sql") // sorted; the pattern is well-formed
	for _, name := range names {
		text, _ := fs.ReadFile(migrations, name) // embedded
		sum.Write([]byte(name))
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
