package api

import (
	"context"
	"encoding/hex"
	"mime"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"steward/domain"
	"steward/paper"
)

func (s *Server) registerArchive() {
	o := op(http.MethodGet, "/records/{number}/archive", "read-archive", "Read what was archived of a document: one page that needs nothing else")
	o.Description = "Its ETag is the SHA-256 of the page in hexadecimal, as the audit trail has it. To whom something of the document is hidden the print of the record is open instead."
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	register(s, o, onRecord, s.readArchive)
}

type archiveInput struct {
	RecordInput
	Version  int  `query:"version" minimum:"0" maximum:"1000" doc:"absent: the newest"`
	Download bool `query:"download" doc:"offered to be saved"`
}

// archived is an archived page as an answer, byte for byte.
type archived struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	ETag        string `header:"ETag"`
	Body        []byte
}

func (s *Server) readArchive(ctx context.Context, in *archiveInput) (*archived, error) {
	noteRecord(ctx, in.Number)
	a, err := s.Store.DocumentArchive(ctx, viewerOf(ctx), in.Number, in.Version)
	if err != nil {
		return nil, err
	}
	if a.Hides {
		return nil, domain.Refuse(domain.Forbidden, "The archive has what is hidden from you; print the document instead.", "归档件包含您无权查看的内容，请改用打印。")
	}
	how := "inline"
	if in.Download {
		how = "attachment"
	}
	name := in.Number + "-" + strconv.Itoa(a.Version) + ".html"
	return &archived{ContentType: typeHTML, Disposition: mime.FormatMediaType(how, map[string]string{"filename": name}), ETag: strconv.Quote(hex.EncodeToString(a.SHA256)),
		Policy: paper.Policy + "; sandbox allow-popups; frame-ancestors 'self'", Body: a.Content}, nil
}
