package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

// held puts a letter of somebody unknown before the desk.
func (d *desk) held(from, subject string) {
	d.t.Helper()
	raw := "From: Somebody <" + from + ">\r\nSubject: " + subject + "\r\nMessage-ID: <" + from + ">\r\n\r\nMay I have a **question**?\r\n"
	blob, err := d.Files.Put(d.t.Context(), strings.NewReader(raw))
	require.NoError(d.t, err)
	_, err = d.Store.KeepMail(d.t.Context(), store.MailIn{MessageID: from, Address: from, Name: "Somebody", Subject: subject, Body: "May I have a **question**?", State: "held",
		Reason: "unknown_sender", StorageKey: blob.Key, Files: store.MailFiles{{Name: "a.txt", Size: 3}}}, 0, nil)
	require.NoError(d.t, err)
}

func TestMail_TheDeskSortsWhatIsHeld(t *testing.T) {
	d := filesDesk(t)
	agent, customer, auditor := d.person("anna", access.Agent), d.person("carla", access.Customer), d.person("audrey", access.Auditor)
	d.exec(`WITH q AS (INSERT INTO queues (code, name) VALUES ('desk', 'Desk') RETURNING id) UPDATE desk_settings SET default_queue_id = q.id FROM q`)
	d.held("one@elsewhere.com", "A question")
	list := read[store.Page[store.MailIn]](d, http.StatusOK, get, Prefix+"/mail/in?state=held", agent, nil)
	require.Len(t, list.Items, 1)
	require.Empty(t, list.Items[0].Body, "a list tells no words")
	one := read[store.MailIn](d, http.StatusOK, get, Prefix+"/mail/in/1", auditor, nil)
	require.Equal(t, []any{"<p>May I have a <strong>question</strong>?</p>\n", "unknown_sender", "a.txt"}, []any{one.BodyHTML, one.Reason, one.Files[0].Name})
	refused(d, http.StatusForbidden, "", get, Prefix+"/mail/in", customer, nil)
	refused(d, http.StatusForbidden, "", post, Prefix+"/mail/in/1/take", auditor, m{"requester": "carla"})
	refused(d, http.StatusUnprocessableEntity, "requester", post, Prefix+"/mail/in/1/take", agent, m{})
	refused(d, http.StatusNotFound, "", get, Prefix+"/mail/in/77", agent, nil)
	taken := read[takenMail](d, http.StatusOK, post, Prefix+"/mail/in/1/take", agent, m{"requester": "carla"})
	r := read[store.Record](d, http.StatusOK, get, Prefix+"/records/"+taken.Number, customer, nil)
	require.Equal(t, []string{"A question", "May I have a **question**?", "mail"}, []string{r.Title, r.Description, r.Channel})
	refused(d, http.StatusConflict, "", post, Prefix+"/mail/in/1/dismiss", agent, m{})
}

func TestMail_AdministratorsSeeWhatLeaves(t *testing.T) {
	d := filesDesk(t)
	root, agent := d.person("root", access.Admin), d.person("anna", access.Agent)
	refused(d, http.StatusForbidden, "", get, Prefix+"/mail/out", agent, nil)
	refused(d, http.StatusUnprocessableEntity, "email", post, Prefix+"/mail/test", root, nil)
	d.exec(`UPDATE users SET email = login || '@example.com'`)
	made := read[store.MailOut](d, http.StatusCreated, post, Prefix+"/mail/test", root, nil)
	require.Equal(t, []string{"test", "waiting", "root@example.com"}, []string{made.Kind, made.State, made.Address})
	one := read[MailLetter](d, http.StatusOK, get, Prefix+"/mail/out/1", root, nil)
	require.Equal(t, "Mails from Steward arrive", one.Letter.Subject)
	require.Contains(t, one.Letter.HTML, "http://example.com/profile", "links begin where the web was asked")
	st := read[MailStatus](d, http.StatusOK, get, Prefix+"/mail/status", root, nil)
	require.False(t, st.Out.Configured)
	require.Equal(t, map[string]int{"waiting": 1}, st.OutCounts)
	dropped := read[store.MailOut](d, http.StatusOK, patch, Prefix+"/mail/out/1", root, m{"state": "dropped"})
	require.Equal(t, []string{"dropped", "given_up"}, []string{dropped.State, dropped.Why})
	refused(d, http.StatusConflict, "", patch, Prefix+"/mail/out/1", root, m{"state": "dropped"})
	require.Equal(t, "waiting", read[store.MailOut](d, http.StatusOK, patch, Prefix+"/mail/out/1", root, m{"state": "waiting"}).State)
	require.Len(t, read[store.Page[store.MailOut]](d, http.StatusOK, get, Prefix+"/mail/out?q=ROOT&state=waiting", root, nil).Items, 1)
	d.exec(`UPDATE mail_out SET state = 'sent', ended_at = now()`)
	refused(d, http.StatusConflict, "", patch, Prefix+"/mail/out/1", root, m{"state": "waiting"})
}

// A preview of a letter with a link has no link that works.
func TestMail_InvitationsByMail(t *testing.T) {
	d := filesDesk(t)
	root := d.person("root", access.Admin)
	d.person("anna", access.Agent)
	refused(d, http.StatusUnprocessableEntity, "mail", post, Prefix+"/invitations", root, m{"user_id": "anna", "mail": true})
	d.exec(`UPDATE users SET email = login || '@example.com'`)
	link := read[PasswordLink](d, http.StatusCreated, post, Prefix+"/invitations", root, m{"user_id": "anna", "mail": true})
	require.Equal(t, PasswordLink{MailedTo: "anna@example.com"}, link)
	require.Contains(t, read[MailLetter](d, http.StatusOK, get, Prefix+"/mail/out/1", root, nil).Letter.Text, "/password?token=\n")
	require.NotContains(t, d.log.String(), "token=")
	require.NotEmpty(t, read[PasswordLink](d, http.StatusCreated, post, Prefix+"/invitations", root, m{"user_id": "anna"}).Link)
}

// Who has forgotten the password gets a link by mail where mails leave; else the operator hands it over.
func TestMail_ResetsByMail(t *testing.T) {
	d := filesDesk(t)
	d.person("anna", access.Agent)
	d.exec(`UPDATE users SET email = login || '@example.com'`)
	ask := func(login string) {
		require.Equal(t, http.StatusAccepted, d.call(post, Prefix+"/password-resets", "", m{"login": login}).Code)
	}
	ask("anna")
	require.Eventually(t, func() bool { return strings.Contains(d.log.String(), "token=") }, 10*time.Second, 10*time.Millisecond)
	d.exec(`UPDATE mail_ways SET configured = true`)
	ask("anna")
	require.Eventually(t, func() bool { return strings.Contains(d.log.String(), `"mailed":true`) }, 10*time.Second, 10*time.Millisecond)
	require.Equal(t, 1, strings.Count(d.log.String(), "token="))
	var waiting int
	require.NoError(t, d.Store.DB.Get(&waiting, `SELECT count(*) FROM mail_out WHERE kind = 'reset'`))
	require.Equal(t, 1, waiting)
}
