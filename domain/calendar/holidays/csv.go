package holidays

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"steward/domain/calendar"
)

// columns is the order of a file without a heading. With one, the columns may stand in any order and name_en may be added.
var columns = []string{"date", "name", "kind", "from", "to"}

// headings are the columns' names in Chinese.
var headings = map[string]string{"日期": "date", "名称": "name", "英文名称": "name_en", "类型": "kind", "开始": "from", "结束": "to"}

// CSV reads lines of date,name,kind[,from,to]. The kind is holiday or workday (休 or 班); a workday without times of its own is
// worked at the given hours.
func CSV(in io.Reader, hours []calendar.Interval) ([]calendar.Exception, []Problem) {
	var f found
	raw, ok := f.text(in)
	if !ok {
		return f.result()
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	if head, _, _ := bytes.Cut(raw, []byte("\n")); !bytes.ContainsRune(head, ',') && bytes.ContainsRune(head, ';') {
		r.Comma = ';'
	}
	order := columns
	for first := true; ; first = false {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return f.result()
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			f.refuse(wrong.StartLine, "The line is no CSV ("+wrong.Err.Error()+"). Check its quotation marks.", "该行不是有效的 CSV（"+wrong.Err.Error()+"），请检查引号。")
			continue
		}
		if first && heading(record) {
			order = record
			continue
		}
		line, _ := r.FieldPos(0)
		f.record(line, order, record, hours)
	}
}

// heading tells whether a record names columns, and if so makes their names plain.
func heading(record []string) bool {
	found := false
	for i, name := range record {
		record[i] = strings.ToLower(strings.TrimSpace(name))
		if column, ok := headings[record[i]]; ok {
			record[i] = column
		}
		found = found || record[i] == "date"
	}
	return found
}

func (f *found) record(line int, order, record []string, hours []calendar.Interval) {
	get := func(column string) string {
		for i, name := range order {
			if name == column && i < len(record) {
				return strings.TrimSpace(record[i])
			}
		}
		return ""
	}
	date, ok := day(get("date"))
	if !ok {
		f.refuse(line, "“"+get("date")+"” is no date. Write it as 2026-02-14.", "“"+get("date")+"”不是日期，请写成 2026-02-14。")
		return
	}
	e := calendar.Exception{Date: date, Name: get("name"), NameEn: get("name_en")}
	if e.Name == "" {
		f.refuse(line, "The name is missing. Deadlines are explained with it.", "缺少名称，解释时限时会用到。")
		return
	}
	switch strings.ToLower(get("kind")) {
	case "holiday", "休":
		if get("from") != "" || get("to") != "" {
			f.refuse(line, "A holiday has no times. Leave them out or write workday.", "节假日没有时间，请删除时间或改为 workday。")
			return
		}
	case "workday", "班":
		if e.Intervals, ok = times(get("from"), get("to"), hours); !ok {
			f.refuse(line, "Give both times as 09:00 and 18:00, the second later, or neither.", "请同时填写两个时间，例如 09:00 和 18:00，后者须更晚；或都不填。")
			return
		}
	default:
		f.refuse(line, "“"+get("kind")+"” is no kind of day. Write holiday or workday.", "“"+get("kind")+"”不是日期类型，请填写 holiday（休）或 workday（班）。")
		return
	}
	f.add(line, e)
}

func times(from, to string, hours []calendar.Interval) ([]calendar.Interval, bool) {
	if from == "" && to == "" {
		return hours, len(hours) > 0
	}
	f, okFrom := calendar.ParseTimeOfDay(from)
	t, okTo := calendar.ParseTimeOfDay(to)
	return []calendar.Interval{{From: f, To: t}}, okFrom && okTo && f < t
}
