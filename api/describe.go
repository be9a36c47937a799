package api

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"steward/store"
)

// describe puts a route that a plain handler answers into the API's description, with its answers beside a problem.
func (s *Server) describe(o huma.Operation, answers map[string]*huma.Response) {
	o.Path = Prefix + o.Path
	o.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	o.Responses = answers
	o.Responses["default"] = &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{
		(&Problem{}).ContentType(""): {Schema: s.schemaOf(reflect.TypeFor[Problem]())}}}
	s.api.OpenAPI().AddOperation(&o)
}

func (s *Server) schemaOf(t reflect.Type) *huma.Schema {
	return s.api.OpenAPI().Components.Schemas.Schema(t, true, "")
}

func (s *Server) describeEvents() {
	o := op(http.MethodGet, "/events", "watch-events", "Hear what changes, as server-sent events")
	o.Description = "`changed` with {\"records\": [numbers], \"lists\": true, \"all\"?: true}: read what is shown of these again, with \"all\" everything. " +
		"`notices` with {\"unread\": n}, also at the beginning. " +
		"`presence` with {\"number\", \"people\": [{\"person\", \"doing\", \"expires_in\"}]}: who else is at a record at which you said to be. " +
		"`draft` with {\"id\", \"revision\"}: another window of yours saved a draft (0: its files changed, or it is gone). A comment each 15 s. What happened before the stream was opened is not told: " +
		"after opening it, read again what is shown. It ends with the session or token."
	s.describe(o, map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}}})
}

func (s *Server) describeDraftFiles() {
	id := &huma.Schema{Type: huma.TypeString, Format: "uuid"}
	up := op(http.MethodPut, "/drafts/{draft}/files/{file}", "add-draft-file", "Put a file of at most 20 MiB to a draft, under an id of your own choice")
	up.Description = "When the draft is sent, the file becomes an attachment of the record under the same uuid: the text may refer to its url at once."
	up.Parameters = []*huma.Param{{Name: "draft", In: "path", Required: true, Schema: id}, {Name: "file", In: "path", Required: true, Schema: id}}
	up.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}}}}}}
	s.describe(up, map[string]*huma.Response{"201": {Description: "Created", Content: map[string]*huma.MediaType{
		"application/json": {Schema: s.schemaOf(reflect.TypeFor[store.DraftFile]())}}}})
}

func (s *Server) describeAttachments() {
	text := &huma.Schema{Type: huma.TypeString}
	file := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	flag := &huma.Schema{Type: huma.TypeBoolean, Description: "Only the desk sees it, and only the desk may say so"}
	param := func(name, in, about string) *huma.Param {
		return &huma.Param{Name: name, In: in, Description: about, Required: in == "path", Schema: text}
	}
	up := op(http.MethodPost, "/records/{number}/attachments", "attach-file", "Attach a file of at most 20 MiB")
	up.Parameters = []*huma.Param{param("number", "path", ""), param("Idempotency-Key", "header", "Any text, new for each intent: the same request sent twice with it is done once")}
	up.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{"file": file, "internal": flag}}}}}
	s.describe(up, map[string]*huma.Response{"201": {Description: "Created", Content: map[string]*huma.MediaType{
		"application/json": {Schema: s.schemaOf(reflect.TypeFor[Attachment]())}}}})

	down := op(http.MethodGet, "/attachments/{uuid}", "read-attachment", "Read the content of a file")
	down.Description = "It is offered to be saved, and can do nothing in a browser."
	down.Parameters = []*huma.Param{param("uuid", "path", ""), param("preview", "query", "1: to be shown, if the attachment says that it can be")}
	s.describe(down, map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: file}}}})
}
