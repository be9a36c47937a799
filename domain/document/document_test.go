package document

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/incident"
	"steward/domain/process"
)

var at = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)

func after(d time.Duration) *time.Time {
	t := at.Add(d)
	return &t
}

// life is every status with the facts that make it, in the order of a life.
var life = []struct {
	status Status
	state  State
	judged map[string]domain.Verdict // by stage; with a rejected plan of a revocation
	over   bool
}{
	{InApproval, State{}, nil, false},
	{Rejected, State{Verdict: domain.VerdictRejected}, map[string]domain.Verdict{StageApprove: domain.VerdictRejected}, true},
	{Failed, State{Verdict: domain.VerdictFailed}, map[string]domain.Verdict{StageApprove: domain.VerdictFailed}, true},
	{Withdrawn, State{Verdict: domain.VerdictWithdrawn}, map[string]domain.Verdict{StageApprove: domain.VerdictWithdrawn}, true},
	{Cancelled, State{Verdict: domain.VerdictCancelled}, map[string]domain.Verdict{StageApprove: domain.VerdictCancelled}, true},
	{Approved, approved(0), map[string]domain.Verdict{StageApprove: domain.VerdictDone}, false},
	{Circulating, approved(1), map[string]domain.Verdict{StageApprove: domain.VerdictDone, StageIssue: domain.VerdictDone}, false},
	{Issued, approved(2), map[string]domain.Verdict{StageApprove: domain.VerdictDone, StageIssue: domain.VerdictDone, StageCirculate: domain.VerdictDone}, false},
	{Archived, approved(3), map[string]domain.Verdict{StageApprove: domain.VerdictDone, StageIssue: domain.VerdictDone, StageCirculate: domain.VerdictDone,
		StageArchive: domain.VerdictDone}, true},
	{Revoking, asked(3), map[string]domain.Verdict{StageApprove: domain.VerdictDone, StageIssue: domain.VerdictDone, StageCirculate: domain.VerdictReturned,
		StageArchive: domain.VerdictReturned}, false},
	{Revoking, asked(1), map[string]domain.Verdict{StageApprove: domain.VerdictDone, StageIssue: domain.VerdictDone, StageCirculate: domain.VerdictReturned,
		StageArchive: domain.VerdictReturned}, false},
	{Revoked, PlanOver(asked(3), StageRevoke, domain.VerdictDone, at), map[string]domain.Verdict{StageApprove: domain.VerdictDone, StageIssue: domain.VerdictDone,
		StageCirculate: domain.VerdictDone, StageRevoke: domain.VerdictDone}, false},
	{Archived, PlanOver(asked(3), StageRevoke, domain.VerdictRejected, at), map[string]domain.Verdict{StageApprove: domain.VerdictDone, StageIssue: domain.VerdictDone,
		StageCirculate: domain.VerdictDone, StageArchive: domain.VerdictDone, StageRevoke: domain.VerdictRejected}, true},
}

// approved answers a document that was approved and has come so many stages further.
func approved(stages int) State {
	s := State{Verdict: domain.VerdictDone, ApprovedAt: after(0)}
	for i, to := range []**time.Time{&s.IssuedAt, &s.CirculatedAt, &s.ArchivedAt} {
		if i < stages {
			*to = after(time.Duration(i+1) * time.Hour)
		}
	}
	if stages == 1 {
		s.RemindAt, s.CirculateUntil = after(5*time.Hour), after(9*time.Hour)
	}
	return s
}

func asked(stages int) State {
	s := approved(stages)
	s.RevokeAskedAt = after(4 * time.Hour)
	return s
}

func TestState_StatusVerdictsAndEndFollowFromTheFacts(t *testing.T) {
	for _, l := range life {
		t.Run(string(l.status), func(t *testing.T) {
			require.Equal(t, l.status, l.state.Status())
			require.Equal(t, l.over, l.state.Over())
			for _, stage := range []string{StageApprove, StageIssue, StageCirculate, StageArchive} {
				require.Equal(t, l.judged[stage], Judge(stage, l.state, domain.VerdictRejected), stage)
			}
			if l.state.RevokeAskedAt != nil {
				require.Empty(t, Judge(StageRevoke, l.state, domain.VerdictRejected), "it is being decided")
			} else if want, ok := l.judged[StageRevoke]; ok {
				require.Equal(t, want, Judge(StageRevoke, l.state, domain.VerdictRejected))
			}
		})
	}
	require.Empty(t, Judge("never", approved(3), domain.VerdictDone))
}

