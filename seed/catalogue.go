package seed

// line of the catalogue: a queue with its owner, open to the whole desk or not.
type queue struct {
	thing
	owner  string
	closed bool
	grants string
}

var queues = []queue{
	{thing: thing{code: "desk", name: "服务台", nameEn: "Service Desk"}, owner: "service-desk"},
	{thing: thing{code: "infrastructure", name: "基础设施", nameEn: "Infrastructure"}, owner: "network"},
	{thing: thing{code: "applications", name: "业务系统", nameEn: "Business Systems"}, owner: "erp"},
	{thing: thing{code: "after-sales", name: "客户售后", nameEn: "After-sales"}, owner: "customer-desk"},
	{thing: thing{code: "security", name: "信息安全（受限）", nameEn: "Security (restricted)"}, owner: "security", closed: true},
}

// services name the queue in which their incidents wait in place of a parent.
var services = []thing{
	{"workplace", "办公电脑与会议室", "Workplace and meeting rooms", "desk"},
	{"collaboration", "邮件与账号", "Mail and accounts", "desk"},
	{"network", "网络与机房", "Network and server rooms", "infrastructure"},
	{"business-systems", "业务系统（ERP、MES）", "Business systems (ERP, MES)", "applications"},
	{"security", "信息安全", "Information security", "security"},
	{"after-sales", "设备售后服务", "Machine after-sales", "after-sales"},
}

var categories = []thing{
	{"hardware", "硬件", "Hardware", ""},
	{"laptop", "笔记本电脑", "Laptop", "hardware"},
	{"peripherals", "外设", "Peripherals", "hardware"},
	{"printer", "打印机", "Printer", "hardware"},
	{"meeting-room", "会议室设备", "Meeting room", "hardware"},
	{"label-printer", "标签打印机", "Label printer", "hardware"},
	{"scanner", "手持终端", "Handheld scanner", "hardware"},
	{"software", "软件", "Software", ""},
	{"os", "操作系统", "Operating system", "software"},
	{"office", "办公软件", "Office software", "software"},
	{"cad", "三维设计", "3D design", "software"},
	{"accounts", "账号与邮件", "Accounts and mail", ""},
	{"password", "登录与密码", "Sign-in and password", "accounts"},
	{"permission", "权限", "Permission", "accounts"},
	{"mailbox", "邮箱与日历", "Mailbox and calendar", "accounts"},
	{"onboarding", "入职与离职", "Joining and leaving", "accounts"},
	{"connectivity", "网络与机房", "Network and server room", ""},
	{"wifi", "无线网络", "Wi-Fi", "connectivity"},
	{"lan", "有线网络", "Wired network", "connectivity"},
	{"wan", "专线", "Site link", "connectivity"},
	{"vpn", "VPN", "VPN", "connectivity"},
	{"telephone", "电话", "Telephone", "connectivity"},
	{"server-room", "机房环境", "Server room", "connectivity"},
	{"storage", "文件与备份", "Files and backup", "connectivity"},
	{"systems", "业务系统", "Business systems", ""},
	{"erp-sales", "ERP 销售", "ERP sales", "systems"},
	{"erp-finance", "ERP 财务", "ERP finance", "systems"},
	{"erp-performance", "ERP 性能", "ERP performance", "systems"},
	{"erp-workflow", "ERP 审批", "ERP approvals", "systems"},
	{"erp-master-data", "ERP 主数据", "ERP master data", "systems"},
	{"mes-terminal", "MES 终端", "MES terminal", "systems"},
	{"mes-interface", "MES 接口", "MES interface", "systems"},
	{"security-incident", "信息安全", "Security", ""},
	{"phishing", "钓鱼邮件", "Phishing", "security-incident"},
	{"device-loss", "设备丢失", "Lost device", "security-incident"},
	{"machines", "客户设备", "Customers' machines", ""},
	{"machine-alarm", "报警停机", "Alarm or stop", "machines"},
	{"machine-leak", "泄漏", "Leak", "machines"},
	{"machine-accuracy", "加工精度", "Accuracy", "machines"},
	{"control", "控制系统", "Control", "machines"},
	{"spare-part", "备件", "Spare part", "machines"},
	{"calibration", "检测与校准", "Inspection and calibration", "machines"},
	{"training", "培训", "Training", "machines"},
	{"commercial-matters", "商务", "Commercial matters", ""},
	{"service-quality", "服务质量", "Service quality", "commercial-matters"},
	{"invoice", "发票", "Invoice", "commercial-matters"},
}

