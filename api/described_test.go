package api

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"
)

// asDescribed holds every answer of every test to the description of its operation: what is required is there, what is there is
// described, and null is only what may be null.
func (d *desk) asDescribed(method, path string, w *httptest.ResponseRecorder) {
	d.t.Helper()
	o := d.operation(method, path)
	if o == nil || !strings.Contains(w.Header().Get("Content-Type"), "json") {
		return
	}
	described := o.Responses[strconv.Itoa(w.Code)]
	if described == nil || described.Content["application/json"] == nil {
		return
	}
	var answer any
	require.NoError(d.t, json.Unmarshal(w.Body.Bytes(), &answer))
	require.Empty(d.t, d.unlike(described.Content["application/json"].Schema, answer, ""), "%s %s answers otherwise than described", method, path)
}

func (d *desk) operation(method, path string) *huma.Operation {
	paths := d.api.OpenAPI().Paths
	item := paths[path] // what is written out wins over what is left open, as for the router
	parts := strings.Split(path, "/")
	for pattern, other := range paths {
		like := strings.Split(pattern, "/")
		fits := item == nil && len(like) == len(parts)
		for i := 0; fits && i < len(like); i++ {
			fits = like[i] == parts[i] || strings.HasPrefix(like[i], "{")
		}
		if fits {
			item = other
		}
	}
	if item == nil {
		return nil
	}
	return map[string]*huma.Operation{get: item.Get, post: item.Post, patch: item.Patch, put: item.Put, del: item.Delete}[method]
}

// unlike tells where a value differs from its schema, or "".
func (d *desk) unlike(s *huma.Schema, v any, at string) string {
	if s.Ref != "" {
		s = d.api.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	if len(s.OneOf) > 0 {
		if v == nil && slices.ContainsFunc(s.OneOf, func(o *huma.Schema) bool { return o.Type == "null" }) {
			return ""
		}
		return d.unlike(s.OneOf[0], v, at)
	}
	if v == nil {
		if s.Nullable || s.Type == "" {
			return ""
		}
		return at + " is null"
	}
	switch s.Type {
	case huma.TypeArray:
		items, ok := v.([]any)
		if !ok {
			return at + " is no list"
		}
		for i, item := range items {
			if why := d.unlike(s.Items, item, fmt.Sprintf("%s[%d]", at, i)); why != "" {
				return why
			}
		}
	case huma.TypeObject:
		return d.unlikeObject(s, v, at)
	}
	return ""
}

func (d *desk) unlikeObject(s *huma.Schema, v any, at string) string {
	object, ok := v.(map[string]any)
	if !ok {
		return at + " is no object"
	}
	for _, name := range s.Required {
		if _, there := object[name]; !there {
			return at + "." + name + " is missing"
		}
	}
	for name, value := range object {
		of := s.Properties[name]
		if of == nil {
			if s.AdditionalProperties == false {
				return at + "." + name + " is not described"
			}
			continue
		}
		if why := d.unlike(of, value, at+"."+name); why != "" {
			return why
		}
	}
	return ""
}
