package plan

import "time"

// Ask answers whom a step would ask now, in order, as its opening would: each once, and the requester replaced where the step's rule says so.
func Ask(t StepDef, w World) []Voter {
	return newMachine(State{}, w, time.Time{}).voters(&Step{StepDef: t})
}
