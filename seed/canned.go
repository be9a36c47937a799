package seed

import (
	"steward/domain"
	"steward/store"
)

// canned is a reply of the demo, by whom it is written and whose it is: a group's, everybody's (""), or the writer's own ("mine").
type canned struct {
	by, group, shortcut, name, nameEn, body, bodyEn string
}

var cannedReplies = []canned{
	{"manager", "", "received", "已收到", "Received",
		"{{requester}}，您好！\n\n您的 {{number}}（{{subject}}）已由我受理，处理进展会在此回复。您也可以随时打开 {{link}} 查看。\n\n{{agent}}",
		"Dear {{requester}},\n\nI am looking after {{number}} ({{subject}}). You will read here how it goes on; its page is {{link}}.\n\n{{agent}}"},
	{"manager", "", "more", "请补充信息", "Please tell us more",
		"{{requester}}，您好！\n\n为尽快定位问题，请补充：\n\n1. 出现问题的时间和频率\n2. 完整的报错截图（可直接粘贴）\n3. 是否只有您一人受影响\n\n{{agent}}",
		"Dear {{requester}},\n\nto find the cause quickly we need to know:\n\n1. when it happens, and how often\n2. a screenshot of the whole message (just paste it here)\n3. whether others are affected too\n\n{{agent}}"},
	{"manager", "", "solved", "请确认已解决", "Please confirm",
		"{{requester}}，您好！\n\n问题已处理完毕，请您验证。如仍有异常，请直接在 {{number}} 中回复，我们会继续跟进。\n\n{{agent}}，{{date}}",
		"Dear {{requester}},\n\nthis should work again; please try. If it does not, answer in {{number}} and we go on.\n\n{{agent}}, {{date}}"},
	{"manager", "service-desk", "vpn", "VPN 无法连接", "VPN does not connect",
		"{{requester}}，您好！请依次尝试：\n\n1. 确认已连接互联网，能打开外部网页\n2. 退出 VPN 客户端后重新登录\n3. 仍不行时，请把客户端日志作为附件发给我们\n\n{{agent}}",
		"Dear {{requester}}, please try in this order:\n\n1. open any public web page, to see that you are online\n2. quit the VPN client and sign in again\n3. if it still fails, attach the client's log\n\n{{agent}}"},
	{"manager", "service-desk", "password", "重置密码", "Resetting a password",
		"{{requester}}，您好！密码请在登录页通过“忘记密码”自行重置；我们不会索要您的密码。如收不到链接，请告知您的手机号后四位以便核实。\n\n{{agent}}",
		"Dear {{requester}}, please use “Forgot password” on the sign-in page; we never ask for a password. If no link arrives, tell us the last four digits of your phone number.\n\n{{agent}}"},
	{"cao.lili", "customer-desk", "visit", "安排上门", "A visit is arranged",
		"{{requester}}，您好！\n\n工程师将就 {{number}} 与您联系，约定到访 {{customer}} 的时间。请准备设备序列号及现场联系人。\n\n{{agent}}",
		"Dear {{requester}},\n\nan engineer will call you about {{number}} and agree on a time to come to {{customer}}. Please have the serial number and a contact on site at hand.\n\n{{agent}}"},
	{"tech1", "mine", "switch", "更换交换机端口", "Switch port changed",
		"{{requester}}，您好！已为您更换交换机端口并重新打标签，请重启电脑后再试。{{agent}}",
		"Dear {{requester}}, your network socket is on another switch port now. Please restart your computer and try again. {{agent}}"},
}

// canned adds the replies that are written once and used often.
func (l *loader) canned() error {
	for _, c := range cannedReplies {
		writer, err := l.st.ViewerOf(l.ctx, domain.ByCode(c.by))
		if err != nil {
			return err
		}
		in := store.CannedInput{Scope: store.CannedGroup, Group: domain.ByCode(c.group), Shortcut: c.shortcut, Name: c.name, NameEn: c.nameEn, Body: c.body, BodyEn: c.bodyEn}
		switch c.group {
		case "":
			in.Scope, in.Group = store.CannedAll, domain.Key{}
		case "mine":
			in.Scope, in.Group = store.CannedMine, domain.Key{}
		}
		if _, err := l.st.CreateCanned(l.ctx, writer, in, source+":canned:"+c.shortcut); err != nil {
			return err
		}
	}
	return nil
}
