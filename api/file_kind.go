package api

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"

	"steward/domain"
)

// sniffed is how much of a file is looked at to recognise its kind, in bytes.
const sniffed = 3072

const (
	typeText = "text/plain"
	typePDF  = "application/pdf"
)

// shown are the kinds that a browser may show itself; text of any kind is shown as plain text besides.
var shown = []string{"image/png", "image/jpeg", "image/gif", "image/webp", typePDF}

// taken are the kinds of file that can be attached, besides text of any kind. Programs are not among them.
var taken = slices.Concat(shown, []string{
	"image/apng", "image/bmp", "image/tiff", "image/avif", "image/heic", "image/heif", "image/x-icon",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/vnd.ms-outlook",
	"application/x-ole-storage", "application/vnd.ms-visio.drawing.main+xml", "application/onenote",
	"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
	"application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.graphics",
	"application/zip", "application/x-7z-compressed", "application/vnd.rar", "application/gzip", "application/x-bzip2", "application/x-xz",
	"application/zstd", "application/x-tar", "application/epub+zip", "application/vnd.tcpdump.pcap", "application/pkcs7-signature",
	"audio/mpeg", "audio/wav", "audio/ogg", "audio/aac", "audio/flac", "audio/amr", "audio/mp4", "audio/x-m4a", "application/ogg",
	"video/mp4", "video/webm", "video/ogg", "video/quicktime", "video/x-m4v", "video/matroska", "video/x-msvideo", "video/mpeg", "video/3gpp",
})

// sniff recognises a file by its first bytes, whatever its name claims, and refuses kinds that are not taken.
func sniff(head []byte) (mediaType string, err error) {
	m := mimetype.Detect(head)
	mediaType, _, _ = strings.Cut(m.String(), ";")
	if slices.Contains(taken, mediaType) {
		return mediaType, nil
	}
	for p := m; p != nil; p = p.Parent() {
		if p.Is(typeText) {
			return mediaType, nil
		}
	}
	return "", domain.RefuseField("file",
		"Files of this kind ("+mediaType+") cannot be attached; put it into a ZIP archive.", "不支持此类文件（"+mediaType+"），请压缩为 ZIP 后上传。")
}

// textual are kinds of text whose name does not say so.
var textual = []string{"image/svg+xml", "message/rfc822", "application/json", "application/x-ndjson", "application/xhtml+xml"}

// previewType answers as what a file of this kind may be shown, empty if only saved. Text is always plain: a page or drawing
// is shown as its source.
func previewType(mediaType string) string {
	switch {
	case slices.Contains(shown, mediaType):
		return mediaType
	case strings.HasPrefix(mediaType, "text/") || slices.Contains(textual, mediaType):
		return typeText + "; charset=utf-8"
	}
	return ""
}

// fileName makes a name that is safe to show and to save: no folders, no control or direction-changing characters, at most
// 150 characters with the ending kept.
func fileName(claimed string) string {
	if i := strings.LastIndexAny(claimed, `/\`); i >= 0 {
		claimed = claimed[i+1:]
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(claimed, ""))
	name = strings.TrimLeft(strings.TrimRight(strings.TrimSpace(name), ". "), ".")
	if name == "" {
		return "file"
	}
	if runes := []rune(name); len(runes) > 150 {
		ending := ""
		if i := strings.LastIndexByte(name, '.'); i > 0 && len([]rune(name[i:])) <= 15 {
			ending = name[i:]
		}
		name = string(runes[:150-len([]rune(ending))]) + ending
	}
	return name
}
