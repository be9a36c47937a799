// Package activities are the side effects of processes: one file per capability, each safe to repeat, with a typed stub
// beside it for workflow code.
package activities

import (
	"errors"

	"go.temporal.io/sdk/temporal"

	"steward/domain"
)

// edge converts an error once, at the activity's edge, to a typed application error that nobody wraps after. What a repeat
// cannot change is not retried.
func edge(err error) error {
	if err == nil {
		return nil
	}
	code := domain.CodeOf(err)
	switch code {
	case domain.NotFound, domain.Invalid, domain.Forbidden, domain.Closed, domain.Conflict:
		return temporal.NewNonRetryableApplicationError(err.Error(), string(code), nil)
	case "":
		code = "internal"
	}
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		return err
	}
	return temporal.NewApplicationError(err.Error(), string(code))
}
