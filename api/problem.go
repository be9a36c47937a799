package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"steward/domain"
)

// Problem is an error as RFC 9457 tells it, with the product's code and the field it is about.
type Problem struct {
	Type   string         `json:"type" doc:"A name of the kind of problem"`
	Title  string         `json:"title" doc:"The kind of problem in words"`
	Status int            `json:"status"`
	Code   domain.Code    `json:"code" doc:"not_found, invalid, conflict, forbidden, unauthorised, closed, unavailable, too_many or internal"`
	Detail string         `json:"detail" doc:"What is wrong and what to do, in the viewer's language"`
	Field  string         `json:"field,omitempty" doc:"The input's field that it is about"`
	Errors []FieldProblem `json:"errors,omitempty" doc:"Each field that is wrong"`

	retryAfter time.Duration
}

// FieldProblem is what is wrong with one field. The value itself is never repeated: it may be a password.
type FieldProblem struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// internal is the code of an error that is not the caller's doing.
const internal domain.Code = "internal"

func (p *Problem) Error() string { return p.Detail }

// GetStatus makes Problem an error of huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType makes huma answer application/problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders adds Retry-After where waiting helps.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(max(1, int(p.retryAfter.Round(time.Second).Seconds()))))
	}
	return h
}

// staleField is the field of a conflict about a precondition (If-Match) that no longer holds: it is told as 412.
const staleField = "if_match"

var statuses = map[domain.Code]int{
	domain.NotFound: http.StatusNotFound, domain.Invalid: http.StatusUnprocessableEntity, domain.Conflict: http.StatusConflict,
	domain.Forbidden: http.StatusForbidden, domain.Unauthorised: http.StatusUnauthorized, domain.Closed: http.StatusConflict,
	domain.Unavailable: http.StatusServiceUnavailable, domain.TooMany: http.StatusTooManyRequests, internal: http.StatusInternalServerError,
}

var titles = map[domain.Code]domain.Text{
	domain.NotFound:     {En: "Not found", Zh: "未找到"},
	domain.Invalid:      {En: "Input not valid", Zh: "输入无效"},
	domain.Conflict:     {En: "Conflict", Zh: "冲突"},
	domain.Forbidden:    {En: "Not allowed", Zh: "无权操作"},
	domain.Unauthorised: {En: "Not signed in", Zh: "未登录"},
	domain.Closed:       {En: "Closed", Zh: "已关闭"},
	domain.Unavailable:  {En: "Not available right now", Zh: "暂时不可用"},
	domain.TooMany:      {En: "Too many requests", Zh: "请求过多"},
	internal:            {En: "Internal error", Zh: "内部错误"},
}

// waiting is a refusal that ends by itself after a while.
type waiting struct {
	refusal *domain.Error
	after   time.Duration
}

func (w waiting) Error() string { return w.refusal.Error() }
func (w waiting) Unwrap() error { return w.refusal }

// problem turns any error into what the caller may read. What is not a refusal is logged and not shown.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var status statusError
	if errors.As(err, &status) {
		return inputProblem(ctx, int(status), "", nil)
	}
	var d *domain.Error
	if !errors.As(err, &d) {
		return s.unexpected(ctx, err)
	}
	if d.Code == domain.Unavailable {
		s.Log.WarnContext(ctx, "unavailable", "err", err, "request", requestOf(ctx).id)
	}
	p = newProblem(ctx, statuses[d.Code], d.Code, d.Text.In(languageOf(ctx)))
	p.Field = d.Field
	if d.Field == staleField {
		p.Status = http.StatusPreconditionFailed
	}
	if d.Field != "" {
		p.Errors = []FieldProblem{{d.Field, p.Detail}}
	}
	for _, also := range d.Also {
		p.Errors = append(p.Errors, FieldProblem{also.Field, also.Text.In(languageOf(ctx))})
	}
	var w waiting
	if errors.As(err, &w) {
		p.retryAfter = w.after
	} else if d.Code == domain.Unavailable || d.Code == domain.TooMany {
		p.retryAfter = time.Second
	}
	return p
}

