package store

import (
	"context"

	"steward/domain"
	"steward/domain/access"
)

// What somebody does at a record.
const (
	Viewing  = "viewing"
	Replying = "replying"
	Noting   = "noting"
)

// Presence is one word of one open page: who is at which record and what they do there (empty: they left). It is told by NOTIFY alone and
// written nowhere; who says no more is forgotten after a while.
type Presence struct {
	RecordID int64  `json:"r"`
	UserID   int64  `json:"u"`
	Seat     string `json:"s"` // the page, by a name that it gave itself: a person may have several open
	Doing    string `json:"d"`
}

// Present tells everybody who is at the record that the viewer is there too, and answers the record's id; ErrNone if the viewer may not see it.
func (s *Store) Present(ctx context.Context, v access.Viewer, number, seat, doing string) (int64, error) {
	if v.ImpersonatorID != 0 {
		return 0, domain.Refuse(domain.Forbidden, "Whoever acts in somebody's name is not there: leave the header Steward-As out.", "代他人操作时不显示在线状态，请去掉 Steward-As 头。")
	}
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return 0, err
	}
	s.changed(Change{Here: []Presence{{RecordID: id, UserID: v.UserID, Seat: seat, Doing: doing}}})
	return id, nil
}

// PeopleByID answers how the people with these ids are called.
func (s *Store) PeopleByID(ctx context.Context, ids []int64) (map[int64]Ref, error) {
	var rows []struct {
		Ref *Ref `db:"ref"`
	}
	err := s.DB.SelectContext(ctx, &rows, `SELECT `+personSQL("u")+` AS ref FROM users u WHERE u.id = ANY ($1)`, access.Array(ids))
	people := map[int64]Ref{}
	for _, r := range rows {
		people[r.Ref.ID] = *r.Ref
	}
	return people, convert(err)
}
