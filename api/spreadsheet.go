package api

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// spreadsheet takes a table to be saved, row by row. A cell is a text, a whole number, a number with decimals, an instant, or nil for none.
type spreadsheet interface {
	row(cells []any, bold bool) error
	end() error
}

const (
	typeCSV  = "text/csv; charset=utf-8"
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// newSpreadsheet begins a table of a format, named and with its heads, the first column so wide; instants are told by the zone's wall clock.
func newSpreadsheet(w io.Writer, format, name string, heads []string, first float64, zone *time.Location) (spreadsheet, error) {
	s, err := spreadsheet(newCSVSheet(w, zone)), error(nil)
	if format == "xlsx" {
		s, err = newXLSXSheet(w, name, len(heads), first, zone)
	}
	if err != nil {
		return nil, err
	}
	cells := make([]any, len(heads))
	for i, head := range heads {
		cells[i] = head
	}
	return s, s.row(cells, true)
}

// dangerous are the signs with which a cell begins that spreadsheets read as a formula, also in their full width.
const dangerous = "=+-@\t\r\n＝＋－＠"

// harmless makes of a text, which anybody may have written, one that no spreadsheet carries out.
func harmless(text string) string {
	if text != "" && strings.ContainsRune(dangerous, []rune(text)[0]) {
		return "'" + text
	}
	return text
}

// csvSheet is UTF-8 with the mark by which spreadsheets know it; its rows go out as they come.
type csvSheet struct {
	w    *csv.Writer
	zone *time.Location
	mark io.Writer // nil once the mark is written
}

func newCSVSheet(w io.Writer, zone *time.Location) *csvSheet {
	s := &csvSheet{csv.NewWriter(w), zone, w}
	s.w.UseCRLF = true
	return s
}

func (s *csvSheet) row(cells []any, _ bool) error {
	if s.mark != nil {
		if _, err := io.WriteString(s.mark, "\uFEFF"); err != nil {
			return err
		}
		s.mark = nil
	}
	line := make([]string, len(cells))
	for i, cell := range cells {
		switch v := cell.(type) {
		case string:
			line[i] = harmless(v)
		case int:
			line[i] = strconv.Itoa(v)
		case float64:
			line[i] = strconv.FormatFloat(v, 'f', -1, 64)
		case time.Time:
			line[i] = v.In(s.zone).Format(time.DateTime)
		}
	}
	return s.w.Write(line)
}

func (s *csvSheet) end() error {
	s.w.Flush()
	return s.w.Error()
}

// xlsxSheet is a workbook of one sheet: numbers are numbers, instants are dates, the heads stay in sight. It is written when it ends.
type xlsxSheet struct {
	out           io.Writer
	file          *excelize.File
	w             *excelize.StreamWriter
	zone          *time.Location
	boldID, dates int // styles
	rows          int
}

func newXLSXSheet(out io.Writer, name string, columns int, first float64, zone *time.Location) (*xlsxSheet, error) {
	s := &xlsxSheet{out: out, file: excelize.NewFile(), zone: zone}
	format := "yyyy-mm-dd hh:mm:ss"
	err := s.file.SetSheetName("Sheet1", name)
	if err == nil {
		s.boldID, err = s.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	}
	if err == nil {
		s.dates, err = s.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	}
	if err == nil {
		s.w, err = s.file.NewStreamWriter(name)
	}
	if err == nil {
		err = s.w.SetColWidth(1, 1, first)
	}
	if err == nil {
		err = s.w.SetColWidth(2, columns, 18)
	}
	if err == nil {
		err = s.w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	return s, err
}

func (s *xlsxSheet) row(cells []any, bold bool) error {
	s.rows++
	out := make([]any, len(cells))
	for i, cell := range cells {
		style := 0
		switch v := cell.(type) {
		case string:
			cell = harmless(v)
		case time.Time: // a spreadsheet knows no zones
			l := v.In(s.zone)
			cell, style = time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), 0, time.UTC), s.dates
		}
		if bold {
			style = s.boldID
		}
		if style != 0 {
			cell = excelize.Cell{StyleID: style, Value: cell}
		}
		out[i] = cell
	}
	return s.w.SetRow("A"+strconv.Itoa(s.rows), out)
}

func (s *xlsxSheet) end() error {
	defer func() { _ = s.file.Close() }()
	if err := s.w.Flush(); err != nil {
		return err
	}
	_, err := s.file.WriteTo(s.out)
	return err
}
