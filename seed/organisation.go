package seed

import "cmp"

// thing is a thing of the directory as the demo data names it.
type thing struct{ code, name, nameEn, parent string }

const company = "chengyuan"

// units are the company's four levels.
var units = []thing{
	{company, "澄远精密制造有限公司", "Chengyuan Precision Manufacturing", ""},

	{"production", "制造中心", "Production", company},
	{"it", "信息技术中心", "Information Technology", company},
	{"commercial", "商务中心", "Commercial", company},
	{"corporate", "职能中心", "Corporate Services", company},

	{"suzhou-plant", "苏州工厂", "Suzhou Plant", "production"},
	{"chengdu-plant", "成都工厂", "Chengdu Plant", "production"},
	{"quality", "质量部", "Quality", "production"},
	{"service-desk", "服务台", "Service Desk", "it"},
	{"infrastructure", "基础设施部", "Infrastructure", "it"},
	{"applications", "应用系统部", "Applications", "it"},
	{"security", "信息安全部", "Information Security", "it"},
	{"sales", "销售部", "Sales", "commercial"},
	{"customer-service", "客户服务部", "Customer Service", "commercial"},
	{"finance", "财务部", "Finance", "corporate"},
	{"hr", "人力资源部", "Human Resources", "corporate"},
	{"procurement", "采购部", "Procurement", "corporate"},

	{"machining", "机加车间", "Machining Shop", "suzhou-plant"},
	{"assembly", "装配车间", "Assembly Shop", "suzhou-plant"},
	{"stamping", "冲压车间", "Stamping Shop", "chengdu-plant"},
	{"warehouse", "仓储物流组", "Warehouse and Logistics", "chengdu-plant"},
	{"network", "网络组", "Network", "infrastructure"},
	{"servers", "服务器与存储组", "Servers and Storage", "infrastructure"},
	{"workplace", "终端支持组", "Workplace Support", "infrastructure"},
	{"erp", "ERP 组", "ERP Team", "applications"},
	{"mes", "MES 组", "MES Team", "applications"},
	{"sales-east", "华东区", "Sales East", "sales"},
	{"sales-export", "海外区", "Export Sales", "sales"},
}

// heads lead their unit.
var heads = map[string]string{
	company: "gu.hongtao", "production": "lin.guodong", "it": "manager", "commercial": "xu.jing", "corporate": "he.wenjun",
	"suzhou-plant": "qian.jun", "chengdu-plant": "tang.yong", "quality": "luo.min", "service-desk": "agent", "infrastructure": "shen.bo",
	"applications": "fang.yu", "security": "tech3", "sales": "jiang.hao", "customer-service": "cao.lili", "finance": "peng.fei", "hr": "yu.xin",
	"procurement": "du.juan", "machining": "wei.gang", "assembly": "pan.hua",
}

// human is a person of the demo data. The unit of a customer's contact is empty.
type human struct {
	login, name, nameEn, title, roles string
	unit, customer                    string
	language, zone                    string // empty: zh, Asia/Shanghai
	sees                              bool
}

func (h human) speaks() string { return cmp.Or(h.language, "zh") }

