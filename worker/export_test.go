package worker

import (
	"context"

	"steward/store"
)

// Send carries one row of the outbox to its process, for tests of relays that do the same at once.
func (r *Relay) Send(ctx context.Context, w store.Wake) error { return r.send(ctx, w) }

// ArchiveSheet is archiveSheet, for workers over a hook.
var ArchiveSheet = archiveSheet
