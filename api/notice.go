package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/notice"
	"steward/store"
)

func (s *Server) registerNotices() {
	register(s, op(http.MethodGet, "/notices", "list-notices", "What you were told, newest first"), signedIn, s.notices)
	register(s, op(http.MethodPost, "/notices/read", "read-notices", "Mark notices as read"), signedIn, s.readNotices)
}

// Notice is one line that tells the viewer what happened.
type Notice struct {
	ID     int64           `json:"id"`
	At     time.Time       `json:"at"`
	What   string          `json:"what" doc:"The kind of notice, such as assigned"`
	Params json.RawMessage `json:"params" doc:"What it speaks of: number, title, actor, …"`
	Text   string          `json:"text" doc:"The sentence in the viewer's language"`
	Number string          `json:"number" doc:"The record it is about, empty if none"`
	ReadAt *time.Time      `json:"read_at"`
}

type noticeList struct {
	Items  []Notice `json:"items" nullable:"false"`
	Next   string   `json:"next" doc:"The cursor of the next page, empty at the end"`
	Unread int      `json:"unread" doc:"How many the viewer has not read"`
}

type noticesInput struct {
	Paged
	Unread bool `query:"unread" doc:"Only those not read yet"`
}

func (s *Server) notices(ctx context.Context, in *noticesInput) (*body[noticeList], error) {
	v := viewerOf(ctx)
	before, err := in.before()
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.Notices(ctx, v.UserID, in.Unread, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	unread, err := s.Store.Unread(ctx, v.UserID)
	if err != nil {
		return nil, err
	}
	out := noticeList{Items: []Notice{}, Unread: unread[v.UserID]}
	for _, row := range rows[:min(len(rows), in.Limit)] {
		out.Items = append(out.Items, tellNotice(row, v, languageOf(ctx)))
	}
	if len(rows) > in.Limit {
		out.Next = strconv.FormatInt(rows[in.Limit-1].ID, 10)
	}
	return &body[noticeList]{out}, nil
}

// before answers the id that a page ends before, from its cursor; 0 for the first page.
func (p Paged) before() (int64, error) {
	if p.Cursor == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(p.Cursor, 10, 64)
	if err != nil || id < 1 {
		return 0, domain.RefuseField("cursor", "This is no cursor of this list; send the \"next\" of the page before, or none.", "游标无效，请使用上一页返回的 next，或留空。")
	}
	return id, nil
}

func tellNotice(n store.Notice, v access.Viewer, language string) Notice {
	var p notice.Params
	_ = json.Unmarshal(n.Params, &p) // a notice whose words cannot be read still says which record has changed
	if p.ActorEn == "" {
		p.ActorEn = n.ActorEn
	}
	if p.Number == "" {
		p.Number = n.Number
	}
	return Notice{ID: n.ID, At: n.At, What: n.What, Params: n.Params, Text: notice.Text(n.What, p, language, v.Zone), Number: n.Number, ReadAt: n.ReadAt}
}

type readNoticesInput struct {
	Body struct {
		IDs []int64 `json:"ids,omitempty" maxItems:"1000" doc:"Which ones; those of others are ignored"`
		All bool    `json:"all,omitempty" doc:"All that are not read yet"`
	}
}

type unreadCount struct {
	Unread int `json:"unread"`
}

func (s *Server) readNotices(ctx context.Context, in *readNoticesInput) (*body[unreadCount], error) {
	if len(in.Body.IDs) == 0 && !in.Body.All {
		return nil, domain.RefuseField("ids", "Name the notices by their ids, or say \"all\": true.", "请给出通知编号，或指定 \"all\": true。")
	}
	me := viewerOf(ctx).UserID
	if err := s.Store.ReadNotices(ctx, me, in.Body.IDs, in.Body.All); err != nil {
		return nil, err
	}
	unread, err := s.Store.Unread(ctx, me)
	return answer(unreadCount{unread[me]}, err)
}
