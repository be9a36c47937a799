package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
)

func TestUsers_OverTheAPI(t *testing.T) {
	d := hasty(t)
	admin := d.person("admin", access.Admin)
	agent := d.person("agent", access.Agent)
	anna := d.person("anna", access.Customer)
	made := read[store.User](d, 201, post, "/api/v1/users", admin, `{"login":"Wang","name":"王磊","roles":["technician"],"password":"a good secret"}`, "Idempotency-Key", "k")
	require.Equal(t, "wang", made.Login)
	again := read[store.User](d, 201, post, "/api/v1/users", admin, `{"login":"Wang","name":"王磊","roles":["technician"],"password":"a good secret"}`, "Idempotency-Key", "k")
	require.Equal(t, made.ID, again.ID)
	refused(d, 409, "login", post, "/api/v1/users", admin, `{"login":"Wang","name":"王磊"}`)
	refused(d, 422, "password", post, "/api/v1/users", admin, `{"login":"li","name":"李","password":"short"}`)
	refused(d, 422, "roles", post, "/api/v1/users", admin, `{"login":"li","name":"李","roles":["king"]}`)
	refused(d, 403, "", post, "/api/v1/users", agent, `{"login":"li","name":"李"}`)
	refused(d, 403, "", patch, "/api/v1/users/wang", agent, `{"name":"李"}`)
	refused(d, 404, "", patch, "/api/v1/users/4711", admin, `{"name":"李"}`)
	require.Equal(t, "李", read[store.User](d, 200, patch, "/api/v1/users/"+digits(made.ID), admin, `{"name":"李"}`).Name)
	page := read[store.Page[store.User]](d, 200, get, "/api/v1/users?role=technician&limit=1", agent, nil)
	require.Len(t, page.Items, 1)
	refused(d, 403, "", get, "/api/v1/users", anna, nil)
	refused(d, 404, "", get, "/api/v1/users/wang", anna, nil)
	require.Equal(t, "anna", read[store.User](d, 200, get, "/api/v1/users/anna", anna, nil).Login)
	require.Len(t, read[items[Role]](d, 200, get, "/api/v1/roles", anna, nil).Items, len(access.Roles))
	require.True(t, read[store.User](d, 200, patch, "/api/v1/users/wang", admin, `{"disabled":true}`).Disabled)
	refused(d, 409, "", post, "/api/v1/invitations", admin, `{"user_id":"wang"}`)
}

func TestMe_LanguageOfThePersonAndOfTheRequest(t *testing.T) {
	d := hasty(t)
	anna := d.person("anna", access.Customer)
	d.Store.DB.MustExec(`UPDATE users SET language = 'zh' WHERE login = 'anna'`)
	require.Contains(t, refused(d, 403, "", get, "/api/v1/users", anna, nil).Detail, "角色")
	require.Contains(t, refused(d, 403, "", get, "/api/v1/users", anna, nil, "Accept-Language", "de,en;q=0.5").Detail, "角色")
	require.Contains(t, refused(d, 403, "", get, "/api/v1/users", anna, nil, "Accept-Language", "en").Detail, "roles")
	refused(d, 422, "zone", patch, "/api/v1/me", anna, `{"zone":"Mars/Base"}`)
	refused(d, 422, "language", patch, "/api/v1/me", anna, `{"language":"fr"}`)
	refused(d, 422, "roles", patch, "/api/v1/me", anna, `{"roles":["admin"]}`)
	require.Equal(t, "Europe/Berlin", read[Me](d, 200, patch, "/api/v1/me", anna, `{"zone":"Europe/Berlin"}`).Zone)
}

func TestAudit_ForAuditorsOnly(t *testing.T) {
	d := hasty(t)
	d.withPassword("anna", access.Manager)
	auditor := d.person("auditor", access.Auditor)
	d.cookie("anna")
	page := read[store.Page[store.AuditRow]](d, 200, get, "/api/v1/audit?actor=anna", auditor, nil)
	require.Equal(t, "sign_in", page.Items[0].Verb)
	require.True(t, read[store.Verification](d, 200, get, "/api/v1/audit/verify", auditor, nil).OK)
	refused(d, 403, "", get, "/api/v1/audit", d.token("anna", "read"), nil)
	refused(d, 422, "from", get, "/api/v1/audit?from=yesterday", auditor, nil)
	refused(d, 422, "cursor", get, "/api/v1/audit?cursor=x", auditor, nil)
	require.Equal(t, domain.Forbidden, refused(d, 403, "", post, "/api/v1/users", auditor, `{}`).Code)
}
