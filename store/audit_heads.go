package store

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/lib/pq"
)

// WriteHeads writes the head of every chain of the audit trail, a line each: subject, number of rows, hash in hexadecimal.
// Kept where the database's owner cannot reach, it shows later whether a chain was cut or written anew. It answers how many.
func (s *Store) WriteHeads(ctx context.Context, w io.Writer) (int, error) {
	rows, err := s.DB.QueryContext(ctx, `
		SELECT number, audit_seq, audit_head FROM records WHERE audit_seq > 0
		UNION ALL SELECT subject, seq, head FROM audit_heads WHERE seq > 0 ORDER BY 1`)
	if err != nil {
		return 0, convert(err)
	}
	defer func() { _ = rows.Close() }()
	out, n := bufio.NewWriter(w), 0
	for ; rows.Next(); n++ {
		var subject string
		var seq int
		var head []byte
		if err := rows.Scan(&subject, &seq, &head); err != nil {
			return n, convert(err)
		}
		if _, err := fmt.Fprintf(out, "%s %d %x\n", subject, seq, head); err != nil {
			return n, err
		}
	}
	if err := rows.Err(); err != nil {
		return n, convert(err)
	}
	return n, out.Flush()
}

// headsAtOnce is how many heads are compared with one query.
const headsAtOnce = 5000

// head is one line of WriteHeads.
type head struct {
	subject string
	seq     int
	hash    string
}

// CheckHeads compares what WriteHeads wrote earlier with the trail as it is: each chain must still have that very row. It
// adds what does not hold to v and answers how many heads were compared.
func (s *Store) CheckHeads(ctx context.Context, r io.Reader, v *Verification) (int, error) {
	lines, n := bufio.NewScanner(r), 0
	var batch []head
	for lines.Scan() {
		n++
		var h head
		if _, err := fmt.Sscanf(lines.Text(), "%s %d %s", &h.subject, &h.seq, &h.hash); err != nil {
			return n, fmt.Errorf("line %d: not a line of exported heads: %w", n, err)
		}
		if batch = append(batch, h); len(batch) == headsAtOnce {
			if err := s.compareHeads(ctx, batch, v); err != nil {
				return n, err
			}
			batch = batch[:0]
		}
	}
	if err := lines.Err(); err != nil {
		return n, err
	}
	return n, s.compareHeads(ctx, batch, v)
}

func (s *Store) compareHeads(ctx context.Context, batch []head, v *Verification) error {
	subjects, seqs := make([]string, len(batch)), make([]int64, len(batch))
	for i, h := range batch {
		subjects[i], seqs[i] = h.subject, int64(h.seq)
	}
	var rows []struct {
		At   int    `db:"at"`
		Hash []byte `db:"hash"`
	}
	err := s.DB.SelectContext(ctx, &rows, `
		SELECT h.at, COALESCE(a.hash, '') AS hash FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS h (subject, seq, at)
		LEFT JOIN audit a ON a.subject = h.subject AND a.seq = h.seq`, pq.Array(subjects), pq.Array(seqs))
	if err != nil {
		return convert(err)
	}
	for _, r := range rows {
		h := batch[r.At-1]
		switch hex.EncodeToString(r.Hash) {
		case h.hash:
		case "":
			v.add(Broken{h.subject, h.seq, "cut"})
		default:
			v.add(Broken{h.subject, h.seq, "changed"})
		}
	}
	return nil
}
