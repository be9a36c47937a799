package seed

import (
	"steward/domain"
	"steward/domain/form"
	"steward/domain/plan"
	"steward/store"
)

// documentTypes are what the company's official documents are: a notice that goes round the house, a purchase whose way depends on what it costs, and the
// seal on a contract. Each is a file, as a designer would keep it.
var documentTypes = []store.TypeFile{
	typeFile(thing{code: "notice", name: "通知", nameEn: "Notice"}, administrative, "面向全公司或部分单位发布的通知", "Announcements to the whole company or a part of it", "{unit}〔{year}〕{seq}号", 30,
		[]plan.Assignee{headOf("production"), headOf("commercial"), headOf("it"), headOf("hr"), headOf("finance"), headOf("quality"), {By: "group", Name: "service-desk"}},
		formFile("official-notice", "通知", "Notice", section("scope", "发布范围", "Whom it is for",
			choice("audience", "发布范围", "Audience", "all", "全公司", "The whole company", "suzhou", "苏州工厂", "Suzhou plant", "chengdu", "成都工厂", "Chengdu plant").must(),
			field(form.Date, "from", "生效日期", "In force from").must().begins("today"),
			field(form.YesNo, "urgent", "加急", "Urgent"),
			field(form.Paragraph, "legal", "法务意见", "Legal opinion").at(map[string]form.Right{form.Start: form.Read, "legal": form.Edit}))),
		planFile("official-notice", "通知签发", "Issuing a notice",
			submit().named("拟稿", "Write it"),
			approval("head", "部门负责人审核", "The head of the department", headOfRequester()).limit(workDay, plan.Escalate),
			group("countersign", "会签", "Countersigned").after("head"),
			approval("hr", "人力资源部会签", "Human resources", headOf("hr")).in("countersign"),
			group("rules", "合规审查", "Compliance").in("countersign"),
			approval("legal", "法务审查", "Legal review", somebody("he.wenjun")).in("rules").limit(2*workDay, plan.Remind),
			approval("quality", "质量体系审查", "Quality system", headOf("quality")).in("rules"),
			approval("finance", "财务会签", "Finance", headOf("finance")).in("countersign").when(`form.audience == "all"`),
			approval("sign", "总经理签发", "Signed by the general manager", headOf(company)).after("countersign").limit(workDay, plan.Remind),
		)),
	typeFile(thing{code: "purchase", name: "采购申请", nameEn: "Purchase"}, business, "采购设备、物料与服务", "Equipment, material and services", "CG-{year}-{seq:4}", 15,
		[]plan.Assignee{somebody("du.juan")},
		formFile("purchase", "采购申请单", "Purchase", section("what", "采购内容", "What is bought",
			field(form.Text, "purpose", "用途", "What it is for").must(),
			table("lines", "采购明细", "Lines", column(form.Text, "item", "品名规格", "Item").must(), column(form.Number, "quantity", "数量", "Quantity").must(), column(form.Money, "price", "金额（元）", "Amount").must().total()).must(),
			field(form.Money, "total", "预算总额（元）", "Budget").must(),
			field(form.Date, "needed", "需用日期", "Needed by")),
			section("money", "财务", "Finance",
				field(form.Text, "budget", "预算科目", "Budget line").at(map[string]form.Right{form.Start: form.Hidden, form.Others: form.Hidden, "budget": form.Edit, "general-manager": form.Read}))),
		planFile("purchase-document", "采购公文审批", "Purchasing document",
			submit(),
			approval("head", "直接上级审批", "The requester's head", headOfRequester()).limit(workDay, plan.Escalate),
			group("review", "会审", "Review").after("head"),
			approval("price", "采购部询价", "Procurement checks the price", somebody("du.juan")).in("review"),
			group("money", "资金审核", "Money").in("review"),
			approval("budget", "财务预算审核", "Finance checks the budget", headOf("finance")).in("money"),
			approval("committee", "投资委员会（三分之二）", "Investment committee, two of three", somebody("lin.guodong"), somebody("xu.jing"), somebody("he.wenjun")).in("money").after("budget").when("form.total > 20000").quorum(2),
			approval("general-manager", "总经理审批", "General manager", headOf(company)).after("review").when("form.total > 100000"),
		)),
	typeFile(thing{code: "contract-seal", name: "合同用印", nameEn: "Seal on a contract"}, business, "合同与协议加盖公章或合同章", "The company's seal on contracts and agreements", "用印〔{year}〕{seq:3}号", 0, nil,
		formFile("contract-seal", "用印申请单", "Seal on a contract", section("contract", "合同", "Contract",
			field(form.Text, "contract", "合同名称", "Contract").must(),
			field(form.Text, "party", "签约对方", "Other party").must(),
			field(form.Money, "amount", "合同金额（元）", "Amount"),
			choice("seal", "印章", "Seal", "company", "公章", "Company seal", "contract", "合同专用章", "Contract seal").must(),
			field(form.Number, "copies", "份数", "Copies").must())),
		planFile("contract-seal", "用印审批", "Seal on a contract",
			submit(),
			approval("head", "部门负责人审批", "The head of the department", headOfRequester()).limit(workDay, plan.Escalate),
			approval("legal", "法务审查", "Legal review", somebody("he.wenjun")).after("head"),
			approval("finance", "财务复核", "Finance", headOf("finance")).after("head").when("form.amount > 50000"),
			task("seal", "盖章", "Put the seal", somebody("he.wenjun")).after("legal", "finance").when("not revoking"),
		)),
}

