package seed

import "steward/domain"

// What people say in any case, whatever it is about.
var (
	regrets = []domain.Text{
		t("重启之后好了，不用来了，谢谢。", "A restart helped, nobody needs to come. Thank you."),
		t("同事已经帮我解决了，取消吧。", "A colleague has solved it, please cancel."),
		t("重复提交了，以另一单为准。", "I raised this twice; the other one counts."),
		t("今天又正常了，先取消，再出现我重新提。", "It works again today. I cancel and come back if it returns."),
	}
	changesOfMind = []domain.Text{
		t("计划有变，暂时不需要了。", "Plans have changed, it is not needed for now."),
		t("已从其他渠道得到答复，取消吧。", "I got my answer elsewhere, please cancel."),
		t("重复提交了，以另一单为准。", "I raised this twice; the other one counts."),
	}
	handovers = []domain.Text{
		t("服务台无法远程处理，转专业组。", "Cannot be done from the desk, over to the specialists."),
		t("已做初步排查，非终端问题，转对应组。", "First checks done; it is not the computer. Passing it on."),
		t("需要后台权限，请专业组处理。", "Needs back-end permissions."),
		t("电话已与用户沟通，详情见描述。", "Spoke with the user by phone; see the description."),
	}
	thanks = []domain.Text{
		t("确认可以用了，谢谢！", "Works again, thank you!"),
		t("很快，辛苦了。", "That was quick, thanks."),
		t("已验证，没有问题。", "Checked, all good."),
		t("好了。", "Fine now."),
		t("测试了一上午都正常，可以关闭。", "Tested all morning without trouble, please close."),
		t("感谢{helper}的耐心指导。", "Thank you for your patience, {helper}."),
		t("", ""),
	}
	byPhone = []domain.Text{
		t("用户电话确认恢复正常。", "Confirmed by the user on the phone."),
		t("现场口头确认，代为验收。", "Accepted on the spot, recorded for the user."),
	}
	relapses = []domain.Text{
		t("今天又出现了同样的情况，请再看一下。", "The same happened again today, please have another look."),
		t("只好了半天，现在又不行了。", "It worked for half a day and is broken again."),
		t("问题还在，只是没那么频繁。", "Still there, only less often."),
		t("另一台也出现了，应该没有根治。", "Another one shows it too; I do not think it is really solved."),
	}
	apologies = []domain.Text{
		t("抱歉给您添麻烦了，我们马上再查。", "Sorry for the trouble, we are looking again right away."),
		t("收到，这次会从日志查起，有进展随时告知。", "Understood. This time we start with the logs and will keep you posted."),
		t("明白，我带上备件再来一次。", "I see; I will come back with spare parts."),
	}
	assurances = []domain.Text{
		t("收到，正在处理，有结果马上告诉您。", "Thank you, we are working on it and will tell you as soon as there is a result."),
		t("已安排人员处理，今天会有进展。", "Somebody is on it; there will be news today."),
		t("了解，我们先按您说的情况复现一下。", "Understood; we first try to reproduce what you describe."),
	}
	secondLooks = []domain.Text{
		t("复查日志，定位到残留配置", "Went through the logs, found leftovers of the old configuration"),
		t("更换部件并观察", "Changed the part and watched it"),
		t("与用户一起复现并修正", "Reproduced it with the user and corrected it"),
	}
	secondFixes = []domain.Text{
		t("清除残留配置后彻底恢复，已连续观察两小时。", "The leftovers of the old configuration are gone; watched it for two hours without a fault."),
		t("更换了故障部件，反复测试正常。", "Replaced the faulty part; it passes every test."),
		t("与您一起复现并修正了设置，请再使用一天看看。", "We reproduced it together and corrected the settings; please try it for a day."),
	}
	urgings = []domain.Text{
		t("已经影响生产进度，请经理关注一下。", "This is holding up production; I would like the manager to look at it."),
		t("等了很久没有进展，客户一直在催。", "No progress for a long time, and the customer keeps asking."),
		t("能不能先给个临时方案？今天必须恢复。", "Can we have a temporary solution? It has to work today."),
	}
	promises = []domain.Text{
		t("已了解，今天内安排专人处理，两小时内给您回复。", "Understood. Somebody is on it today and you will hear from us within two hours."),
		t("抱歉久等，已协调资源，备用方案今天下班前到位。", "Sorry for the wait. We have found people; a temporary solution is in place before the end of the day."),
	}
)
