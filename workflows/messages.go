// Package workflows holds the processes: one file each, read from top to bottom.
package workflows

import (
	"strconv"
	"strings"

	"steward/workflows/flow"
)

// Names under which processes are registered; a name is for ever.
const (
	IncidentProcess = "Incident"
	ApprovalProcess = "Approval"
	DocumentProcess = "Document"
)

// ID answers the workflow ID of a record's life: its number, from the second life on with its count.
func ID(number string, epoch int) string {
	if epoch <= 1 {
		return number
	}
	return number + "~" + strconv.Itoa(epoch)
}

// Case is the input of every process.
type Case = flow.Case

// ParseID answers the number and the epoch of a workflow ID.
func ParseID(id string) (number string, epoch int) {
	number, life, found := strings.Cut(id, "~")
	epoch, err := strconv.Atoi(life)
	if !found || err != nil {
		epoch = 1
	}
	return number, epoch
}
