package api

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/notice"
)

type noticesAnswer struct {
	Items  []Notice
	Next   string
	Unread int
}

// notify writes n notices to a user about a record, as the process does.
func (d *desk) notify(login, number string, n int) {
	d.t.Helper()
	d.exec(`
		INSERT INTO notices (user_id, record_id, what, params, created_at)
		SELECT u.id, r.id, 'assigned', jsonb_build_object('number', r.number, 'title', r.title || ' ' || n, 'actor', '李娜', 'login', 'li.na'), now()
		FROM users u, records r, generate_series(1, $3::int) n WHERE u.login = $1 AND r.number = $2 ORDER BY n`, login, number, n)
}

func TestNotices_InTheReadersLanguage(t *testing.T) {
	d := newDesk(t)
	wang, _ := d.person("wang", "technician"), d.person("li.na", "agent")
	d.exec(`UPDATE users SET name = '李娜', name_en = 'Li Na' WHERE login = 'li.na'`)
	number := d.raise(wang, "Printer")
	d.notify("wang", number, 1)
	got := read[noticesAnswer](d, http.StatusOK, get, "/api/v1/notices", wang, nil)
	require.Equal(t, 1, got.Unread)
	require.Equal(t, number, got.Items[0].Number)
	require.Equal(t, "Li Na assigned "+number+" to you or your group: Printer 1", got.Items[0].Text)
	got = read[noticesAnswer](d, http.StatusOK, get, "/api/v1/notices", wang, nil, "Accept-Language", "zh")
	require.Equal(t, "李娜将 "+number+" 分派给您或您的组：Printer 1", got.Items[0].Text)
}

func TestNotices_PagesAndReading(t *testing.T) {
	d := newDesk(t)
	wang, anna := d.person("wang", "technician"), d.person("anna", "customer")
	d.notify("wang", d.raise(anna, "Printer"), 5)
	d.exec(`DELETE FROM notices WHERE user_id = (SELECT id FROM users WHERE login = 'anna')`)
	first := read[noticesAnswer](d, http.StatusOK, get, "/api/v1/notices?limit=3", wang, nil)
	require.Len(t, first.Items, 3)
	second := read[noticesAnswer](d, http.StatusOK, get, "/api/v1/notices?limit=3&cursor="+first.Next, wang, nil)
	require.Len(t, second.Items, 2)
	require.Empty(t, second.Next)
	require.Greater(t, first.Items[2].ID, second.Items[0].ID)

	ids := map[string]any{"ids": []int64{first.Items[0].ID, second.Items[0].ID}}
	other := read[unreadCount](d, http.StatusOK, post, "/api/v1/notices/read", anna, ids)
	require.Zero(t, other.Unread)
	require.Equal(t, 5, read[noticesAnswer](d, http.StatusOK, get, "/api/v1/notices", wang, nil).Unread, "nobody reads for somebody else")
	require.Equal(t, 3, read[unreadCount](d, http.StatusOK, post, "/api/v1/notices/read", wang, ids).Unread)
	require.Len(t, read[noticesAnswer](d, http.StatusOK, get, "/api/v1/notices?unread=true", wang, nil).Items, 3)
	require.Zero(t, read[unreadCount](d, http.StatusOK, post, "/api/v1/notices/read", wang, map[string]any{"all": true}).Unread)
}

func TestNotices_BadInput(t *testing.T) {
	d := newDesk(t)
	wang := d.person("wang", "technician")
	refused(d, http.StatusUnprocessableEntity, "ids", post, "/api/v1/notices/read", wang, map[string]any{})
	for _, cursor := range []string{"x", "-1", "0", "99999999999999999999"} {
		refused(d, http.StatusUnprocessableEntity, "cursor", get, fmt.Sprint("/api/v1/notices?cursor=", cursor), wang, nil)
	}
	refused(d, http.StatusUnauthorized, "", get, "/api/v1/notices", "", nil)
}

func TestNotices_ArePersonsOwnChoice(t *testing.T) {
	d := newDesk(t)
	wang, root := d.person("wang", "technician"), d.person("root", "admin")
	me := read[Me](d, 200, get, "/api/v1/me", wang, nil)
	require.Equal(t, notice.Preference{Off: []notice.Topic{}}, me.NoticeChoice)
	choice := `{"notice_choice":{"off":["progress","conversation"],"hours":{"days":[5,1],"from":"09:00","to":"18:00"}}}`
	want := notice.Preference{Off: []notice.Topic{notice.Conversation, notice.Progress}, Hours: &notice.OwnHours{Days: []int{1, 5}, From: "09:00", To: "18:00"}}
	require.Equal(t, want, read[Me](d, 200, patch, "/api/v1/me", wang, choice).NoticeChoice)
	require.Equal(t, want, read[Me](d, 200, patch, "/api/v1/me", wang, `{"phone":"110"}`).NoticeChoice, "what is absent stays")
	require.NotContains(t, d.call(get, "/api/v1/users/wang", root, nil).Body.String(), "notice_choice")
	refused(d, 422, "notice_choice", patch, "/api/v1/users/wang", root, choice)
	require.Equal(t, want, read[Me](d, 200, get, "/api/v1/me", wang, nil).NoticeChoice)

	d.notify("wang", d.raise(wang, "Printer"), 1)
	require.Equal(t, 1, read[noticesAnswer](d, 200, get, "/api/v1/notices", wang, nil).Unread, "kept, whatever the hour")
	refused(d, 422, "notice_choice.off[0]", patch, "/api/v1/me", wang, `{"notice_choice":{"off":["waits"]}}`)
	refused(d, 422, "notice_choice.hours.to", patch, "/api/v1/me", wang, `{"notice_choice":{"off":[],"hours":{"days":[1],"from":"09:00","to":"25:00"}}}`)
}
