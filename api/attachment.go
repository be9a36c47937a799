package api

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"steward/domain"
	"steward/domain/attachment"
	"steward/storage"
	"steward/store"
)

// Files keeps the content of attachments.
type Files interface {
	Put(ctx context.Context, r io.Reader) (storage.Blob, error)
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// Attachment is a file of a record, without its content.
type Attachment struct {
	ID        int64      `json:"id"`
	UUID      string     `json:"uuid"`
	Name      string     `json:"name"`
	Size      int64      `json:"size" doc:"In bytes"`
	MediaType string     `json:"media_type" doc:"As recognised by the content"`
	Internal  bool       `json:"internal" doc:"Customers do not see it"`
	Preview   bool       `json:"preview" doc:"Can be shown in the browser: url with ?preview=1"`
	URL       string     `json:"url"`
	MessageID *int64     `json:"message_id" doc:"The message it came with, if any"`
	By        *store.Ref `json:"uploaded_by"`
	At        time.Time  `json:"created_at"`
}

func attachmentOf(t store.Attachment) Attachment {
	return Attachment{ID: t.ID, UUID: t.UUID, Name: t.Name, Size: t.Size, MediaType: t.MediaType, Internal: t.Internal, Preview: attachment.Preview(t.MediaType) != "",
		URL: attachmentPath + t.UUID, MessageID: t.MessageID, By: t.UploadedBy, At: t.CreatedAt}
}

const attachmentPath = Prefix + "/attachments/"

func (s *Server) registerAttachments() {
	register(s, op(http.MethodGet, "/records/{number}/attachments", "list-attachments", "The files of a record"), onRecord, s.attachments)
	s.describeAttachments()
	s.handle(http.MethodPost, Prefix+"/records/:number/attachments", onRecord, s.attach)
	s.handle(http.MethodGet, attachmentPath+":uuid", onRecord, s.download)
	s.handle(http.MethodHead, attachmentPath+":uuid", onRecord, s.download)
}

type ofRecord struct {
	Number string `path:"number" maxLength:"40"`
}

func (s *Server) attachments(ctx context.Context, in *ofRecord) (*body[list[Attachment]], error) {
	rows, err := s.Store.Attachments(ctx, viewerOf(ctx), in.Number)
	if err != nil {
		return nil, err
	}
	out := list[Attachment]{Items: make([]Attachment, len(rows))}
	for i, row := range rows {
		out.Items[i] = attachmentOf(row)
	}
	return &body[list[Attachment]]{out}, nil
}

// upload is what a form of one file says.
type upload struct {
	name      string
	mediaType string
	blob      storage.Blob
	internal  bool
}

// attach takes a form with "file" and, for the desk, "internal" (true or false), and answers 201 with the attachment.
func (s *Server) attach(c *gin.Context) {
	t, err := s.attachTo(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, attachmentOf(t))
}

func (s *Server) attachTo(c *gin.Context) (store.Attachment, error) {
	ctx, number, key := c.Request.Context(), c.Param("number"), c.GetHeader("Idempotency-Key")
	v := viewerOf(ctx)
	if err := s.mayUpload(key); err != nil {
		return store.Attachment{}, err
	}
	// Who may not see the record must not fill the disk either. Whether it takes files now, the act judges.
	if _, err := s.Store.Attachments(ctx, v, number); err != nil {
		return store.Attachment{}, err
	}
	up, err := s.receive(c)
	if err != nil {
		return store.Attachment{}, err
	}
	body := sha256.New()
	_, _ = fmt.Fprintf(body, "%x %q %t", up.blob.SHA256, up.name, up.internal)
	return s.Store.Attach(ctx, store.NewAttachment{
		Number: number, Viewer: v, Key: key, BodyHash: body.Sum(nil), Internal: up.internal,
		Name: up.name, MediaType: up.mediaType, Size: up.blob.Size, SHA256: up.blob.SHA256, StorageKey: up.blob.Key,
	})
}

// mayUpload refuses an upload that cannot be kept, or not under this idempotency key.
func (s *Server) mayUpload(key string) error {
	if len(key) > 200 {
		return domain.RefuseField("Idempotency-Key", "This key is longer than 200 characters; use a shorter one.", "幂等键超过 200 个字符，请缩短。")
	}
	if s.Files == nil {
		return domain.Refuse(domain.Unavailable, "This server keeps no files; ask the administrator.", "此服务器未启用附件存储，请联系管理员。")
	}
	return nil
}

// receive reads the form and keeps the file's content. What is kept and then not attached, a sweep removes.
func (s *Server) receive(c *gin.Context) (upload, error) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, mostFile+(64<<10)) // the file and the form around it
	form, err := c.Request.MultipartReader()
	if err != nil {
		return upload{}, errNoFile
	}
	var up upload
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return upload{}, badForm(err)
		}
		switch {
		case part.FormName() == "internal":
			if up.internal, err = readFlag(part); err != nil {
				return upload{}, err
			}
		case part.FormName() == "file" && up.blob.Key != "":
			return upload{}, domain.RefuseField("file", "Send one file in a request.", "每次请求只能上传一个文件。")
		case part.FormName() == "file":
			if err := s.keep(c.Request.Context(), part, &up); err != nil {
				return upload{}, err
			}
		}
	}
	if up.blob.Key == "" {
		return upload{}, errNoFile
	}
	return up, nil
}

