package mail

import (
	"regexp"
	"strings"
)

// Above is the line over which people are asked to write their answer; what comes below it is not theirs.
const Above = "—— 请在此行上方回复 · Please reply above this line ——"

// aboveCore is what of that line survives every program.
const aboveCore = "Please reply above this line"

// What stands before the letter that somebody answers. Programs of all the world write it; these are those seen here.
var (
	wrote         = regexp.MustCompile(`(?i)^\s*>?\s*(?:on\b.{5,200}\bwrote|am\b.{5,200}\bschrieb.{0,60}|le\b.{5,200}\ba écrit|在.{5,200}写道|于.{5,200}写道|.{0,80}\d{4}.{0,100}写道|.{0,80}\d{4}.{0,120}<[^>]+@[^>]+>\s*)\s*[:：]\s*$`)
	divider       = regexp.MustCompile(`(?i)^\s*[-_—=]{3,}\s*(?:original message|original|forwarded message|ursprüngliche nachricht|邮件原件|原始邮件|原邮件|转发的邮件|转发邮件信息|回复的原邮件)\s*[-_—=]*\s*$`)
	signs         = regexp.MustCompile(`^\\?-- *$`) // as Markdown that was made of HTML has it too
	hourOrAddress = regexp.MustCompile(`\d{1,2}[:：]\d{2}|@`)
	field         = regexp.MustCompile(`(?i)^\s*\**(from|sent|date|to|cc|subject|von|gesendet|an|betreff|发件人|发送时间|发送日期|日期|收件人|抄送|主题)\**\s*[:：]`)
)

// CutQuote answers what is new in a plain text that answers another: without the letter it answers, what programs write before it, and
// a signature behind "-- ". Where somebody wrote between the lines of the other, both stay.
func CutQuote(text string) string {
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
	lines = unquoted(lines[:historyAt(lines)])
	for i := len(lines) - 1; i > 0; i-- {
		if signs.MatchString(lines[i]) && (strings.HasSuffix(lines[i], " ") || i >= len(lines)-12) {
			lines = lines[:i]
			break
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// historyAt answers at which line the answered letter begins, if it is not marked as a quotation.
func historyAt(lines []string) int {
	for i, line := range lines {
		switch {
		case strings.Contains(line, aboveCore):
			return beforeWrote(lines, i)
		case divider.MatchString(line):
			return i
		case field.MatchString(line) && headerBlock(lines[i:]):
			if i > 0 && strings.Trim(lines[i-1], "_-= ") == "" && len(strings.TrimSpace(lines[i-1])) > 4 {
				return i - 1
			}
			return i
		case dated(lines, i) && !quotedSoon(lines[i+wroteAt(lines, i):]):
			return i
		}
	}
	return len(lines)
}

// beforeWrote goes up from our own line over what a program wrote before the letter it quotes.
func beforeWrote(lines []string, at int) int {
	for i := at - 1; i >= max(0, at-6); i-- {
		if wroteAt(lines, i) > 0 || divider.MatchString(lines[i]) || field.MatchString(lines[i]) && headerBlock(lines[i:]) {
			return i
		}
	}
	return at
}

// wroteAt answers over how many lines from i on a program says who wrote what follows: 0 if it does not.
func wroteAt(lines []string, i int) int {
	joined := ""
	for n := 0; n < 3 && i+n < len(lines); n++ {
		if strings.TrimSpace(lines[i+n]) == "" {
			return 0
		}
		joined += " " + lines[i+n]
		if wrote.MatchString(joined) {
			return n + 1
		}
	}
	return 0
}

// dated tells whether what says from line i on who wrote what follows has the hour or an address in it, as programs write and people do not.
func dated(lines []string, i int) bool {
	n := wroteAt(lines, i)
	return n > 0 && hourOrAddress.MatchString(strings.Join(lines[i:i+n], " "))
}

// headerBlock tells whether lines begin with at least three of the fields that programs repeat of a letter.
func headerBlock(lines []string) bool {
	found := 0
	for _, line := range lines[:min(len(lines), 8)] {
		if field.MatchString(line) {
			found++
		}
	}
	return found >= 3
}

func quotedSoon(lines []string) bool {
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			return isQuoted(line)
		}
	}
	return true // nothing follows
}

func isQuoted(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") }

// unquoted leaves out quoted lines with who is said to have written them, unless somebody wrote between them.
func unquoted(lines []string) []string {
	blocks, quoted := 0, false
	for _, line := range lines {
		if isQuoted(line) && !quoted {
			blocks++
		}
		if strings.TrimSpace(line) != "" {
			quoted = isQuoted(line)
		}
	}
	if blocks > 1 {
		return lines
	}
	var kept []string
	for i := 0; i < len(lines); i++ {
		if n := wroteAt(lines, i); n > 0 && quotedSoon(lines[i+n:]) {
			i += n - 1
			continue
		}
		if !isQuoted(lines[i]) {
			kept = append(kept, lines[i])
		}
	}
	return kept
}

// Flowed joins the lines that a program broke only to keep them short (RFC 3676); delSp takes the space at their ends away too.
func Flowed(text string, delSp bool) string {
	var out strings.Builder
	open := false // the line before goes on
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		quote := isQuoted(line)
		if i > 0 && (!open || quote || line == "-- ") {
			out.WriteByte('\n')
		}
		open = strings.HasSuffix(line, " ") && line != "-- " && !quote
		if !quote {
			line = strings.TrimPrefix(line, " ") // stuffed
		}
		if open && delSp {
			line = strings.TrimSuffix(line, " ")
		}
		out.WriteString(line)
	}
	return out.String()
}
