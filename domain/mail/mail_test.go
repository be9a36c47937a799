package mail

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/notice"
)

func TestRef_ComesBackAsItWas(t *testing.T) {
	const uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"
	for _, r := range []Ref{{Notice, 12, uuid}, {Note, 1, uuid}, {Digest, 7, ""}, {Answer, 3, uuid}} {
		for _, id := range []string{r.String(), "<" + r.String() + "@example.com>", " " + r.String() + "@x"} {
			got, ok := ParseRef(id)
			require.True(t, ok, id)
			require.Equal(t, r, got)
		}
	}
	for _, id := range []string{"", "<abc@example.com>", "<notice.1.0f8fad5b@example.com>", "<notice.x@example.com>", "notice.", "<other.1@x>"} {
		_, ok := ParseRef(id)
		require.False(t, ok, id)
	}
}

func TestTag_IsReadBack(t *testing.T) {
	const own = "desk@example.com"
	require.Equal(t, "desk+INC-000045@example.com", Tag(own, "INC-000045", false))
	for address, want := range map[string][3]any{
		Tag(own, "INC-000045", false):     {"INC-000045", false, true},
		Tag(own, "INC-000045", true):      {"INC-000045", true, true},
		"Desk+inc-000045@EXAMPLE.com":     {"INC-000045", false, true},
		"desk@example.com":                {"", false, false},
		"other+INC-000045@example.com":    {"", false, false},
		"desk+INC-000045@elsewhere.com":   {"", false, false},
		"desk+lists@example.com":          {"LISTS", false, false},
		"desk+INC-000045-9@example.com":   {"INC-000045-9", false, false},
		"desk+a+INC-000045@example.com":   {"A+INC-000045", false, false},
		"desk+INC-000045-note@exampl.com": {"", false, false},
	} {
		number, note, ok := ParseTag(own, address)
		require.Equal(t, want, [3]any{number, note, ok}, address)
	}
}

func TestSubject_IsReadAndStripped(t *testing.T) {
	require.Equal(t, []string{"INC-000045"}, NumbersIn("Re: [INC-000045] Printer"))
	require.Equal(t, []string{"INC-000045", "APR-000001"}, NumbersIn("答复：关于inc-000045的APR-000001"))
	require.Empty(t, NumbersIn("Order A-1, PRINTERINC-00, 2026-11-30"))
	for in, want := range map[string]string{
		"Re: AW: [INC-000045] Fwd: Printer":  "Printer",
		"回复：答复: 转发:  打印机":                    "打印机",
		"Re[2]: x":                           "x",
		" a\r\n b ":                          "a b",
		"Re: ":                               "",
		"Regarding: this":                    "Regarding: this",
		"a very long subject that goes on …": "a very long subject …",
	} {
		require.Equal(t, want, BareSubject(in, 21))
	}
}

func TestStop_LettersOfMachines(t *testing.T) {
	const me = "here"
	head := func(pairs ...string) Head {
		h := Head{"From": {"Anna <anna@example.com>"}, "Return-Path": {"<anna@example.com>"}, "Content-Type": {"text/plain"}}
		for i := 0; i < len(pairs); i += 2 {
			h[pairs[i]] = []string{pairs[i+1]}
		}
		return h
	}
	for name, c := range map[string]struct {
		h    Head
		want Reason
	}{
		"a person":             {head(), ""},
		"says so":              {head("Auto-Submitted", "no"), ""},
		"vacation":             {head("Auto-Submitted", "auto-replied; owner-email=\"a@x\"", "Return-Path", "<>"), AutoReply},
		"exchange":             {head("Auto-Submitted", "auto-generated", "X-Auto-Response-Suppress", "All"), AutoReply},
		"old program":          {head("X-Autoreply", "yes"), AutoReply},
		"precedence":           {head("Precedence", "auto_reply"), AutoReply},
		"read receipt":         {head("Content-Type", `multipart/report; report-type=disposition-notification; boundary=x`), AutoReply},
		"delivery status":      {head("Content-Type", `multipart/report; report-type="delivery-status"; boundary=x`, "Auto-Submitted", "auto-replied"), Bounce},
		"empty return path":    {head("Return-Path", "<>"), Bounce},
		"daemon":               {head("From", "Mail Delivery System <MAILER-DAEMON@mx.example.com>"), Bounce},
		"gmail's bounce":       {head("X-Failed-Recipients", "x@y"), Bounce},
		"list":                 {head("List-Id", "<all.example.com>"), List},
		"newsletter":           {head("List-Unsubscribe", "<https://x>"), List},
		"bulk":                 {head("Precedence", "Bulk"), List},
		"our own":              {head(MarkHeader, me, "Auto-Submitted", "auto-generated"), Own},
		"of our own id":        {head("Message-Id", "<notice.5@example.com>"), Own},
		"another installation": {head(MarkHeader, "there"), ""},
	} {
		require.Equal(t, c.want, Stop(c.h, me), name)
	}
}

func TestVouched_OnlyByTheServerWeTrust(t *testing.T) {
	h := Head{"Authentication-Results": {
		"mx.example.com 1; spf=pass smtp.mailfrom=x; dmarc=pass (p=reject) header.from=x",
		"evil.example; dmarc=pass",
		"mx.other.com; dmarc=fail",
	}}
	require.True(t, Vouched(nil, ""))
	require.True(t, Vouched(h, "MX.example.com"))
	require.False(t, Vouched(h, "mx.other.com"))
	require.False(t, Vouched(h, "mx.nobody.com"))
	h["Authentication-Results"] = []string{"mx.example.com; dmarc=fail", "mx.example.com; dmarc=pass"}
	require.False(t, Vouched(h, "mx.example.com"), "only the topmost line is our server's")
}

func TestBackOff_GrowsToAnHour(t *testing.T) {
	require.Equal(t, []time.Duration{time.Minute, 2 * time.Minute, 32 * time.Minute, time.Hour, time.Hour},
		[]time.Duration{BackOff(1), BackOff(2), BackOff(6), BackOff(7), BackOff(1000)})
}

func TestNextDigest_WhenThePersonsDayBegins(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		require.NoError(t, err)
		return v
	}
	weekdays := &notice.OwnHours{Days: []int{1, 2, 3, 4, 5}, From: "09:30", To: "18:00"}
	for _, c := range []struct {
		after string
		hours *notice.OwnHours
		zone  string
		want  string
	}{
		{"2026-11-30T01:00:00Z", weekdays, "Asia/Shanghai", "2026-11-30T01:30:00Z"},
		{"2026-11-30T01:30:00Z", weekdays, "Asia/Shanghai", "2026-12-01T01:30:00Z"},
		{"2026-12-04T10:00:00Z", weekdays, "Europe/Berlin", "2026-12-07T08:30:00Z"}, // over the weekend
		{"2026-11-30T01:00:00Z", nil, "Asia/Shanghai", "2026-12-01T00:00:00Z"},
		{"2026-03-28T12:00:00Z", nil, "Europe/Berlin", "2026-03-29T06:00:00Z"}, // the night that is an hour shorter
		{"2026-11-30T01:00:00Z", nil, "Nowhere/Land", "2026-11-30T08:00:00Z"},
	} {
		require.Equal(t, at(c.want), NextDigest(at(c.after), c.hours, c.zone).UTC(), c.after)
	}
}