var errNoFile = domain.RefuseField("file", "Send a form (multipart/form-data) with the file in the field \"file\".", "请以 multipart/form-data 表单上传，文件字段名为 file。")

func readFlag(part *multipart.Part) (bool, error) {
	raw, err := io.ReadAll(io.LimitReader(part, 10))
	if err != nil {
		return false, badForm(err)
	}
	flag, err := strconv.ParseBool(string(raw))
	if err != nil {
		return false, domain.RefuseField("internal", "Say true or false.", "请填写 true 或 false。")
	}
	return flag, nil
}

// keep recognises the file by its content before anything is written, and keeps it if it is of a kind that is taken.
func (s *Server) keep(ctx context.Context, part *multipart.Part, up *upload) error {
	content := bufio.NewReaderSize(part, attachment.Sniffed)
	head, err := content.Peek(attachment.Sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return badForm(err)
	}
	if len(head) == 0 {
		return attachment.ErrEmpty
	}
	if up.mediaType, err = sniff(head); err != nil {
		return err
	}
	up.name = fileName(part.FileName())
	limited := &io.LimitedReader{R: content, N: mostFile + 1}
	up.blob, err = s.Files.Put(ctx, limited)
	if err != nil {
		return badForm(err)
	}
	if up.blob.Size > mostFile {
		return attachment.ErrTooLarge
	}
	return nil
}

// badForm tells what is wrong with a form that cannot be read to its end.
func badForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return attachment.ErrTooLarge
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, multipart.ErrMessageTooLarge) {
		return domain.RefuseField("file", "The upload broke off; send it again.", "上传中断，请重新上传。")
	}
	return err
}

// download answers a file's content so that nothing in it can act in the product's name: sandboxed, never sniffed, and offered
// to be saved unless it is of a kind that browsers show safely and a preview was asked for.
func (s *Server) download(c *gin.Context) {
	ctx := c.Request.Context()
	id, err := uuid.Parse(c.Param("uuid"))
	if err != nil {
		s.fail(c, store.ErrNone)
		return
	}
	t, number, err := s.Store.Attachment(ctx, viewerOf(ctx), id.String())
	if err != nil {
		s.fail(c, err)
		return
	}
	noteRecord(ctx, number)
	if s.Files == nil {
		s.fail(c, store.ErrNone)
		return
	}
	content, err := s.Files.Open(ctx, t.StorageKey)
	if errors.Is(err, storage.ErrNone) {
		s.Log.ErrorContext(ctx, "the content of a file is missing: restore the folder of attachments", "attachment", t.UUID, "record", number, "key", t.StorageKey)
		err = domain.Refuse(domain.NotFound, "The content of this file is missing on the server; tell your administrator, who can restore it.", "此文件的内容在服务器上缺失，请联系管理员恢复。")
	}
	if err != nil {
		s.fail(c, fmt.Errorf("attachment %s of %s: %w", t.UUID, number, err))
		return
	}
	defer func() { _ = content.Close() }()
	setFileHeaders(c.Writer.Header(), t, c.Query("preview") == "1")
	http.ServeContent(c.Writer, c.Request, "", t.CreatedAt, content)
}

func setFileHeaders(h http.Header, t store.Attachment, preview bool) {
	contentType, disposition, policy := attachment.Preview(t.MediaType), "attachment", "sandbox; default-src 'none'"
	switch {
	case contentType == "":
		contentType = "application/octet-stream"
	case preview:
		disposition = "inline"
		if contentType == attachment.PDF { // browsers' own viewer does not run in a sandbox; it keeps the file apart from the page
			policy = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
		}
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": t.Name}))
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache") // may be kept, but who may see it is asked each time
	h.Set("ETag", `"`+hex.EncodeToString(t.SHA256)+`"`)
}
