package api

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"steward/domain"
	"steward/domain/form"
	"steward/domain/sla"
)

// schemaName names a type in the API's description: those of forms by the form, for plans have definitions too.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.PkgPath() == reflect.TypeFor[form.Definition]().PkgPath() {
		return "Form" + name
	}
	return name
}

// registerAliases tells huma how types of the domain look as JSON.
func registerAliases(r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[domain.Key](), reflect.TypeFor[keySchema]())
	r.RegisterTypeAlias(reflect.TypeFor[sla.Seconds](), reflect.TypeFor[secondsSchema]())
}

// keySchema is how a domain.Key looks: an id, a code or login, or null.
type keySchema struct{}

// Schema describes the three forms.
func (keySchema) Schema(huma.Registry) *huma.Schema {
	one, length := 1.0, 200
	return &huma.Schema{
		Description: "An id (number), a code or login (text), or null for none",
		OneOf: []*huma.Schema{
			{Type: huma.TypeInteger, Format: "int64", Minimum: &one},
			{Type: huma.TypeString, MaxLength: &length, Nullable: true},
		},
	}
}

// secondsSchema is how a sla.Seconds looks.
type secondsSchema struct{}

// Schema describes the number and its unit.
func (secondsSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Description: "Seconds of working time"}
}

// Idempotent is embedded in the input of every operation that creates or acts.
type Idempotent struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Any text, new for each intent: the same request sent twice with it is done once"`
}

// Conditional is embedded in the input of a change that must not overwrite what the caller has not seen.
type Conditional struct {
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of what was read"`
}

// revision answers the revision that the caller has seen, from the header If-Match.
func (c Conditional) revision() (int, error) {
	n, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(c.IfMatch, "W/"), `"`))
	if err != nil || n < 1 {
		return 0, &domain.Error{Code: domain.Invalid, Field: "If-Match", Text: domain.Text{
			En: `Send the header If-Match with the revision you have read, such as "3".`, Zh: `请在 If-Match 头中给出所读取的版本号，例如 "3"。`}}
	}
	return n, nil
}

// etag answers the ETag of a revision.
func etag(revision int) string { return strconv.Quote(strconv.Itoa(revision)) }

// Paged is embedded in the input of every list.
type Paged struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many to answer at most"`
	Cursor string `query:"cursor" maxLength:"500" doc:"Where the previous page ended: its \"next\""`
}

// list is the answer of every list: its items and where the next page begins.
type list[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next" doc:"The cursor of the next page, empty at the end"`
}

// body is an answer of just a body.
type body[T any] struct {
	Body T
}

// answer wraps what the store answered.
func answer[T any](v T, err error) (*body[T], error) {
	if err != nil {
		return nil, err
	}
	return &body[T]{v}, nil
}

// nothing is the answer of an operation that has none to give (204).
type nothing struct{}
