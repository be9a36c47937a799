package domain

// Verdict is how a stage ended; empty while it is open.
type Verdict string

// The verdicts of a stage.
const (
	VerdictDone       Verdict = "done"
	VerdictRejected   Verdict = "rejected"
	VerdictReturned   Verdict = "returned"
	VerdictWithdrawn  Verdict = "withdrawn"
	VerdictCancelled  Verdict = "cancelled"
	VerdictFailed     Verdict = "failed"
	VerdictSuperseded Verdict = "superseded"
)

// Stopped tells whether nothing of the process follows any more: rejected, withdrawn, cancelled or superseded.
func (v Verdict) Stopped() bool {
	return v == VerdictRejected || v == VerdictWithdrawn || v == VerdictCancelled || v == VerdictSuperseded
}

// Rejected tells whether the verdict is rejected.
func (v Verdict) Rejected() bool { return v == VerdictRejected }

// Returned tells whether the verdict is returned: the process loops on it.
func (v Verdict) Returned() bool { return v == VerdictReturned }

// Failed tells whether the verdict is failed.
func (v Verdict) Failed() bool { return v == VerdictFailed }
