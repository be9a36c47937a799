// Package domain holds the words and pure rules of the product: no I/O, no context, no clock.
package domain

import (
	"errors"
	"time"
)

// Code says what kind of refusal an Error is; the API maps it to a status, an activity to a typed application error.
type Code string

// The codes of every typed error.
const (
	NotFound     Code = "not_found"
	Invalid      Code = "invalid"
	Conflict     Code = "conflict"
	Forbidden    Code = "forbidden"
	Unauthorised Code = "unauthorised"
	Closed       Code = "closed"
	Unavailable  Code = "unavailable"
	TooMany      Code = "too_many"
)

// Text is one sentence in the product's two languages.
type Text struct {
	En string `json:"en"`
	Zh string `json:"zh"`
}

// In answers the sentence in the language "zh" or, for anything else, in English.
func (t Text) In(language string) string {
	if language == "zh" && t.Zh != "" {
		return t.Zh
	}
	return t.En
}

// Error is a refusal that a person can act on: what kind, which field, and a sentence that names the remedy.
type Error struct {
	Code  Code
	Field string // the input's field in snake_case, empty if none
	Text  Text
	About *About   // whose fact stands in the way, if one does
	Also  []*Error // what is wrong with further fields
}

// About names the fact that an act came too late for: who did it (an id; 0: nobody), and when.
type About struct {
	By int64
	At time.Time
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Text.En }

// Refuse makes an Error without a field.
func Refuse(code Code, en, zh string) *Error { return &Error{Code: code, Text: Text{En: en, Zh: zh}} }

// RefuseField makes an Error of code Invalid about one field.
func RefuseField(field, en, zh string) *Error {
	return &Error{Code: Invalid, Field: field, Text: Text{En: en, Zh: zh}}
}

// CodeOf answers the code of the Error in err's chain, or "" if there is none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
