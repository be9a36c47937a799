// Package paper prints: it takes one neutral description of a record, a Sheet, and makes of it a self-contained HTML page with print style, or
// a PDF. It knows no record and no rule of access: whoever makes the Sheet puts on it only what its reader may see.
package paper

import (
	"strconv"
	"unicode/utf8"

	"steward/domain"
)

// Sheet is one printed record. Its texts are in its language already, and its times are written in the reader's zone; what people wrote
// (Text, Words) is Markdown. What is empty is left out.
type Sheet struct {
	Lang        string // zh or en
	Kind        string // what it is, such as Incident
	Title       string
	Number      string
	Status      string
	Facts       []Fact
	Sections    []Section
	Steps       []Entry  // opinions: who said what at which step
	Circulation []Reader // to whom it was circulated
	Files       []File
	Foot        string // who printed it, and when
}

// Fact is a name with its value.
type Fact struct{ Name, Value string }

// Long tells a value that has a line of its own.
func (f Fact) Long() bool { return utf8.RuneCountInString(f.Value) > 60 }

// Section is a named part of a sheet: facts, then a text, a table, entries, whatever of these it has.
type Section struct {
	Name    string
	Facts   []Fact
	Text    string
	Table   *Table
	Entries []Entry
}

// Table has a head, which is repeated on each page, and rows of texts.
type Table struct {
	Heads []string
	Right []bool // columns that are numbers; may be shorter than Heads
	Rows  [][]string
	Small bool // in small letters, such as checksums
}

// Entry is something that somebody did or wrote.
type Entry struct{ Who, What, When, Words string }

// Reader is somebody to whom the record was circulated.
type Reader struct{ Who, Told, Read string }

// File is a file of the record, with the checksum of its content in hexadecimal.
type File struct {
	Name   string
	Size   int64
	SHA256 string
	By     string
	When   string
}

// The words of every sheet.
var (
	statusWord      = domain.Text{En: "Status", Zh: "状态"}
	stepsWord       = domain.Text{En: "Opinions", Zh: "审批意见"}
	circulationWord = domain.Text{En: "Circulation", Zh: "传阅"}
	personWord      = domain.Text{En: "Person", Zh: "人员"}
	toldWord        = domain.Text{En: "Circulated", Zh: "送阅时间"}
	readWord        = domain.Text{En: "Read", Zh: "阅读时间"}
	notReadWord     = domain.Text{En: "not yet", Zh: "未阅"}
	filesWord       = domain.Text{En: "Files", Zh: "附件"}
	nameWord        = domain.Text{En: "Name", Zh: "名称"}
	sizeWord        = domain.Text{En: "Size", Zh: "大小"}
	uploadedWord    = domain.Text{En: "Added", Zh: "上传"}
	pictureWord     = domain.Text{En: "picture", Zh: "图片"}
)

// sections answers all parts below the facts in the order in which they are printed.
func (s Sheet) sections() []Section {
	all := append([]Section{}, s.Sections...)
	if len(s.Steps) > 0 {
		all = append(all, Section{Name: stepsWord.In(s.Lang), Entries: s.Steps})
	}
	if len(s.Circulation) > 0 {
		all = append(all, Section{Name: circulationWord.In(s.Lang), Table: s.circulationTable()})
	}
	if len(s.Files) > 0 {
		all = append(all, Section{Name: filesWord.In(s.Lang), Table: s.filesTable()})
	}
	return all
}

func (s Sheet) circulationTable() *Table {
	t := &Table{Heads: []string{personWord.In(s.Lang), toldWord.In(s.Lang), readWord.In(s.Lang)}}
	for _, r := range s.Circulation {
		if r.Read == "" {
			r.Read = notReadWord.In(s.Lang)
		}
		t.Rows = append(t.Rows, []string{r.Who, r.Told, r.Read})
	}
	return t
}

func (s Sheet) filesTable() *Table {
	t := &Table{Heads: []string{nameWord.In(s.Lang), sizeWord.In(s.Lang), uploadedWord.In(s.Lang), "SHA-256"}, Right: []bool{false, true}, Small: true}
	for _, f := range s.Files {
		added := f.By
		if f.By != "" && f.When != "" {
			added += " · "
		}
		t.Rows = append(t.Rows, []string{f.Name, size(f.Size), added + f.When, f.SHA256})
	}
	return t
}

// size tells a number of bytes as people read it.
func size(n int64) string {
	if n < 1<<10 {
		return strconv.FormatInt(n, 10) + " B"
	}
	v, unit := float64(n)/(1<<10), "KiB"
	if v >= 1<<10 {
		v, unit = v/(1<<10), "MiB"
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + " " + unit
}