func (s *Server) unexpected(ctx context.Context, err error) *Problem {
	q := requestOf(ctx)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return newProblem(ctx, 499, internal, "The caller went away.")
	}
	s.Log.ErrorContext(ctx, "request failed", "err", err, "request", q.id, "record", q.record)
	return newProblem(ctx, http.StatusInternalServerError, internal, domain.Text{
		En: "Something went wrong on our side. Try again; if it stays, tell the administrator this number: " + q.id,
		Zh: "系统内部出错，请重试；如仍出现，请将此编号告知管理员：" + q.id}.In(q.language))
}

func newProblem(ctx context.Context, status int, code domain.Code, detail string) *Problem {
	return &Problem{Type: "urn:steward:" + string(code), Title: titles[code].In(languageOf(ctx)), Status: status, Code: code, Detail: detail}
}

// fail answers a problem from a plain Gin handler or middleware.
func (s *Server) fail(c *gin.Context, err error) {
	p := s.problem(c.Request.Context(), err)
	for k, v := range p.GetHeaders() {
		c.Header(k, v[0])
	}
	c.Header("Content-Type", p.ContentType(""))
	c.Abort()
	c.JSON(p.Status, p)
}

// protocol says in words what huma and the router refuse by status alone.
var protocol = map[int]struct {
	code domain.Code
	text domain.Text
}{
	400: {domain.Invalid, domain.Text{En: "The request cannot be read: send valid JSON.", Zh: "无法读取请求，请发送有效的 JSON。"}},
	404: {domain.NotFound, domain.Text{En: "There is nothing at this address.", Zh: "此地址没有内容。"}},
	405: {domain.Invalid, domain.Text{En: "This address does not know that method.", Zh: "此地址不支持该方法。"}},
	406: {domain.Invalid, domain.Text{En: "Only application/json can be answered.", Zh: "只能以 application/json 回答。"}},
	408: {domain.Unavailable, domain.Text{En: "The request took too long to arrive; send it again.", Zh: "请求传输超时，请重新发送。"}},
	413: {domain.Invalid, domain.Text{En: "The request is too large; send less at once.", Zh: "请求过大，请减少内容。"}},
	415: {domain.Invalid, domain.Text{En: "Send the body as application/json.", Zh: "请以 application/json 发送。"}},
	422: {domain.Invalid, domain.Text{En: "Some fields are not valid; each is named below.", Zh: "部分字段无效，详见各字段说明。"}},
}

// refuseStatus makes the problem of a bare status.
func refuseStatus(status int) error { return statusError(status) }

type statusError int

func (e statusError) Error() string { return http.StatusText(int(e)) }

func init() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return inputProblem(context.Background(), status, msg, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return inputProblem(ctx.Context(), status, msg, errs)
	}
}

// inputProblem is what huma's own refusals become: the fields by name, never their values.
func inputProblem(ctx context.Context, status int, _ string, errs []error) *Problem {
	known, ok := protocol[status]
	if !ok {
		known.code, known.text = internal, domain.Text{En: "The request could not be answered.", Zh: "无法完成请求。"}
	}
	lang := languageOf(ctx)
	p := newProblem(ctx, status, known.code, known.text.In(lang))
	for _, err := range errs {
		var d huma.ErrorDetailer
		if err == nil || !errors.As(err, &d) {
			continue
		}
		f := fieldProblem(d.ErrorDetail(), lang)
		if f.Field == "" && f.Detail == unreadable.In(lang) { // no field is to blame: the status says more
			if status == http.StatusUnprocessableEntity {
				p.Detail = unreadableBody.In(lang)
			}
			continue
		}
		p.Errors = append(p.Errors, f)
	}
	if len(p.Errors) > 0 {
		p.Field, p.Detail = p.Errors[0].Field, strings.TrimPrefix(p.Errors[0].Field+": "+p.Errors[0].Detail, ": ")
	}
	return p
}

func fieldProblem(d *huma.ErrorDetail, lang string) FieldProblem {
	name, text := sayInvalid(d.Message, lang)
	field := d.Location
	for _, where := range []string{"body", "query", "path", "header", "form"} {
		if in, rest, _ := strings.Cut(field, "."); in == where {
			field = rest
			break
		}
	}
	if name != "" && field != "" {
		name = "." + name
	}
	return FieldProblem{Field: field + name, Detail: text}
}

// fieldOf answers the field of the refusal in err's chain.
func fieldOf(err error) string {
	var d *domain.Error
	if errors.As(err, &d) {
		return d.Field
	}
	return ""
}