func TestSettle_RemindsOnceAndEnds(t *testing.T) {
	circulating := approved(1)
	s, lapsed := Settle(circulating, 2, at.Add(4*time.Hour))
	require.Empty(t, lapsed)
	next, what := Next(s)
	require.Equal(t, after(5*time.Hour), next)
	require.Equal(t, Reminder, what)

	s, lapsed = Settle(circulating, 2, at.Add(5*time.Hour))
	require.Equal(t, []Lapse{{Reminder, at.Add(5 * time.Hour)}}, lapsed)
	next, what = Next(s)
	require.Equal(t, after(9*time.Hour), next)
	require.Equal(t, CirculationOver, what)
	_, lapsed = Settle(s, 2, at.Add(6*time.Hour))
	require.Empty(t, lapsed, "once")

	s, lapsed = Settle(s, 2, at.Add(20*time.Hour))
	require.Equal(t, []Lapse{{CirculationOver, at.Add(9 * time.Hour)}}, lapsed, "at its instant, however late somebody looks")
	require.Equal(t, Issued, s.Status())
	next, _ = Next(s)
	require.Nil(t, next)

	s, lapsed = Settle(circulating, 0, at.Add(2*time.Hour))
	require.Equal(t, []Lapse{{CirculationOver, at.Add(2 * time.Hour)}}, lapsed, "everybody has read it")
	require.Nil(t, s.RemindAt)
	for _, other := range []State{{}, approved(0), approved(2), approved(3), PlanOver(asked(1), StageRevoke, domain.VerdictDone, at)} {
		same, lapsed := Settle(other, 1, at.AddDate(1, 0, 0))
		require.Equal(t, other, same)
		require.Empty(t, lapsed)
	}
}

func TestMayAct_RevokeIsOffered(t *testing.T) {
	for _, l := range life {
		for _, w := range []Who{{}, {Requester: true}, {Manager: true, Desk: true}, {Desk: true}} {
			offered := false
			for _, o := range Offer(l.state, w) {
				require.Nil(t, MayAct(l.state, w, o.Verb), "what is offered is taken: %s", o.Verb)
				offered = offered || o.Verb == Revoke
			}
			inForce := l.status == Circulating || l.status == Issued || l.status == Archived
			require.Equal(t, inForce && (w.Requester || w.Manager), offered, "%s %+v", l.status, w)
			require.Equal(t, !offered, MayAct(l.state, w, Revoke) != nil)
		}
	}
	require.NotNil(t, MayAct(approved(1), Who{Requester: true}, incident.Attach), "what was decided stays")
	require.Nil(t, MayAct(State{}, Who{Requester: true}, incident.Attach))
	require.Nil(t, MayAct(approved(1), Who{}, incident.Reply), "whoever reads it may ask")
	require.NotNil(t, MayAct(approved(3), Who{}, incident.Reply))
	require.NotNil(t, MayAct(State{}, Who{}, "never"))
}

func TestPattern(t *testing.T) {
	for pattern, want := range map[Pattern]string{
		"{unit}〔{year}〕{seq}号":      "生产部〔2026〕7号",
		"HR-{year}-{seq:4}":         "HR-2026-0007",
		"{year}{month}{seq:3}":      "202603007",
		"采购{year}第{seq:1}号（{unit}）": "采购2026第7号（生产部）",
	} {
		require.Nil(t, pattern.Problem(), string(pattern))
		require.Equal(t, want, pattern.Format("生产部", 2026, 3, 7))
	}
	require.Equal(t, "HR-2026-12345", Pattern("HR-{year}-{seq:4}").Format("", 2026, 3, 12345), "it grows")
	for _, bad := range []Pattern{"", "{seq}", "{year}", "{year}{year}{seq}", "{year}{seq}{seq:2}", "{year}{seq}{day}", "{year}{seq:0}", "{year}{seq:x}", "{year}{seq", "{year}{seq}}", "{{year}}{seq}",
		Pattern("{year}{seq}" + string(make([]rune, 100)))} {
		require.NotNil(t, bad.Problem(), string(bad))
		require.Equal(t, "pattern", bad.Problem().Field)
	}
}

func TestWhatTimeDoes_IsSaidInBothLanguages(t *testing.T) {
	for _, key := range []string{Reminder, CirculationOver} {
		require.NotEmpty(t, process.Then(key).En, key)
		require.NotEmpty(t, process.Then(key).Zh, key)
	}
}
