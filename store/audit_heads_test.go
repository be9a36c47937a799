package store

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHeads_ShowACutTailAndARewrittenChain(t *testing.T) {
	s := chains(t)
	ctx := context.Background()
	var heads bytes.Buffer
	n, err := s.WriteHeads(ctx, &heads)
	require.NoError(t, err)
	require.Positive(t, n)

	check := func() []Broken {
		v := Verification{OK: true}
		compared, err := s.CheckHeads(ctx, bytes.NewReader(heads.Bytes()), &v)
		require.NoError(t, err)
		require.Equal(t, n, compared)
		return v.Broken
	}
	require.Empty(t, check())

	subject, seq, _ := strings.Cut(strings.SplitN(heads.String(), "\n", 2)[0], " ")
	seq, _, _ = strings.Cut(seq, " ")
	_, err = s.DB.Exec(`ALTER TABLE audit DISABLE TRIGGER ALL`)
	require.NoError(t, err)
	_, err = s.DB.Exec(`UPDATE audit SET hash = '\x01' WHERE subject = $1 AND seq = $2`, subject, seq)
	require.NoError(t, err)
	require.Equal(t, "changed", check()[0].Why)
	_, err = s.DB.Exec(`DELETE FROM audit WHERE subject = $1 AND seq = $2`, subject, seq)
	require.NoError(t, err)
	require.Equal(t, "cut", check()[0].Why)

	_, err = s.CheckHeads(ctx, strings.NewReader("nonsense"), &Verification{})
	require.ErrorContains(t, err, "line 1")
}
