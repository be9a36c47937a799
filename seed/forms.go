package seed

import (
	"time"

	"steward/domain"
	"steward/domain/form"
	"steward/domain/incident"
	"steward/store"
)

// asked is a form of the demo data, and the service that asks for it.
type asked struct {
	thing
	service  thing
	plan     string // by which the service's tickets go; empty: none
	sections []form.Section
}

// forms: what a workplace computer needs, by a plan of its own, and what somebody wants access to.
var forms = []asked{
	{thing{code: "pc-setup", name: "电脑申领单", nameEn: "Workplace computer"}, thing{"pc-setup", "电脑申领与安装", "PC set-up", "desk"}, "pc-setup", pcSetup},
	{thing{code: "account-request", name: "账号与权限申请单", nameEn: "Account and access"}, thing{"account-request", "账号与权限申请", "Account and access request", "desk"}, "", accountRequest},
}

var pcSetup = []form.Section{
	section("device", "设备", "Device",
		choice("device", "需要的设备", "What is needed", "laptop", "笔记本电脑", "Laptop", "desktop", "台式电脑", "Desktop computer", "workstation", "设计工作站", "Design workstation").must(),
		choice("reason", "申领原因", "Why", "new", "新员工入职", "Somebody new joins", "replace", "更换旧设备", "In place of an old one", "extra", "增配", "Besides what is there").must(),
		field(form.Serial, "old_serial", "旧设备序列号", "Serial number of the old one").when(`form.reason == "replace"`).must().hint("贴在设备底部的标签上", "On the label below the device"),
		field(form.Paragraph, "why", "配置理由", "Why this one").mustWhen(`form.device == "workstation" or form.reason == "extra"`)),
	section("setup", "安装与交付", "Set-up and delivery",
		field(form.Person, "user", "使用人", "Who will use it").must().begins(form.DefaultRequester),
		field(form.Place, "place", "交付地点", "Where it is delivered"),
		field(form.Date, "needed", "希望交付日期", "Needed by").must(),
		choices("software", "需要安装的软件", "Software", "office", "办公软件", "Office", "erp", "ERP 客户端", "ERP client", "cad", "三维设计", "3D design", "dev", "开发工具", "Development tools"),
		field(form.YesNo, "cad_licence", "是否已有三维设计许可", "Is there a licence for 3D design?").when(`"cad" in form.software`).must(),
		accessories()),
	section("handover", "服务台填写", "Filled in by the service desk",
		field(form.Text, "asset_tag", "资产标签", "Asset tag").must().rights(form.Read, form.Edit),
		field(form.Text, "cost_centre", "成本中心", "Cost centre").rights(form.Hidden, form.Edit)),
}

var accountRequest = []form.Section{
	section("account", "账号", "Account",
		field(form.Person, "person", "账号使用人", "For whom").must().begins(form.DefaultRequester),
		field(form.Unit, "unit", "所属部门", "Department").begins(form.DefaultRequester),
		choices("systems", "系统", "Systems", "mail", "邮箱", "Mail", "erp", "ERP", "ERP", "mes", "MES", "MES", "plm", "产品数据（PLM）", "Product data (PLM)", "vpn", "VPN", "VPN").must(),
		choice("erp_role", "ERP 角色", "Role in ERP", "buyer", "采购", "Purchasing", "planner", "计划", "Planning", "finance", "财务", "Finance").when(`"erp" in form.systems`).must(),
		choice("level", "权限级别", "Level", "read", "只读", "Read", "write", "读写", "Read and write", "admin", "管理员", "Administrator").must(),
		field(form.Hint, "admin_hint", "管理员权限", "Administrators").when(`form.level == "admin"`).hint("管理员权限须注明截止日期，每季度复核一次。", "The rights of an administrator end on a day and are reviewed each quarter."),
		field(form.Date, "until", "有效期至", "Until").mustWhen(`form.level == "admin"`),
		field(form.Paragraph, "reason", "用途", "What for").must()),
	section("identity", "身份核验", "Identity",
		field(form.Text, "id_tail", "证件号码后四位", "Last four digits of the identity card").rights(form.Edit, form.Read).hint("仅供服务台核验身份", "Only for the service desk, to know who it is")),
}

// part is a field under construction.
type part form.Field

func section(id, zh, en string, parts ...part) form.Section {
	s := form.Section{ID: id, Name: t(zh, en)}
	for _, p := range parts {
		s.Fields = append(s.Fields, form.Field(p))
	}
	return s
}

func field(kind form.Kind, id, zh, en string) part { return part{ID: id, Kind: kind, Name: t(zh, en)} }

// choice is a field of which one option is chosen; options are their ids, Chinese and English names in turn.
func choice(id, zh, en string, options ...string) part {
	p := field(form.Choice, id, zh, en)
	for i := 0; i+2 < len(options); i += 3 {
		p.Options = append(p.Options, form.Option{ID: options[i], Name: t(options[i+1], options[i+2])})
	}
	return p
}

