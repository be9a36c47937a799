package plan

import (
	"encoding/json"
	"fmt"
	"testing"

	"steward/domain"
)

// crowded is a plan of nearly as many items as there may be: sixty steps side by side, eight people each.
func crowded(b *testing.B) State {
	var steps []StepDef
	for i := range 60 {
		s := step(fmt.Sprint("s", i), Approval, "12345678")
		s.Name = domain.Text{En: "A step", Zh: "步骤"}
		steps = append(steps, s)
	}
	s, err := Start(Definition{Steps: steps})
	if err != nil {
		b.Fatal(err)
	}
	r, err := Advance(s, office{}, noon)
	if err != nil || len(r.State.Items) != 480 {
		b.Fatal(err, len(r.State.Items))
	}
	return r.State
}

func BenchmarkCrowded(b *testing.B) {
	s := crowded(b)
	raw, _ := json.Marshal(s)
	b.Run("Apply", func(b *testing.B) {
		for b.Loop() {
			if _, err := Apply(s, Act{Verb: Approve, By: 1, Item: 1}, office{}, noon); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Advance", func(b *testing.B) {
		for b.Loop() {
			if _, err := Advance(s, office{}, noon); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Offer", func(b *testing.B) {
		for b.Loop() {
			Offer(s, 1, true, office{}, noon)
		}
	})
	b.Run("Decode", func(b *testing.B) {
		b.ReportMetric(float64(len(raw))/1024, "KiB")
		for b.Loop() {
			if _, err := Decode(raw); err != nil {
				b.Fatal(err)
			}
		}
	})
}
