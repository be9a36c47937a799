package main

import (
	"context"
	"time"

	"steward/storage"
)

// A file is kept before its row is committed; when the commit fails, or never comes, nothing refers to it. A day is far more
// than any upload takes.
const (
	orphanAge   = 24 * time.Hour
	orphanLooks = time.Hour
)

// sweepFiles removes content of attachments that nothing refers to, now and then, until ctx ends.
func (s *server) sweepFiles(ctx context.Context, files *storage.Disk) {
	tick := time.NewTicker(orphanLooks)
	defer tick.Stop()
	for {
		n, err := files.Sweep(ctx, orphanAge, s.store.StorageKeys)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.log.Warn("cannot sweep the files", "error", err)
		case n > 0:
			s.log.Info("removed files that nothing refers to", "count", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
