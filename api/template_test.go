package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

const leaveDraft = `{"steps":[{"id":"head","kind":"approval","name":{"en":"Head","zh":"上级"},"who":[{"by":"requester_head"}]},
	{"id":"boss","kind":"approval","name":{"en":"Boss","zh":"领导"},"after":["head"],"when":"amount > 100","who":[{"by":"chosen","name":"Boss"}]}]}`

func TestTemplates_WhoMayWhat(t *testing.T) {
	d := newDesk(t)
	admin := d.person("root", access.Admin)
	made := read[store.Template](d, 201, post, Prefix+"/plan-templates", admin, `{"name":"Leave","kind":"approval","draft":`+leaveDraft+`}`)
	path := Prefix + "/plan-templates/" + made.Code
	require.Equal(t, "leave", made.Code)
	for role, may := range map[string]bool{access.Agent: true, access.Technician: true, access.Manager: true, access.Approver: true, access.Auditor: true, access.Customer: false} {
		token := d.person("a-"+role, role)
		status := http.StatusForbidden
		if may {
			status = http.StatusOK
		}
		for _, p := range []string{Prefix + "/plan-templates", path, path + "/versions", path + "/check", Prefix + "/plan-templates/conditions?kind=approval"} {
			require.Equal(t, status, d.call(get, p, token, nil).Code, "%s %s", role, p)
		}
		require.Equal(t, status, d.call(post, path+"/preview", token, `{"requester":"root"}`).Code, role)
		require.Equal(t, 403, d.call(post, path+"/publish", token, `{}`).Code, role)
		require.Equal(t, 403, d.call(patch, path, token, `{"enabled":false}`).Code, role)
		require.Equal(t, 403, d.call(post, Prefix+"/plan-templates", token, `{"name":"x","kind":"approval"}`).Code, role)
		require.Equal(t, 200, d.call(get, Prefix+"/plan-templates?usable=true&kind=approval", token, nil).Code, role)
	}
}

// A requester reads by which templates he may ask, and whom he must choose; nothing of who decides.
func TestTemplates_UsableOnesAreOpenToEverybody(t *testing.T) {
	d := newDesk(t)
	admin, anybody := d.person("root", access.Admin), d.person("carla", access.Customer)
	usable := Prefix + "/plan-templates?usable=true&kind=approval"
	read[store.Template](d, 201, post, Prefix+"/plan-templates", admin, `{"name":"Leave","kind":"approval","draft":`+leaveDraft+`}`)
	require.Empty(t, read[store.Page[store.Template]](d, 200, get, usable, anybody, nil).Items)
	require.Equal(t, 1, read[store.Template](d, 200, post, Prefix+"/plan-templates/leave/publish", admin, `{"revision":1}`).Version)
	page := read[store.Page[store.Template]](d, 200, get, usable, anybody, nil)
	require.Len(t, page.Items, 1)
	require.Equal(t, "Boss", page.Items[0].Choices[0].Name)
	require.Nil(t, page.Items[0].Draft)
	require.Empty(t, read[store.Page[store.Template]](d, 200, get, Prefix+"/plan-templates?usable=true&kind=incident", anybody, nil).Items)
}

func TestTemplates_ChecksAndPreviewsInTheReadersLanguage(t *testing.T) {
	d := newDesk(t)
	admin := d.person("root", access.Admin)
	read[store.Template](d, 201, post, Prefix+"/plan-templates", admin, `{"name":"Leave","kind":"approval","draft":{"steps":[{"id":"a","kind":"approval","name":{"en":"A","zh":""},"who":[{"by":"person","name":"nobody"}]}]}}`)
	path := Prefix + "/plan-templates/leave"
	ps := read[list[store.TemplateProblem]](d, 200, get, path+"/check", admin, nil, "Accept-Language", "zh").Items
	require.Len(t, ps, 2)
	require.Equal(t, []string{"a", "name", "warning"}, []string{ps[0].Step, ps[0].Field, string(ps[0].Severity)})
	require.Equal(t, "不存在人员“nobody”。", ps[1].Text)
	require.Empty(t, read[list[store.TemplateProblem]](d, 200, post, path+"/check", admin, leaveDraft).Items, "what is not saved yet")
	p := refused(d, 422, "draft", post, path+"/publish", admin, `{}`)
	require.Contains(t, p.Detail, "a: There is no person “nobody”.")
	steps := read[list[store.PreviewedStep]](d, 200, post, path+"/preview", admin, `{"requester":"root","amount":200,"chosen":{"Boss":["root"]},"definition":`+leaveDraft+`}`).Items
	require.Equal(t, "admin", steps[0].Nobody, "nobody leads a unit of his")
	require.Equal(t, []string{"yes", "root", "chosen by the requester: Boss"}, []string{steps[1].Reached, steps[1].People[0].Person.Login, steps[1].People[0].Why})
	c := read[PlanConditions](d, 200, get, Prefix+"/plan-templates/conditions?kind=incident", admin, nil)
	require.Equal(t, "title", c.Facts[0].Name)
	require.NotEmpty(t, c.Examples)
	refused(d, 422, "kind", get, Prefix+"/plan-templates/conditions?kind=x", admin, nil)
	refused(d, 422, "kind", post, Prefix+"/plan-templates", admin, `{"name":"x","kind":"x"}`)
	refused(d, 404, "", get, Prefix+"/plan-templates/nowhere/check", admin, nil)
}