func choices(id, zh, en string, options ...string) part {
	p := choice(id, zh, en, options...)
	p.Kind = form.Choices
	return p
}

func accessories() part {
	least := 1.0
	p := field(form.Table, "accessories", "配件", "Accessories")
	p.Columns = []form.Column{
		{ID: "item", Kind: form.Text, Name: t("名称", "Item"), Required: true},
		{ID: "quantity", Kind: form.Number, Name: t("数量", "Quantity"), Required: true, Min: &least},
		{ID: "price", Kind: form.Money, Name: t("预计金额（元）", "Estimate (CNY)"), Sum: true},
	}
	p.MostRows = 20
	return p
}

func (p part) must() part {
	p.Required = true
	return p
}

func (p part) mustWhen(condition string) part {
	p.RequiredWhen = condition
	return p
}

func (p part) when(condition string) part {
	p.When = condition
	return p
}

func (p part) begins(with any) part {
	p.Default = with
	return p
}

func (p part) hint(zh, en string) part {
	p.Help = t(zh, en)
	return p
}

// rights are those of the requester and of the desk; nobody else knows of the field.
func (p part) rights(start, desk form.Right) part {
	p.Access = map[string]form.Right{form.Start: start, form.Desk: desk, form.Others: form.Hidden}
	return p
}

// forms adds and publishes the forms.
func (l *loader) forms() error {
	return each(l, "forms", forms, func(f asked) string { return f.code }, func(f asked) error {
		made, err := l.st.CreateForm(l.ctx, l.admin, store.FormInput{Naming: naming(f.thing), Draft: &form.Definition{Sections: f.sections}}, "")
		if err == nil {
			_, err = l.st.PublishForm(l.ctx, l.admin, domain.ByID(made.ID), nil)
		}
		return err
	})
}

// formServices adds the services that ask for a form.
func (l *loader) formServices() error {
	return each(l, "services", forms, func(f asked) string { return f.service.code }, func(f asked) error {
		_, err := l.st.CreateService(l.ctx, l.admin, store.ServiceInput{Naming: naming(f.service), Queue: under(f.service.parent), Form: domain.ByCode(f.code), Template: under(f.plan)}, "")
		return err
	})
}

// filled is a ticket that began with a form.
type filled struct {
	ref, service, category string
	by                     string
	title, text            string
	ago                    time.Duration
	taken                  string // by whom; empty: nobody yet
	values                 form.Given
}

var filledIn = []filled{
	{ref: "form-1", service: "pc-setup", category: "laptop", by: "yu.xin", title: "新员工笔记本电脑", text: "下周一有新同事入职成本核算岗。", ago: 26 * time.Hour, taken: "tech2", values: form.Given{
		"device": "laptop", "reason": "new", "user": "xia.yu", "place": "sz-a-205", "needed": "2026-12-07", "software": []any{"office", "erp"},
		"accessories": []any{map[string]any{"item": "27 英寸显示器", "quantity": 1.0, "price": 1299.0}, map[string]any{"item": "扩展坞", "quantity": 1.0, "price": 458.5}}}},
	{ref: "form-2", service: "pc-setup", category: "laptop", by: "james.carter", title: "Laptop does not hold its charge any more", text: "It is five years old and runs for half an hour.", ago: 3 * time.Hour, values: form.Given{
		"device": "laptop", "reason": "replace", "old_serial": "5CG0417KX2", "user": "james.carter", "needed": "2026-12-14", "software": []any{"office"}}},
	{ref: "form-3", service: "account-request", category: "permission", by: "du.juan", title: "ERP 采购权限", text: "采购二组新增一名采购员。", ago: 50 * time.Hour, taken: "agent", values: form.Given{
		"systems": []any{"mail", "erp"}, "erp_role": "buyer", "level": "write", "reason": "创建采购订单、查询库存", "id_tail": "4417"}},
	{ref: "form-4", service: "account-request", category: "permission", by: "anna.weber", title: "Administrator of the test system", text: "", ago: 2 * time.Hour, values: form.Given{
		"systems": []any{"plm"}, "level": "admin", "until": "2027-03-31", "reason": "Set up the export module before the audit in March."}},
}

// tell answers the history of a ticket that began with a form.
func (f filled) tell(d directory, now time.Time) store.History {
	began := now.Add(-f.ago)
	h := store.History{Source: source, Ref: f.ref, Title: f.title, Description: f.text, Channel: "portal", BeganAt: began, BeganBy: d.people[f.by], Form: f.values,
		Begin: incident.State{Kind: "question", Impact: 3, Urgency: 2, RequesterID: d.people[f.by], ServiceID: d.services[f.service], CategoryID: d.categories[f.category]}}
	if f.taken != "" {
		h.Facts = []store.PastFact{{Past: incident.Past{At: began.Add(25 * time.Minute), Act: incident.Act{Verb: incident.Take, ActorID: d.people[f.taken]}}}}
	}
	return h
}
