package seed

import (
	"strings"

	"steward/domain"
	"steward/domain/document"
	"steward/domain/form"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/store"
)

// draftedDocument is a document of the demo data, and how far its way has been gone: who has said what, one after the other.
type draftedDocument struct {
	kind, by, title, text string
	form                  form.Given
	said                  string // “login verb”, apart by commas
}

var drafted = []draftedDocument{
	{"notice", "yu.xin", "关于 2027 年元旦放假安排的通知", "全体员工：\n\n2027 年元旦放假安排为 **1 月 1 日至 3 日**，1 月 4 日起正常上班。值班安排另行通知。", form.Given{"audience": "all", "urgent": false},
		"he.wenjun approve, luo.min approve, peng.fei approve, gu.hongtao approve"},
	{"notice", "shen.bo", "关于机房停电检修的通知", "12 月 12 日 20:00 至次日 6:00 机房供电检修，期间内部系统暂停服务。", form.Given{"audience": "suzhou", "urgent": true}, "manager approve, yu.xin approve"},
	{"purchase", "tech1", "采购三层办公楼接入交换机", "现有交换机已停止维护，故障率上升。", form.Given{"purpose": "更换办公楼三层接入交换机", "total": 86000.0,
		"lines": []any{map[string]any{"item": "48 口千兆接入交换机", "quantity": 6.0, "price": 72000.0}, map[string]any{"item": "光模块 10G", "quantity": 24.0, "price": 14000.0}}}, "shen.bo approve, du.juan approve"},
	{"purchase", "tech3", "采购安全培训服务", "全员年度信息安全培训。", form.Given{"purpose": "年度信息安全培训", "total": 15000.0, "lines": []any{map[string]any{"item": "线上课程（500 人）", "quantity": 1.0, "price": 15000.0}}}, "manager return"},
	{"contract-seal", "jiang.hao", "Supply contract with Nordwerk GmbH for three machining centres", "The framework was agreed in October; this is the first call-off.", form.Given{"contract": "Supply contract 2026-118", "party": "Nordwerk GmbH", "amount": 3480000.0, "seal": "contract", "copies": 4.0}, ""},
}

// documents adds the types that are not there, and documents if there is none.
func (l *loader) documents() error {
	err := each(l, "document_types", documentTypes, func(f store.TypeFile) string { return f.Type.Code }, func(f store.TypeFile) error {
		_, err := l.st.TakeTypeFile(l.ctx, l.admin, f, false)
		return err
	})
	if err != nil {
		return err
	}
	page, err := l.st.Documents(l.ctx, l.admin, store.DocumentQuery{Asked: store.Asked{Limit: 1}})
	if err != nil || len(page.Items) > 0 {
		return err
	}
	for _, d := range drafted {
		if err := l.draftedDocument(d); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) draftedDocument(d draftedDocument) error {
	by, err := l.st.ViewerOf(l.ctx, domain.ByCode(d.by))
	if err != nil {
		return err
	}
	number, err := l.st.CreateDocument(l.ctx, store.NewDocument{Type: domain.ByCode(d.kind), NewApproval: store.NewApproval{Viewer: by, Title: d.title, Description: d.text, Form: d.form}})
	if err != nil {
		return err
	}
	if err := l.look(number); err != nil {
		return err
	}
	for said := range strings.SplitSeq(d.said, ", ") {
		login, verb, _ := strings.Cut(said, " ")
		if login == "" {
			continue
		}
		if err := l.says(number, login, incident.Verb(verb)); err != nil {
			return err
		}
		if err := l.look(number); err != nil {
			return err
		}
	}
	return nil
}

// look opens the steps that are ready, as the document's process will when there is one.
func (l *loader) look(number string) error {
	r, err := l.st.Record(l.ctx, l.admin, number)
	if err == nil {
		_, err = l.st.Advance(l.ctx, process.AdvanceIn{Life: process.Life{Number: number, UUID: r.UUID, Epoch: 1}, First: true, Open: []process.StageRef{{Stage: document.StageApprove, Round: 1}}})
	}
	return err
}

// says does a verb on the item that waits on somebody.
func (l *loader) says(number, login string, verb incident.Verb) error {
	v, err := l.st.ViewerOf(l.ctx, domain.ByCode(login))
	if err != nil {
		return err
	}
	r, err := l.st.Record(l.ctx, v, number)
	if err != nil {
		return err
	}
	act := store.ActInput{Number: number, Viewer: v, Act: incident.Act{Verb: verb}, Body: map[string]any{}}
	if verb == "return" {
		act.Plan.Step, act.Act.Comment = "start", "请补充课程大纲和至少两家供应商的报价。"
		act.Body = map[string]any{"comment": act.Act.Comment}
	}
	for _, it := range r.Plan.Items {
		if it.Status == "open" && it.Person != nil && it.Person.ID == v.UserID {
			act.Plan.Item = it.Item
		}
	}
	return l.st.Act(l.ctx, act)
}
