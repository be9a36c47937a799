package mail

import "steward/domain"

// What letters say, in the product's languages.
var (
	statusWord    = domain.Text{En: "Status", Zh: "状态"}
	openRecord    = domain.Text{En: "Open %s", Zh: "打开 %s"}
	openSteward   = domain.Text{En: "Open Steward", Zh: "打开服务台"}
	openNotices   = domain.Text{En: "Open your notices", Zh: "查看全部通知"}
	footText      = domain.Text{En: "Sent by Steward. Links lead through sign-in; nothing is decided by opening a mail or a link.", Zh: "由 Steward 管家发送。链接需登录后访问；打开邮件或链接不会代您作出任何决定。"}
	chooseText    = domain.Text{En: "Choose which mails you get", Zh: "设置接收哪些邮件"}
	answerReply   = domain.Text{En: "Answer this mail to reply in the ticket.", Zh: "直接回复此邮件，内容即进入该单据的对话。"}
	answerNote    = domain.Text{En: "This is an internal note: an answer to this mail becomes an internal note too; customers do not see it.", Zh: "这是内部备注：回复此邮件同样记为内部备注，客户不可见。"}
	digestSubject = domain.Text{En: "Your notices of today: %d", Zh: "今日通知摘要：%d 条"}
	digestLead    = domain.Text{En: "This is new since the last summary and not read yet.", Zh: "以下是自上次摘要以来尚未阅读的通知。"}
	digestMore    = domain.Text{En: "And %d more.", Zh: "另有 %d 条。"}
	receivedLead  = domain.Text{En: "We have your mail: it is ticket %s now. You will hear from us; answer any of our mails to add something.", Zh: "已收到您的邮件，并建立单据 %s。我们会尽快处理；如需补充，直接回复我们的邮件即可。"}
	withoutLead   = domain.Text{En: "Your mail stands in %s, but not all of its files could be taken.", Zh: "您的邮件已进入 %s，但部分附件未能接收。"}
	declinedLead  = domain.Text{En: "Your mail could not be added to %s: “%s”.", Zh: "您的邮件未能加入 %s：“%s”。"}
	declinedAll   = domain.Text{En: "Your mail “%s” was not taken.", Zh: "您的邮件“%s”未被接收。"}
	insteadNote   = domain.Text{En: "To report something new, write a new mail to %s instead of answering one.", Zh: "如需报告新的问题，请另写一封新邮件至 %s，不要在原邮件上回复。"}
	inviteSubject = domain.Text{En: "Your access to Steward", Zh: "您的 Steward 账号已开通"}
	inviteLead    = domain.Text{En: "You have been given access to Steward. Your login is %s; choose a password to begin.", Zh: "您的 Steward 账号已开通，登录名为 %s。请先设置密码。"}
	inviteButton  = domain.Text{En: "Choose a password", Zh: "设置密码"}
	resetSubject  = domain.Text{En: "A new password for Steward", Zh: "重置 Steward 密码"}
	resetLead     = domain.Text{En: "Somebody asked for a new password for your login %s.", Zh: "有人为您的登录名 %s 申请重置密码。"}
	resetButton   = domain.Text{En: "Choose a new password", Zh: "设置新密码"}
	linkUntil     = domain.Text{En: "The link works once, until %s.", Zh: "此链接仅可使用一次，有效期至 %s。"}
	linkUnasked   = domain.Text{En: "If you did not expect this mail, ignore it: nothing changes by itself.", Zh: "如果这不是您本人的操作，请忽略此邮件，不会发生任何更改。"}
	testSubject   = domain.Text{En: "Mails from Steward arrive", Zh: "Steward 邮件测试"}
	testLead      = domain.Text{En: "This mail was asked for on the page of mails. That you read it shows that mails leave and arrive.", Zh: "此邮件由管理员在邮件页面发起。您能读到它，说明邮件发送正常。"}
	noSubject     = domain.Text{En: "(no subject)", Zh: "（无主题）"}
	seeFiles      = domain.Text{En: "(see the attached files)", Zh: "（见附件）"}
	filesLeft     = domain.Text{En: "Not taken:", Zh: "未接收的附件："}
	goesOn        = domain.Text{En: "(the rest is in the attached file %s)", Zh: "（其余内容见附件 %s）"}
	cutWords      = domain.Text{En: "… (open the ticket for the rest)", Zh: "……（其余内容请打开单据查看）"}
	pictureWord   = domain.Text{En: "picture", Zh: "图片"}
	fromLine      = domain.Text{En: "Mail from %s <%s>:", Zh: "来自 %s <%s> 的邮件："}
)

func say(t domain.Text, language string) string { return t.In(language) }
