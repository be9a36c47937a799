package store

import (
	"context"
	"time"

	"steward/domain"
)

// SetNow shifts the product's clock so that it is the given instant now, or with the zero value the real one. Only a private cluster
// has a clock that can be shifted.
func (s *Store) SetNow(ctx context.Context, at time.Time) error {
	var private bool
	if err := s.DB.GetContext(ctx, &private, `SELECT COALESCE(current_setting('steward.private', true), '') = 'on'`); err != nil {
		return convert(err)
	}
	if !private {
		return domain.Refuse(domain.Forbidden, "Only the private cluster of “steward up” has a clock that can be set; this is another database.", "只有“steward up”的私有集群可以调整时钟，当前为其他数据库。")
	}
	if at.IsZero() {
		_, err := s.DB.ExecContext(ctx, `UPDATE clock_shift SET shift = '0'`)
		return convert(err)
	}
	_, err := s.DB.ExecContext(ctx, `UPDATE clock_shift SET shift = $1 - clock_timestamp()`, at)
	return convert(err)
}
