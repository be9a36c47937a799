package store

import (
	"context"
	"strings"

	"github.com/lib/pq"

	"steward/domain/search"
)

// words are what a list is searched for.
type words struct {
	text  string
	grams []string // none for a single character
}

func newWords(q string) *words {
	text := strings.TrimSpace(search.Fold(q))
	if text == "" {
		return nil
	}
	return &words{text, search.Query(text)}
}

// Words are common if so many of the newest thousands of records have them. Then a page is found sooner by reading in the order of
// the list than by the index of grams, which would bring all that there are. What is newest first is looked for in the window first.
const (
	probed = 16 // thousands
	common = 128
	window = 64 // thousands
)

// search reads a page of what is found.
func (s *Store) search(ctx context.Context, l *incidentList, into *[]IncidentRow) error {
	newest, err := s.newest(ctx)
	if err != nil {
		return err
	}
	rare, err := s.rare(ctx, l.words, newest)
	if err != nil {
		return err
	}
	if rare && l.order == orders["-number"] && newest > window<<10 {
		recent := *l
		recent.find(true, newest, search.Recent(newest, window))
		err := s.selectList(ctx, &recent, into)
		if err != nil || len(*into) > l.limit {
			return err
		}
		*into = (*into)[:0]
	}
	l.find(rare, newest, nil)
	return s.selectList(ctx, l, into)
}

// rare tells whether the words are better looked up in the index of grams. A single character is in no index.
func (s *Store) rare(ctx context.Context, w *words, newest int64) (bool, error) {
	if len(w.grams) == 0 {
		return false, nil
	}
	var n int
	err := s.DB.GetContext(ctx, &n, `
		SELECT count(*) FROM (SELECT FROM record_search t WHERE t.grams @> $1 AND t.grams && $2 AND strpos(t.text, $3) > 0 LIMIT $4) x`,
		pq.Array(w.grams), pq.Array(search.Recent(newest, probed)), w.text, common)
	return n < common, err
}

func (s *Store) newest(ctx context.Context) (id int64, err error) {
	err = s.DB.GetContext(ctx, &id, `SELECT COALESCE(max(id), 0) FROM records`)
	return id, err
}

// find adds the condition of the words: looked up, within the records with the marks if there are any, or read. A single character is
// looked for among the newest thousands only.
func (l *incidentList) find(rare bool, newest int64, marks []string) {
	text := "strpos(t.text, " + l.args.add(l.words.text) + ") > 0"
	if !rare { // OFFSET keeps it a condition of each row, in the order of the list
		l.where = append(l.where, "EXISTS (SELECT FROM record_search t WHERE t.record_id = r.id AND "+text+" OFFSET 0)")
		if len(l.words.grams) == 0 {
			l.where = append(l.where, "r.id > "+l.args.add(newest-probed<<10))
		}
		return
	}
	grams := "t.grams @> " + l.args.add(pq.Array(l.words.grams))
	if marks != nil {
		grams += " AND t.grams && " + l.args.add(pq.Array(marks))
	}
	if len(l.ways) > 1 { // what is found is few: it is read once, not once a way
		l.ways = []string{"(" + strings.Join(l.ways, " OR ") + ")"}
	}
	l.where = append(l.where, "r.id = ANY (ARRAY(SELECT t.record_id FROM record_search t WHERE "+grams+" AND "+text+"))")
}