// spot is a place; a site may belong to a customer.
type spot struct {
	thing
	kind, customer string
}

var places = []spot{
	{thing{"sz", "苏州园区", "Suzhou Site", ""}, "site", ""},
	{thing{"sz-a", "办公楼 A", "Office Building A", "sz"}, "building", ""},
	{thing{"sz-a-1", "一层", "Ground floor", "sz-a"}, "floor", ""},
	{thing{"sz-a-2", "二层", "Second floor", "sz-a"}, "floor", ""},
	{thing{"sz-a-3", "三层", "Third floor", "sz-a"}, "floor", ""},
	{thing{"sz-a-101", "101 服务台", "101 Service desk", "sz-a-1"}, "room", ""},
	{thing{"sz-a-110", "110 机房", "110 Server room", "sz-a-1"}, "room", ""},
	{thing{"sz-a-110-r1", "机柜 R1", "Rack R1", "sz-a-110"}, "rack", ""},
	{thing{"sz-a-110-r2", "机柜 R2", "Rack R2", "sz-a-110"}, "rack", ""},
	{thing{"sz-a-110-r3", "机柜 R3", "Rack R3", "sz-a-110"}, "rack", ""},
	{thing{"sz-a-205", "205 财务部", "205 Finance", "sz-a-2"}, "room", ""},
	{thing{"sz-a-208", "208 会议室", "208 Meeting room", "sz-a-2"}, "room", ""},
	{thing{"sz-a-302", "302 会议室", "302 Meeting room", "sz-a-3"}, "room", ""},
	{thing{"sz-a-306", "306 会议室", "306 Meeting room", "sz-a-3"}, "room", ""},
	{thing{"sz-a-310", "310 销售部", "310 Sales", "sz-a-3"}, "room", ""},
	{thing{"sz-b", "厂房 B", "Hall B", "sz"}, "building", ""},
	{thing{"sz-b-1", "一层车间", "Shop floor", "sz-b"}, "floor", ""},
	{thing{"sz-b-m1", "机加 1 号线", "Machining line 1", "sz-b-1"}, "room", ""},
	{thing{"sz-b-m2", "机加 2 号线", "Machining line 2", "sz-b-1"}, "room", ""},
	{thing{"sz-b-as", "装配线", "Assembly line", "sz-b-1"}, "room", ""},
	{thing{"sz-b-net", "弱电间", "Network closet", "sz-b-1"}, "room", ""},
	{thing{"sz-b-net-r1", "机柜 B1", "Rack B1", "sz-b-net"}, "rack", ""},
	{thing{"cd", "成都园区", "Chengdu Site", ""}, "site", ""},
	{thing{"cd-1", "一号厂房", "Hall 1", "cd"}, "building", ""},
	{thing{"cd-1-1", "一层", "Ground floor", "cd-1"}, "floor", ""},
	{thing{"cd-1-st", "冲压线", "Stamping line", "cd-1-1"}, "room", ""},
	{thing{"cd-1-wh", "成品仓库", "Finished goods warehouse", "cd-1-1"}, "room", ""},
	{thing{"cd-1-dc", "机房", "Server room", "cd-1-1"}, "room", ""},
	{thing{"cd-1-dc-r1", "机柜 C1", "Rack C1", "cd-1-dc"}, "rack", ""},
	{thing{"ruihe-wx", "瑞禾无锡工厂", "Ruihe Wuxi Plant", ""}, "site", "ruihe"},
	{thing{"ruihe-wx-c", "精加工车间", "Precision shop", "ruihe-wx"}, "room", ""},
	{thing{"nordwerk-kiel", "诺德维克基尔工厂", "Nordwerk Kiel Plant", ""}, "site", "nordwerk"},
	{thing{"nordwerk-kiel-2", "二号车间", "Hall 2", "nordwerk-kiel"}, "building", ""},
	{thing{"tenghui-hf", "腾辉合肥工厂", "Tenghui Hefei Plant", ""}, "site", "tenghui"},
	{thing{"tenghui-hf-1", "一号车间", "Hall 1", "tenghui-hf"}, "building", ""},
}
