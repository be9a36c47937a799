package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
)

// MostExported is how many records one table that is saved has at most; MostPrinted, how many are printed at once.
const (
	MostExported = 10_000
	MostPrinted  = 200
)

// IncidentIDs answers the ids of a whole list in its order. It is read at once, so that nothing that changes meanwhile is missing or doubled; one
// that is longer than the limit is refused.
func (s *Store) IncidentIDs(ctx context.Context, v access.Viewer, q IncidentQuery, most int) ([]int64, error) {
	q.Cursor = ""
	l, err := s.incidentList(ctx, v, q)
	if err != nil {
		return nil, err
	}
	if l.words != nil {
		newest, err := s.newest(ctx)
		if err != nil {
			return nil, convert(err)
		}
		rare, err := s.rare(ctx, l.words, newest)
		if err != nil {
			return nil, convert(err)
		}
		l.find(rare, newest, nil)
	}
	l.limit = most
	ids := pq.Int64Array{}
	if err := s.DB.SelectContext(withOwnPlan(ctx), &ids, l.ids(), l.args...); err != nil {
		return nil, convert(err)
	}
	return ids, fewEnough("filter", len(ids), most)
}

// ApprovalIDs is IncidentIDs for requests for approval.
func (s *Store) ApprovalIDs(ctx context.Context, v access.Viewer, q Asked, most int) ([]int64, error) {
	q.Before = 0
	a := &arguments{}
	return s.askedIDs(ctx, "", q.where(v, KindApproval, a), a, most)
}

// DocumentIDs is IncidentIDs for documents.
func (s *Store) DocumentIDs(ctx context.Context, v access.Viewer, q DocumentQuery, most int) ([]int64, error) {
	q.Before = 0
	a := &arguments{}
	where, err := s.documentsWhere(ctx, v, &q, a)
	if err != nil {
		return nil, err
	}
	return s.askedIDs(ctx, documentJoins, where, a, most)
}

func (s *Store) askedIDs(ctx context.Context, joins, where string, a *arguments, most int) ([]int64, error) {
	ids := pq.Int64Array{}
	if err := s.DB.SelectContext(ctx, &ids, `SELECT r.id FROM records r`+joins+` WHERE `+where+` ORDER BY r.id DESC LIMIT `+a.add(most+1), *a...); err != nil {
		return nil, convert(err)
	}
	return ids, fewEnough("filter", len(ids), most)
}

// SelectedIDs answers the ids of records of a kind by their numbers, in the order in which they are named. One that the viewer may not see is
// refused by its number.
func (s *Store) SelectedIDs(ctx context.Context, v access.Viewer, kind string, numbers []string, most int) ([]int64, error) {
	if err := fewEnough("numbers", len(numbers), most); err != nil {
		return nil, err
	}
	var rows []struct {
		ID     int64  `db:"id"`
		Number string `db:"number"`
	}
	a := arguments{pq.Array(numbers), kind}
	err := s.DB.SelectContext(ctx, &rows, `SELECT r.id, r.number FROM records r WHERE r.number = ANY ($1) AND r.kind = $2 AND `+access.Predicate(v, "r", a.add), a...)
	if err != nil {
		return nil, convert(err)
	}
	found := make(map[string]int64, len(rows))
	for _, r := range rows {
		found[r.Number] = r.ID
	}
	ids := make([]int64, len(numbers))
	for i, n := range numbers {
		if ids[i] = found[n]; ids[i] == 0 {
			return nil, &domain.Error{Code: domain.NotFound, Field: "numbers", Text: domain.Text{
				En: "You do not see " + n + ", or no longer; take it out of the selection.", Zh: "您无权查看 " + n + "，或已看不到它，请将其移出所选范围。"}}
		}
	}
	return ids, nil
}

func fewEnough(field string, n, most int) error {
	if n <= most {
		return nil
	}
	limit := strconv.Itoa(most)
	return domain.RefuseField(field, "These are more than "+limit+", the most at once; narrow the list or choose fewer.", "超过单次上限 "+limit+" 条，请缩小列表范围或减少所选。")
}

// IncidentRows answers those of the incidents that the viewer may see now, in the order of the ids.
func (s *Store) IncidentRows(ctx context.Context, v access.Viewer, ids []int64) ([]IncidentRow, error) {
	a := arguments{pq.Array(ids)}
	rows := []IncidentRow{}
	err := s.DB.SelectContext(ctx, &rows, selectRows+` AND `+access.Predicate(v, "r", a.add), a...)
	sortByIDs(rows, ids, func(r IncidentRow) int64 { return r.ID })
	return rows, convert(err)
}

// ApprovalRows answers those of the requests that the viewer may see now, in the order of the ids.
func (s *Store) ApprovalRows(ctx context.Context, v access.Viewer, ids []int64) ([]ApprovalRow, error) {
	a := arguments{pq.Array(ids)}
	rows := []ApprovalRow{}
	err := s.DB.SelectContext(ctx, &rows, askedSQL("", "")+`r.id = ANY ($1) AND `+access.Predicate(v, "r", a.add), a...)
	sortByIDs(rows, ids, func(r ApprovalRow) int64 { return r.ID })
	return rows, convert(err)
}

// DocumentRows answers those of the documents that the viewer may see now, in the order of the ids.
func (s *Store) DocumentRows(ctx context.Context, v access.Viewer, ids []int64) ([]DocumentRow, error) {
	a := &arguments{pq.Array(ids)}
	rows := []DocumentRow{}
	err := s.DB.SelectContext(ctx, &rows, documentSQL(v, a)+`r.id = ANY ($1) AND `+access.Predicate(v, "r", a.add), *a...)
	sortByIDs(rows, ids, func(r DocumentRow) int64 { return r.ID })
	return rows, convert(err)
}

// NumbersOf answers the numbers of records in the order of the ids.
func (s *Store) NumbersOf(ctx context.Context, ids []int64) ([]string, error) {
	var numbers []string
	err := s.DB.SelectContext(ctx, &numbers, `SELECT r.number FROM unnest($1::bigint[]) WITH ORDINALITY x (id, place) JOIN records r USING (id) ORDER BY x.place`, pq.Array(ids))
	return numbers, convert(err)
}

// sortByIDs puts rows into the order of the ids.
func sortByIDs[R any](rows []R, ids []int64, id func(R) int64) {
	place := make(map[int64]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(rows, func(a, b R) int { return place[id(a)] - place[id(b)] })
}

// NoteExport leaves in the audit trail who took how many records of what out of the product, and as what.
func (s *Store) NoteExport(ctx context.Context, v access.Viewer, of, format string, count int) error {
	return s.Tx(ctx, func(tx *sqlx.Tx) error {
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(v.UserID), Viewer: v, Verb: "export",
			Changes: map[string][2]any{"export": {nil, of}, "format": {nil, format}, "count": {nil, count}}})
	})
}
