// Package ledger is the arithmetic of the audit trail: digests and the hash chain over the rows of one subject.
package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"
)

// Row is one row of the audit trail as it enters the chain.
type Row struct {
	Subject        string
	Seq            int
	At             time.Time
	ActorID        int64 // 0: the process itself
	ImpersonatorID int64
	Verb           string
	Why            string
	Changes        []byte // JSON as stored
	Before, After  []byte // digests of the subject
}

// Hash answers SHA-256 over the previous row's hash (empty for the first) and every field of the row, each with its length
// in front, times in microseconds since 1970 (the precision of the database).
func Hash(previous []byte, r Row) []byte {
	var b bytes.Buffer
	put := func(p []byte) {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(p)))
		b.Write(p)
	}
	num := func(n int64) { _ = binary.Write(&b, binary.BigEndian, n) }
	put(previous)
	put([]byte(r.Subject))
	num(int64(r.Seq))
	num(r.At.UnixMicro())
	num(r.ActorID)
	num(r.ImpersonatorID)
	put([]byte(r.Verb))
	put([]byte(r.Why))
	put(Canonical(r.Changes))
	put(r.Before)
	put(r.After)
	sum := sha256.Sum256(b.Bytes())
	return sum[:]
}

// Digest answers SHA-256 over the JSON of v, with the keys of maps in order.
func Digest(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	sum := sha256.Sum256(Canonical(b))
	return sum[:]
}

// Canonical answers JSON with sorted keys and no spaces, so that a hash survives the database's own spelling of it.
func Canonical(raw []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return raw
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return raw
	}
	return bytes.TrimSpace(b.Bytes())
}
