package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
)

// documentTypeOf makes the type “notice”, which the approver decides and which app reads.
func (d *desk) documentTypeOf(admin string) {
	read[store.Template](d, 201, post, Prefix+"/plan-templates", admin, `{"code":"decide","name":"Decide","kind":"document","draft":`+oneOfTwoFor("approver", "manager")+`}`)
	read[store.Template](d, 200, post, Prefix+"/plan-templates/decide/publish", admin, `{}`)
	read[store.DocumentGroup](d, 201, post, Prefix+"/document-groups", admin, `{"code":"office","name":"Office"}`)
	read[store.DocumentType](d, 201, post, Prefix+"/document-types", admin, `{"code":"notice","name":"Notice","group":"office","template":"decide","pattern":"{year}-{seq}","circulation":[{"by":"person","name":"app"}]}`)
}

// Every way to reach a document answers the same as the rule, for every person and every document.
func TestDocuments_EveryPathEqualsTheRule(t *testing.T) {
	d, tokens := newOffice(t)
	d.documentTypeOf(tokens["admin"])
	var numbers []string
	for _, who := range []string{"employee", "agent", "net", "nobody"} {
		r := read[store.Record](d, 201, post, Prefix+"/documents", tokens[who], map[string]any{"type": "notice", "subject": "Findable " + who})
		numbers = append(numbers, r.Number)
		d.attached(r.Number, tokens[who], "internal", "false", "file:open.txt", "open")
	}
	for _, p := range viewers {
		v, err := d.Store.ViewerOf(t.Context(), domain.ByCode(p.login))
		require.NoError(t, err)
		may := d.may(t, v, numbers)
		for _, query := range []string{"", "?q=findable", "?type=notice&group=office&status=in_approval"} {
			listed := []string{}
			for _, row := range read[list[store.DocumentRow]](d, 200, get, Prefix+"/documents"+query, tokens[p.login], nil).Items {
				listed = append(listed, row.Number)
			}
			require.Equal(t, may, sorted(listed), "%s: list %s", p.login, query)
		}
		require.Equal(t, may, d.told(t, v, numbers), "%s: live", p.login)
		d.takesDocumentsOut(t, tokens[p.login], may, numbers)
		for _, n := range numbers {
			d.reaches(t, v, tokens[p.login], n, slices.Contains(may, n))
		}
	}
}

// takesDocumentsOut requires that what is saved and printed is what the rule lets the viewer see.
func (d *desk) takesDocumentsOut(t *testing.T, token string, may, numbers []string) {
	t.Helper()
	if len(may) == 0 {
		refused(d, 422, "filter", post, documentExport, token, m{"format": "csv"})
	} else {
		require.Equal(t, may, sorted(firsts(d.saved(documentExport, token, m{"filter": m{"q": "findable", "type": "notice", "status": []string{"in_approval"}}}))))
		paper := d.call(post, documentExport, token, m{"format": "html", "numbers": may}).Body.String()
		for _, n := range numbers {
			require.Equal(t, slices.Contains(may, n), strings.Contains(paper, n), "paper of %s", n)
		}
	}
	for _, n := range numbers {
		if !slices.Contains(may, n) {
			refused(d, 404, "numbers", post, documentExport, token, m{"format": "csv", "numbers": append(slices.Clone(may), n)})
		}
	}
}

// reaches asks for a document on every path.
func (d *desk) reaches(t *testing.T, v access.Viewer, token, number string, may bool) {
	t.Helper()
	want := 404
	if may {
		want = 200
	}
	for _, path := range []string{"", "/timeline", "/messages", "/attachments", "/links", "/receipts", "/print"} {
		require.Equal(t, want, d.call(get, Prefix+"/records/"+number+path, token, nil).Code, "%s: %s%s", v.Login, number, path)
	}
	require.Equal(t, 404, d.call(get, Prefix+"/records/"+number+"/archive", token, nil).Code, "%s: nothing is archived yet", v.Login)
	if !may {
		require.Equal(t, 404, d.call(post, Prefix+"/records/"+number+"/acts", token, map[string]any{"verb": "revoke", "comment": "x"}).Code)
	}
}

