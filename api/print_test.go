package api

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
	"github.com/stretchr/testify/require"

	"steward/paper"
	"steward/store"
)

// pdfText reads a PDF back.
func pdfText(t testing.TB, file []byte) string {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	var b strings.Builder
	for i := range r.NumPage() {
		for _, s := range r.Page(i + 1).Content().Text {
			b.WriteString(s.S)
		}
	}
	return strings.ReplaceAll(b.String(), "\ufffd", "")
}

// A ticket on paper says what its page says, to each what they may see, in the language that is asked for.
func TestPrint_ATicketSaysWhatItsPageSays(t *testing.T) {
	d, tokens := newOffice(t)
	d.exec(`UPDATE users SET name = '谢𬱖', name_en = 'Xie Wei', zone = 'Asia/Shanghai' WHERE login = 'x-one'`)
	r := read[store.Record](d, 201, post, Prefix+"/incidents", tokens["x-one"], m{"kind": "complaint", "subject": "打印机坏了 <b>", "description": "**今早** 起 [无法打印](javascript:alert(1))\n\n- 一\n- 二", "urgency": 1, "impact": 2})
	at := Prefix + "/records/" + r.Number
	d.exec(`UPDATE records SET queue_id = (SELECT id FROM queues WHERE code = 'open')`)
	read[any](d, 201, post, at+"/messages", tokens["agent"], m{"body": "classified words", "internal": true})
	read[any](d, 201, post, at+"/messages", tokens["agent"], m{"body": "We look at it"})
	d.attached(r.Number, tokens["agent"], "internal", "true", "file:classified.txt", "x")
	d.attached(r.Number, tokens["agent"], "internal", "false", "file:照片.txt", "y")
	read[any](d, 200, post, at+"/acts", tokens["agent"], m{"verb": "log_work", "minutes": 25, "comment": "classified work"})
	read[any](d, 200, post, at+"/acts", tokens["agent"], m{"verb": "resolve", "resolution_code": "solved", "resolution_text": "换了硒鼓"})

	page := d.call(get, at+"/print?format=html&language=zh", tokens["x-one"], nil)
	require.Equal(t, 200, page.Code, page.Body)
	require.Equal(t, typeHTML, page.Header().Get("Content-Type"))
	require.Contains(t, page.Header().Get("Content-Security-Policy"), paper.Policy)
	require.Contains(t, page.Header().Get("Content-Security-Policy"), "sandbox")
	require.Contains(t, page.Header().Get("Content-Disposition"), "inline")
	for _, want := range []string{"投诉", r.Number, "打印机坏了 &lt;b&gt;", "已解决", "P2 高", "谢𬱖", "<strong>今早</strong>", "无法打印", "换了硒鼓", "We look at it", "照片.txt", "a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148b0fa", "打印于", "Asia/Shanghai"} {
		require.Contains(t, page.Body.String(), want)
	}
	for _, not := range []string{"classified", "内部备注", "javascript:", "<script", "Queue", "队列"} {
		require.NotContains(t, page.Body.String(), not)
	}

	desk := d.call(get, at+"/print?language=en", tokens["agent"], nil).Body.String()
	for _, want := range []string{"Complaint", "Resolved", "P2 High", "Xie Wei", "classified words", "internal note", "classified.txt", "classified work", "25 min", "Queue", "Department", "Solved"} {
		if want != "Department" { // nobody has one here
			require.Contains(t, desk, want)
		}
	}

	file := d.call(get, at+"/print?format=pdf", tokens["x-one"], nil, "Accept-Language", "zh")
	require.Equal(t, 200, file.Code, file.Body)
	require.Equal(t, "application/pdf", file.Header().Get("Content-Type"))
	text := pdfText(t, file.Body.Bytes())
	for _, want := range []string{"投诉", r.Number, "打印机坏了 <b>", "谢𬱖", "今早", "换了硒鼓", "照片.txt", "1 / 1"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "classified")

	refused(d, 404, "", get, at+"/print", tokens["y-one"], nil)
	refused(d, 404, "", get, Prefix+"/records/INC-999999/print?format=pdf", tokens["admin"], nil)
	refused(d, 422, "format", get, at+"/print?format=doc", tokens["x-one"], nil)
	refused(d, 401, "", get, at+"/print", "", nil)
}

// On a request's paper stand the opinions, whose they are, and who read it.
func TestPrint_ARequestShowsItsOpinions(t *testing.T) {
	d, tokens := newOffice(t)
	read[store.Template](d, 201, post, Prefix+"/plan-templates", tokens["admin"], `{"code":"buy","name":"采购","name_en":"Purchase","kind":"approval","draft":{"steps":[
		{"id":"start","kind":"submit","name":{"en":"Submit","zh":"提交"}},
		{"id":"check","kind":"approval","name":{"en":"Check","zh":"审核"},"who":[{"by":"person","name":"approver"}]},
		{"id":"boss","kind":"approval","name":{"en":"Boss","zh":"领导"},"after":["check"],"who":[{"by":"person","name":"manager"}]}]}}`)
	read[store.Template](d, 200, post, Prefix+"/plan-templates/buy/publish", tokens["admin"], `{}`)
	number := d.askFor(tokens["employee"], "buy", 1)[0]
	d.exec(`UPDATE approvals SET description = '三台', amount = 30000`)
	at := Prefix + "/records/" + number
	item := d.waitingFor(tokens["approver"], "")[number]
	read[any](d, 200, post, at+"/acts", tokens["approver"], m{"verb": "approve", "item": item, "comment": "请 *比价*"})
	d.advance(number, false)
	d.exec(`INSERT INTO receipts (record_id, user_id, sent_at) SELECT r.id, u.id, now() FROM records r, users u WHERE u.login = 'agent'`)

	page := d.call(get, at+"/print?language=zh", tokens["employee"], nil).Body.String()
	for _, want := range []string{"审批申请", "进行中", "30,000.00", "采购", "三台", "审批意见", "<strong>approver</strong>", "审核 · 同意", "请 <em>比价</em>", "正在等待", "领导", "传阅", "agent", "未阅"} {
		require.Contains(t, page, want)
	}
	require.NotContains(t, page, "优先级")
	require.Contains(t, d.call(get, at+"/print?language=en", tokens["employee"], nil).Body.String(), "Check · approved")
}
