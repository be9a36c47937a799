package mail

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"steward/domain/attachment"
	rules "steward/domain/mail"
)

// inline is a picture with a Content-ID, by which the words of its letter may show it.
type inline struct {
	File
	id       string
	attached bool // its sender calls it an attachment besides
}

// A picture stands in a letter's words as ![its name](cid:n), n being its place among the pictures; plain text writes [cid:its Content-ID].
var (
	pictureRef = regexp.MustCompile(`!\[([^\]\n]*)\]\((cid:\d+)\)`)
	plainRef   = regexp.MustCompile(`\[cid:([^\]\s]+)\]`)
)

// refOf answers how the words refer to the picture with the Content-ID, empty if none came with the letter.
func (b *body) refOf(id string) string {
	for i, p := range b.inline {
		if p.id == id {
			return "cid:" + strconv.Itoa(i)
		}
	}
	if plain, err := url.PathUnescape(id); err == nil && plain != id { // an address may write its signs as %XX
		return b.refOf(plain)
	}
	return ""
}

// text answers what is new in the letter: of its plain text, else of its HTML; of the HTML too if that shows pictures. The pictures that are
// shown become files, as do those that are attached or came without HTML; the rest belong to what was quoted, or to a signature.
func (b *body) text() string {
	text := plainPictures(rules.CutQuote(strings.Join(b.plain, "\n\n")), b.refOf)
	if html := fromHTML(strings.Join(b.html, "\n"), b.refOf); text == "" || pictureRef.MatchString(html) {
		text = html
	}
	shown := map[string]bool{}
	for _, m := range pictureRef.FindAllStringSubmatch(text, -1) {
		shown[m[2]] = true
	}
	for i, p := range b.inline {
		if ref := "cid:" + strconv.Itoa(i); shown[ref] {
			p.Shown = ref
		} else if !p.attached && len(b.html) > 0 {
			continue
		}
		b.files = append(b.files, p.File)
	}
	return text
}

func plainPictures(text string, refOf func(id string) string) string {
	return plainRef.ReplaceAllStringFunc(text, func(said string) string {
		if ref := refOf(plainRef.FindStringSubmatch(said)[1]); ref != "" {
			return shows(pictureWord.En+" "+pictureWord.Zh, ref)
		}
		return said
	})
}

// shows is a picture in Markdown.
func shows(name, address string) string {
	return "![" + unbracketed.Replace(name) + "](" + address + ")"
}

var unbracketed = strings.NewReplacer("[", "", "]", "", `\`, "", "\n", " ")

// placed answers a text with its pictures where the files are that were taken of them; of one that was not its name stays.
func placed(text string, files []sniffed) string {
	return pictureRef.ReplaceAllStringFunc(text, func(said string) string {
		m := pictureRef.FindStringSubmatch(said)
		for _, f := range files {
			if f.uuid != "" && f.Shown == m[2] {
				return shows(f.Name, attachmentsAt+f.uuid)
			}
		}
		return "[" + m[1] + "]"
	})
}

// attachmentsAt is where a text says that a picture is.
const attachmentsAt = "/api/v1/attachments/"

// taken answers the letter's files that may be attached where they go: those that its words show under names that are the same each time.
func (in Incoming) taken(where string) ([]sniffed, []rules.Left) {
	files, left := taken(in.Files)
	for i, f := range files {
		if f.Shown != "" && attachment.Picture(f.mediaType) {
			files[i].uuid = uuid.NewHash(sha256.New(), uuid.NameSpaceURL, fmt.Appendf(nil, "%s %s %d", in.key(), where, i), 8).String()
		}
	}
	return files, left
}