// humans are forty people of the company and the contacts of its customers. Those whose login is a word can sign in.
var humans = []human{
	{login: "admin", name: "郑凯", nameEn: "Zheng Kai", title: "平台管理员", roles: "admin", unit: "it"},
	{login: "manager", name: "陈建国", nameEn: "Chen Jianguo", title: "信息技术总监", roles: "manager approver", unit: "it"},
	{login: "agent", name: "周敏", nameEn: "Zhou Min", title: "服务台主管", roles: "agent", unit: "service-desk"},
	{login: "tech1", name: "王磊", nameEn: "Wang Lei", title: "网络工程师", roles: "technician", unit: "network"},
	{login: "tech2", name: "李娜", nameEn: "Li Na", title: "终端支持工程师", roles: "technician", unit: "workplace"},
	{login: "tech3", name: "赵鹏", nameEn: "Zhao Peng", title: "信息安全工程师", roles: "technician", unit: "security"},
	{login: "auditor", name: "孙慧", nameEn: "Sun Hui", title: "内部审计", roles: "auditor", unit: "finance"},

	{login: "wu.fan", name: "吴帆", nameEn: "Wu Fan", title: "服务台坐席", roles: "agent", unit: "service-desk"},
	{login: "liu.yang", name: "刘洋", nameEn: "Liu Yang", title: "服务台坐席", roles: "agent", unit: "service-desk", language: "en"},
	{login: "shen.bo", name: "沈波", nameEn: "Shen Bo", title: "基础设施经理", roles: "technician", unit: "infrastructure"},
	{login: "han.lei", name: "韩雷", nameEn: "Han Lei", title: "服务器工程师", roles: "technician", unit: "servers"},
	{login: "yang.fan", name: "杨帆", nameEn: "Yang Fan", title: "网络工程师", roles: "technician", unit: "network"},
	{login: "ma.chao", name: "马超", nameEn: "Ma Chao", title: "终端支持工程师", roles: "technician", unit: "workplace"},
	{login: "fang.yu", name: "方宇", nameEn: "Fang Yu", title: "应用系统经理", roles: "technician", unit: "applications"},
	{login: "gao.shan", name: "高珊", nameEn: "Gao Shan", title: "ERP 顾问", roles: "technician", unit: "erp"},
	{login: "dong.qiang", name: "董强", nameEn: "Dong Qiang", title: "MES 工程师", roles: "technician", unit: "mes"},
	{login: "cao.lili", name: "曹莉莉", nameEn: "Cao Lili", title: "客户服务经理", roles: "agent manager", unit: "customer-service"},
	{login: "xie.tao", name: "谢涛", nameEn: "Xie Tao", title: "现场服务工程师", roles: "technician", unit: "customer-service"},
	{login: "feng.jie", name: "冯杰", nameEn: "Feng Jie", title: "现场服务工程师", roles: "technician", unit: "customer-service"},

	{login: "gu.hongtao", name: "顾洪涛", nameEn: "Gu Hongtao", title: "总经理", roles: "customer approver", unit: company},
	{login: "lin.guodong", name: "林国栋", nameEn: "Lin Guodong", title: "制造副总", roles: "customer approver", unit: "production"},
	{login: "xu.jing", name: "徐静", nameEn: "Xu Jing", title: "商务副总", roles: "customer approver", unit: "commercial"},
	{login: "he.wenjun", name: "何文君", nameEn: "He Wenjun", title: "职能中心总监", roles: "customer approver", unit: "corporate"},
	{login: "qian.jun", name: "钱军", nameEn: "Qian Jun", title: "苏州厂长", roles: "customer approver", unit: "suzhou-plant"},
	{login: "tang.yong", name: "唐勇", nameEn: "Tang Yong", title: "成都厂长", roles: "customer approver", unit: "chengdu-plant"},
	{login: "wei.gang", name: "魏刚", nameEn: "Wei Gang", title: "机加车间主任", roles: "customer", unit: "machining"},
	{login: "pan.hua", name: "潘华", nameEn: "Pan Hua", title: "装配车间主任", roles: "customer", unit: "assembly"},
	{login: "deng.wei", name: "邓伟", nameEn: "Deng Wei", title: "机加班组长", roles: "customer", unit: "machining"},
	{login: "su.mei", name: "苏梅", nameEn: "Su Mei", title: "装配计划员", roles: "customer", unit: "assembly"},
	{login: "ye.qing", name: "叶青", nameEn: "Ye Qing", title: "冲压班组长", roles: "customer", unit: "stamping"},
	{login: "zeng.li", name: "曾丽", nameEn: "Zeng Li", title: "仓库主管", roles: "customer", unit: "warehouse"},
	{login: "luo.min", name: "罗敏", nameEn: "Luo Min", title: "质量经理", roles: "customer", unit: "quality"},
	{login: "jiang.hao", name: "蒋浩", nameEn: "Jiang Hao", title: "销售总监", roles: "customer approver", unit: "sales"},
	{login: "cui.ning", name: "崔宁", nameEn: "Cui Ning", title: "区域销售", roles: "customer", unit: "sales-east"},
	{login: "anna.weber", name: "安娜·韦伯", nameEn: "Anna Weber", title: "Export Manager", roles: "customer", unit: "sales-export", language: "en", zone: "Europe/Berlin"},
	{login: "james.carter", name: "詹姆斯·卡特", nameEn: "James Carter", title: "Account Manager", roles: "customer", unit: "sales-export", language: "en", zone: "Europe/London"},
	{login: "peng.fei", name: "彭飞", nameEn: "Peng Fei", title: "财务经理", roles: "customer approver", unit: "finance"},
	{login: "xia.yu", name: "夏雨", nameEn: "Xia Yu", title: "成本会计", roles: "customer", unit: "finance"},
	{login: "yu.xin", name: "余欣", nameEn: "Yu Xin", title: "人事经理", roles: "customer", unit: "hr"},
	{login: "du.juan", name: "杜鹃", nameEn: "Du Juan", title: "采购经理", roles: "customer", unit: "procurement"},

	{login: "customer", name: "吕晓东", nameEn: "Lv Xiaodong", title: "设备部经理", roles: "customer", customer: "ruihe", sees: true},
	{login: "bai.xue", name: "白雪", nameEn: "Bai Xue", title: "设备工程师", roles: "customer", customer: "ruihe"},
	{login: "tan.kun", name: "谭坤", nameEn: "Tan Kun", title: "生产主管", roles: "customer", customer: "ruihe"},
	{login: "customer2", name: "卡尔·延森", nameEn: "Karl Jensen", title: "Plant Engineer", roles: "customer", customer: "nordwerk", language: "en", zone: "Europe/Berlin", sees: true},
	{login: "sofie.lund", name: "索菲·伦德", nameEn: "Sofie Lund", title: "Maintenance Planner", roles: "customer", customer: "nordwerk", language: "en", zone: "Europe/Berlin"},
	{login: "hou.bin", name: "侯斌", nameEn: "Hou Bin", title: "设备主管", roles: "customer", customer: "tenghui"},
	{login: "meng.jia", name: "孟佳", nameEn: "Meng Jia", title: "采购专员", roles: "customer", customer: "tenghui"},
}