func TestDocuments_BadInputNamesTheField(t *testing.T) {
	d, tokens := newOffice(t)
	d.documentTypeOf(tokens["admin"])
	at, me := Prefix+"/documents", tokens["employee"]
	refused(d, 422, "type", post, at, me, map[string]any{"type": "never", "subject": "x"})
	refused(d, 422, "type", post, at, me, map[string]any{"type": nil, "subject": "x"})
	refused(d, 422, "subject", post, at, me, map[string]any{"type": "notice", "subject": " "})
	refused(d, 403, "", post, at, tokens["x-one"], map[string]any{"type": "notice", "subject": "x"})
	refused(d, 403, "", post, at, tokens["auditor"], map[string]any{"type": "notice", "subject": "x"})
	refused(d, 422, "form", post, at, me, map[string]any{"type": "notice", "subject": "x", "form": map[string]any{"cost": 1}})
	refused(d, 403, "", get, Prefix+"/document-types", tokens["x-one"], nil)
	refused(d, 403, "", get, Prefix+"/document-types/notice/file", me, nil)
	require.Empty(t, read[store.Page[store.DocumentType]](d, 200, get, Prefix+"/document-types?usable=true", tokens["x-one"], nil).Items)
	n := read[store.Record](d, 201, post, at, me, map[string]any{"type": "notice", "subject": "x"}).Number
	refused(d, 409, "", post, Prefix+"/records/"+n+"/acts", me, map[string]any{"verb": "revoke", "comment": "too early"})
}

// A type as a file: what is read can be taken over unchanged; a change is told first, taken over whole, or refused whole with the part it is about.
func TestDocumentTypes_AsFiles(t *testing.T) {
	d, tokens := newOffice(t)
	admin, at := tokens["admin"], Prefix+"/document-types/file"
	d.documentTypeOf(admin)
	f := read[store.TypeFile](d, 200, get, Prefix+"/document-types/notice/file", admin, nil)
	changes := func(r store.TypeFileReport) (all []string) {
		for _, c := range r.Changes {
			all = append(all, c.What+" "+c.Noun)
		}
		return all
	}
	require.Equal(t, []string{"same group", "same template", "same type"}, changes(read[store.TypeFileReport](d, 200, post, at, admin, f)))
	f.Type.KeepYears = 7
	f.Template.Definition.Steps[1].Name.En = "Look at it"
	f.RevokeTemplate = &store.TypeFilePlan{TypeFileName: store.TypeFileName{Code: "revoke", Name: "Revoke"}, Definition: f.Template.Definition}
	want := []string{"same group", "change template", "create revoke_template", "change type"}
	require.Equal(t, want, changes(read[store.TypeFileReport](d, 200, post, at+"?dry=true", admin, f)))
	require.Equal(t, 0, read[store.DocumentType](d, 200, get, Prefix+"/document-types/notice", admin, nil).KeepYears, "only said")
	require.Equal(t, want, changes(read[store.TypeFileReport](d, 200, post, at, admin, f)))
	require.Equal(t, []string{"same group", "same template", "same revoke_template", "same type"}, changes(read[store.TypeFileReport](d, 200, post, at, admin, f)))
	got := read[store.DocumentType](d, 200, get, Prefix+"/document-types/notice", admin, nil)
	require.Equal(t, "7 revoke", fmt.Sprint(got.KeepYears, " ", got.RevokeTemplate.Code))

	f.Type.KeepYears, f.Type.Pattern = 8, "{never}"
	f.Template.Definition.Steps[1].Name.En = "Look at it again"
	refused(d, 422, "type.pattern", post, at, admin, f)
	require.Equal(t, 2, read[store.Template](d, 200, get, Prefix+"/plan-templates/decide", admin, nil).Version, "all or nothing")
	f.Template.Definition.Steps[1].Who[0].Name = "never"
	refused(d, 422, "template.draft", post, at, admin, f)
	f.Steward = "something else"
	require.Equal(t, 422, d.call(post, at, admin, f).Code)
}
