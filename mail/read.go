package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"

	"steward/domain/attachment"
	rules "steward/domain/mail"
)

// Incoming is a letter that came in, read.
type Incoming struct {
	MessageID string // without brackets; of one that has none, made from its content
	Head      rules.Head
	From      mail.Address
	To        []string // every address that it went to
	Subject   string
	Answers   []string // Message-IDs of the letters that it answers, the latest first
	Text      string   // what is new in it, as Markdown; its pictures stand in it as ![name](cid:n)
	Files     []File
	Raw       []byte
}

// File is a file that came with a letter.
type File struct {
	Name    string
	Content []byte
	Shown   string // how the words refer to it, such as cid:0; empty if they do not
}

// parser is lenient: people's programs write what they like. What is not as it should be is read as well as can be.
var parser = enmime.NewParser(enmime.SkipMalformedParts(true), enmime.MaxStoredPartErrors(10), enmime.DisableTextConversion(true),
	enmime.DisableCharacterDetection(true), enmime.MultipartWOBoundaryAsSinglePart(true), enmime.StripMediaTypeInvalidCharacters(true),
	enmime.SetReadPartErrorPolicy(func(*enmime.Part, error) bool { return true }))

// Read reads a letter as it came over the line.
func Read(raw []byte) (in Incoming, err error) {
	in.Raw = raw
	defer func() { // a program's mistake with one letter must not keep all others
		if why := recover(); why != nil {
			err = fmt.Errorf("mail: cannot be read: %v", why)
		}
	}()
	e, err := parser.ReadEnvelope(bytes.NewReader(typed(raw)))
	if err != nil {
		in.identify("")
		return in, fmt.Errorf("mail: cannot be read: %w", err)
	}
	in.Head = head(e)
	in.identify(in.Head.Get("Message-Id"))
	in.Subject = in.Head.Get("Subject")
	in.From = sender(e)
	in.To = addressees(e)
	in.Answers = answered(e)
	b := body{}
	b.collect(e.Root)
	in.Text, in.Files = b.text(), b.files
	return in, nil
}

var (
	headEnd    = regexp.MustCompile(`\r?\n\r?\n`)
	saysItType = regexp.MustCompile(`(?mi)^content-type[ \t]*:`)
)

// typed answers the letter with a type where it says none: text, in whatever its writer writes. The parser would take it for Latin letters.
func typed(raw []byte) []byte {
	end := headEnd.FindIndex(raw)
	if end == nil || saysItType.Match(raw[:end[0]]) {
		return raw
	}
	return append([]byte("Content-Type: text/plain\r\n"), raw...)
}

// identify gives the letter the name by which it is known: its Message-ID, else its content's digest.
func (in *Incoming) identify(messageID string) {
	id := strings.Trim(strings.TrimSpace(messageID), "<>")
	if id == "" || len(id) > 400 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r == utf8.RuneError }) {
		sum := sha256.Sum256(in.Raw)
		id = "sha256." + hex.EncodeToString(sum[:]) + "@content"
	}
	in.MessageID = id
}

func head(e *enmime.Envelope) rules.Head {
	h := rules.Head{}
	for _, key := range e.GetHeaderKeys() {
		for _, v := range e.GetHeaderValues(key) {
			name := canonical(key)
			h[name] = append(h[name], toText([]byte(v)))
		}
	}
	return h
}

// canonical spells a header's name as the rules do: Message-Id, X-Autoreply.
func canonical(name string) string {
	parts := strings.Split(strings.ToLower(name), "-")
	for i, p := range parts {
		if p != "" {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "-")
}

// toText answers bytes as text: what is no UTF-8 is taken for GB 18030, which people here write without saying so; NUL is left out.
func toText(b []byte) string {
	if !utf8.Valid(b) {
		if decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b); err == nil {
			b = decoded
		}
	}
	return strings.ReplaceAll(strings.ToValidUTF8(string(b), "\uFFFD"), "\x00", "")
}

func sender(e *enmime.Envelope) mail.Address {
	for _, key := range []string{"From", "Sender"} {
		list, err := e.AddressList(key)
		if err == nil && len(list) > 0 {
			return mail.Address{Name: toText([]byte(list[0].Name)), Address: strings.ToLower(list[0].Address)}
		}
		value := toText([]byte(e.GetHeader(key))) // a name that no rule knows
		if m := bareAddress.FindString(value); m != "" {
			name, _, _ := strings.Cut(value, "<")
			if strings.Contains(name, m) {
				name = ""
			}
			return mail.Address{Name: strings.Trim(name, ` "'`), Address: strings.ToLower(m)}
		}
	}
	return mail.Address{}
}