var (
	administrative = store.TypeFileName{Code: "administrative", Name: "行政公文", NameEn: "Administration"}
	business       = store.TypeFileName{Code: "business", Name: "业务审批", NameEn: "Business"}
)

func typeFile(t thing, group store.TypeFileName, about, aboutEn, pattern string, years int, readers []plan.Assignee, f *store.TypeFileForm, p store.TypeFilePlan) store.TypeFile {
	return store.TypeFile{Steward: "document type", Group: group, Form: f, Template: p, Type: store.TypeFileType{TypeFileName: nameOf(t), About: about, AboutEn: aboutEn, Pattern: pattern,
		Circulation: readers, CirculateDays: 3, KeepYears: years, Enabled: true}}
}

func nameOf(t thing) store.TypeFileName {
	return store.TypeFileName{Code: t.code, Name: t.name, NameEn: t.nameEn}
}

func planFile(code, zh, en string, steps ...planStep) store.TypeFilePlan {
	p := store.TypeFilePlan{TypeFileName: store.TypeFileName{Code: code, Name: zh, NameEn: en}}
	for _, s := range steps {
		p.Definition.Steps = append(p.Definition.Steps, plan.StepDef(s))
	}
	return p
}

func (t planStep) named(zh, en string) planStep {
	t.Name = domain.Text{En: en, Zh: zh}
	return t
}

func formFile(code, zh, en string, sections ...form.Section) *store.TypeFileForm {
	return &store.TypeFileForm{TypeFileName: store.TypeFileName{Code: code, Name: zh, NameEn: en}, Definition: form.Definition{Sections: sections}}
}

// formColumn is a column of a table under construction.
type formColumn form.Column

func table(id, zh, en string, columns ...formColumn) part {
	f := field(form.Table, id, zh, en)
	for _, c := range columns {
		f.Columns = append(f.Columns, form.Column(c))
	}
	return f
}

func column(kind form.Kind, id, zh, en string) formColumn {
	return formColumn{ID: id, Kind: kind, Name: domain.Text{En: en, Zh: zh}}
}

// at says who does what with the field at which step.
func (p part) at(access map[string]form.Right) part {
	p.Access = access
	return p
}

func (c formColumn) must() formColumn {
	c.Required = true
	return c
}

func (c formColumn) total() formColumn {
	c.Sum = true
	return c
}
