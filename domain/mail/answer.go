package mail

import "steward/domain"

// Answered is what an answer to a letter says.
type Answered struct {
	What      string       `json:"what"`        // received, refused or files
	Subject   string       `json:"subject"`     // of the letter that is answered
	InReplyTo string       `json:"in_reply_to"` // its Message-ID
	Why       *domain.Text `json:"why,omitempty"`
	Files     []Left       `json:"files,omitempty"`
}

// The answers: it became a ticket, it did not and why, it did but for some files.
const (
	Received   = "received"
	Declined   = "refused"
	WithoutAll = "files"
)

// Left is a file that was not taken, and why.
type Left struct {
	Name string      `json:"name"`
	Why  domain.Text `json:"why"`
}
