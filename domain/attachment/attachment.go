// Package attachment holds the rules of files that hang on records, however they come in: how large, of which kinds, under which names.
package attachment

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"

	"steward/domain"
)

// Most is the largest file that can be attached, in bytes.
const Most = 20 << 20

// ErrTooLarge refuses a file of more.
var ErrTooLarge = domain.RefuseField("file", "This file is larger than 20 MiB; attach a smaller one.", "文件超过 20 MiB，请上传更小的文件。")

// ErrEmpty refuses a file without content.
var ErrEmpty = domain.RefuseField("file", "This file is empty; choose another.", "文件为空，请重新选择。")

// Sniffed is how much of a file is looked at to recognise its kind, in bytes.
const Sniffed = 3072

const (
	typeText = "text/plain"
	// PDF is shown by browsers in a viewer of their own.
	PDF = "application/pdf"
)

// shown are the kinds that a browser may show itself; text of any kind is shown as plain text besides.
var shown = []string{"image/png", "image/jpeg", "image/gif", "image/webp", PDF}

// Picture tells whether a file of this kind is a picture that a text may show.
func Picture(mediaType string) bool {
	return strings.HasPrefix(mediaType, "image/") && slices.Contains(shown, mediaType)
}

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

// Sniff recognises a file by its first bytes, whatever its name claims, and refuses kinds that are not taken.
func Sniff(head []byte) (mediaType string, err error) {
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

// Preview answers as what a file of this kind may be shown, empty if only saved. Text is always plain: a page or drawing
// is shown as its source.
func Preview(mediaType string) string {
	switch {
	case slices.Contains(shown, mediaType):
		return mediaType
	case strings.HasPrefix(mediaType, "text/") || slices.Contains(textual, mediaType):
		return typeText + "; charset=utf-8"
	}
	return ""
}

// Name makes a name that is safe to show and to save: no folders, no control or direction-changing characters, at most
// 150 characters with the ending kept.
func Name(claimed string) string {
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