var bareAddress = regexp.MustCompile(`[A-Za-z0-9._%+=-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)

func addressees(e *enmime.Envelope) []string {
	var to []string
	for _, key := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"} {
		for _, v := range e.GetHeaderValues(key) {
			for _, a := range bareAddress.FindAllString(v, 50) {
				if a = strings.ToLower(a); !slices.Contains(to, a) {
					to = append(to, a)
				}
			}
		}
	}
	return to
}

var bracketed = regexp.MustCompile(`<([^<>\s]{1,400})>`)

// answered lists what a letter answers: what it answers directly, then what that answered, back to the first.
func answered(e *enmime.Envelope) []string {
	var ids []string
	for _, m := range bracketed.FindAllStringSubmatch(e.GetHeader("In-Reply-To"), 5) {
		ids = append(ids, m[1])
	}
	refs := bracketed.FindAllStringSubmatch(e.GetHeader("References"), 200)
	slices.Reverse(refs)
	for _, m := range refs {
		if !slices.Contains(ids, m[1]) {
			ids = append(ids, m[1])
		}
	}
	return ids
}

// body gathers what a letter consists of.
type body struct {
	plain, html []string
	files       []File
	inline      []inline
}

// collect walks the parts. Text without a file's name is what somebody wrote; the rest are files.
func (b *body) collect(p *enmime.Part) {
	for ; p != nil; p = p.NextSibling {
		if p.FirstChild != nil {
			b.collect(p.FirstChild)
			continue
		}
		kind := strings.ToLower(p.ContentType)
		written := p.FileName == "" && p.Disposition != "attachment"
		switch {
		case strings.HasPrefix(kind, "multipart/"): // without a part in it
		case written && (kind == "text/plain" || kind == ""):
			text := toText(p.Content)
			if strings.EqualFold(p.ContentTypeParams["format"], "flowed") {
				text = rules.Flowed(text, strings.EqualFold(p.ContentTypeParams["delsp"], "yes"))
			}
			b.plain = append(b.plain, text)
		case written && kind == "text/html":
			b.html = append(b.html, toText(p.Content))
		case kind == "application/pgp-signature", kind == "application/pkcs7-signature", kind == "application/x-pkcs7-signature":
		case p.ContentID != "" && strings.HasPrefix(kind, "image/"):
			b.inline = append(b.inline, inline{File{Name: fileName(p), Content: p.Content}, strings.Trim(p.ContentID, "<>"), p.Disposition == "attachment"})
		default:
			b.files = append(b.files, File{Name: fileName(p), Content: p.Content})
		}
	}
}

// fileName names a file: as its sender did, else by what it is.
func fileName(p *enmime.Part) string {
	name, said := toText([]byte(p.FileName)), p.Header.Get("Content-Disposition")+";"+p.Header.Get("Content-Type")
	if m := rawName.FindStringSubmatch(said); m != nil && !utf8.ValidString(said) { // written as no rule allows
		name = toText([]byte(m[1]))
	}
	if name == "" {
		name = extendedName(said)
	}
	if strings.TrimSpace(name) != "" {
		return attachment.Name(name)
	}
	endings := map[string]string{"message/rfc822": "mail.eml", "text/calendar": "invitation.ics", "image/png": "picture.png", "image/jpeg": "picture.jpg", "image/gif": "picture.gif", "text/html": "page.html", "text/plain": "text.txt"}
	if name, ok := endings[strings.ToLower(p.ContentType)]; ok {
		return name
	}
	return "file"
}

var (
	rawName   = regexp.MustCompile(`(?i)name="([^"]+)"`)
	extended  = regexp.MustCompile(`(?i)\bname\*(?:[0-9]{1,2}\*?)?="?([^;"\s]+)`)
	ofCharset = regexp.MustCompile(`^([A-Za-z0-9_-]*)'[^']*'(.*)$`)
)

// extendedName reads a file's name in a charset of its own, in one piece or several (RFC 2231).
func extendedName(header string) string {
	value := ""
	for _, m := range extended.FindAllStringSubmatch(strings.ReplaceAll(header, "filename*", " name*"), 20) {
		value += m[1]
	}
	charset := ""
	if m := ofCharset.FindStringSubmatch(value); m != nil {
		charset, value = m[1], m[2]
	}
	raw, err := url.PathUnescape(value)
	if err != nil {
		return ""
	}
	if coding, err := htmlindex.Get(charset); err == nil {
		if decoded, err := coding.NewDecoder().String(raw); err == nil {
			return toText([]byte(decoded))
		}
	}
	return toText([]byte(raw))
}