// logins are those of everybody in the demo data: whoever is asked for an approval can be visited.
func logins() []string {
	all := make([]string, len(humans))
	for i, h := range humans {
		all[i] = h.login
	}
	return all
}

// SignIns are the logins of the demo data with which to begin.
var SignIns = []string{"customer", "customer2", "agent", "tech1", "tech2", "tech3", "manager", "admin", "auditor"}

// Password is the password of everybody in the demo data.
const Password = "steward"

var customers = []thing{
	{code: "ruihe", name: "瑞禾医疗器械有限公司", nameEn: "Ruihe Medical Devices"},
	{code: "nordwerk", name: "诺德维克传动公司", nameEn: "Nordwerk Drives GmbH"},
	{code: "tenghui", name: "腾辉汽车零部件有限公司", nameEn: "Tenghui Auto Parts"},
}

// team is a group of the demo data.
type team struct {
	thing
	unit, manager, members string
}

var teams = []team{
	{thing{code: "service-desk", name: "服务台", nameEn: "Service Desk"}, "service-desk", "manager", "agent wu.fan liu.yang"},
	{thing{code: "network", name: "网络组", nameEn: "Network"}, "network", "shen.bo", "tech1 yang.fan shen.bo"},
	{thing{code: "servers", name: "服务器组", nameEn: "Servers"}, "servers", "shen.bo", "han.lei tech1"},
	{thing{code: "workplace", name: "终端支持组", nameEn: "Workplace Support"}, "workplace", "shen.bo", "tech2 ma.chao"},
	{thing{code: "erp", name: "ERP 组", nameEn: "ERP"}, "erp", "fang.yu", "gao.shan fang.yu"},
	{thing{code: "mes", name: "MES 组", nameEn: "MES"}, "mes", "fang.yu", "dong.qiang tech2"},
	{thing{code: "security", name: "信息安全组", nameEn: "Information Security"}, "security", "manager", "tech3 shen.bo"},
	{thing{code: "customer-desk", name: "客户服务组", nameEn: "Customer Service"}, "customer-service", "cao.lili", "cao.lili liu.yang agent"},
	{thing{code: "field", name: "现场服务组", nameEn: "Field Service"}, "customer-service", "cao.lili", "xie.tao feng.jie tech3"},
}
