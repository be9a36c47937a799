package api

import "steward/domain/attachment"

// mostFile is the largest file that can be attached, in bytes.
const mostFile = attachment.Most

// sniff recognises a file by its first bytes and refuses kinds that are not taken.
func sniff(head []byte) (mediaType string, err error) { return attachment.Sniff(head) }

// fileName makes a name that is safe to show and to save.
func fileName(claimed string) string { return attachment.Name(claimed) }
