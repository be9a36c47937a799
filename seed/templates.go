package seed

import (
	"time"

	"steward/domain"
	"steward/domain/plan"
	"steward/store"
)

// template is a plan of the demo data.
type template struct {
	thing
	kind  string
	steps []planStep
}

// workDay is a day of work as a limit, in minutes.
const workDay = 8 * 60

// templates: a general request that one's head decides, a purchase with checks side by side in each other, a committee of which two of three decide, and the
// way of an incident through four hands.
var templates = []template{
	{thing{code: "general", name: "通用审批", nameEn: "General request"}, store.KindApproval, []planStep{
		submit(),
		approval("head", "直接上级审批", "The requester's head", headOfRequester()).limit(workDay, plan.Escalate),
	}},
	{thing{code: "purchase", name: "采购申请", nameEn: "Purchase"}, store.KindApproval, []planStep{
		submit(),
		approval("head", "直接上级审批", "The requester's head", headOfRequester()).limit(workDay, plan.Escalate),
		group("review", "会审", "Review").after("head"),
		approval("price", "采购部询价", "Procurement checks the price", somebody("du.juan")).in("review"),
		group("money", "资金审核", "Money").in("review"),
		approval("budget", "财务预算审核", "Finance checks the budget", headOf("finance")).in("money"),
		approval("committee", "投资委员会（三分之二）", "Investment committee, two of three", somebody("lin.guodong"), somebody("xu.jing"), somebody("he.wenjun")).
			in("money").after("budget").when("amount > 20000").quorum(2),
		approval("general-manager", "总经理审批", "General manager", headOf(company)).after("review").when("amount > 100000"),
		task("order", "下单采购", "Place the order", somebody("du.juan")).after("general-manager").limit(5*workDay, plan.Remind),
		notice("told", "通知申请人", "Tell the requester", plan.Assignee{By: "requester"}).after("order"),
	}},
	{thing{code: "rule-change", name: "制度修订评审", nameEn: "Change of a company rule"}, store.KindApproval, []planStep{
		submit(),
		approval("reader", "主审人审阅", "Reader", plan.Assignee{By: "chosen", Name: "主审人"}).limit(2*workDay, plan.Remind),
		approval("board", "评审会（三人中两人同意）", "Board, two of three", somebody("he.wenjun"), somebody("yu.xin"), somebody("luo.min")).after("reader").quorum(2),
		approval("end", "分管领导签发", "Signed by the head of the centre", headOf("corporate")).after("board"),
	}},
	{thing{code: "onboarding", name: "入职办理流程", nameEn: "Onboarding"}, store.KindIncident, []planStep{
		task("account", "开通账号与邮箱", "Account and mailbox", pool("service-desk")).limit(workDay/2, plan.Remind),
		task("laptop", "准备电脑", "Prepare the laptop", pool("workplace")).after("account").limit(workDay, plan.Escalate),
		task("access", "开通网络与门禁权限", "Network and door access", pool("network")).after("account").limit(workDay, plan.Escalate),
		task("handed", "交付并当面确认", "Hand over in person", plan.Assignee{By: "assignee"}).after("laptop", "access").limit(workDay, plan.Remind),
	}},
	{thing{code: "pc-setup", name: "电脑申领流程", nameEn: "PC set-up"}, store.KindIncident, []planStep{
		task("quote", "采购询价", "Procurement asks for a price", somebody("du.juan")).when(`form.device == "workstation" or sum(form.accessories, .price) > 5000`).limit(2*workDay, plan.Remind),
		task("prepare", "准备与安装", "Prepare and install", pool("workplace")).after("quote").limit(workDay, plan.Escalate),
		task("deliver", "交付", "Deliver", plan.Assignee{By: "assignee"}).after("prepare").limit(workDay, plan.Remind),
	}},
}

// onboarding is the service whose incidents follow a plan.
var onboarding = thing{"onboarding", "入职办理", "Onboarding", "desk"}

// planStep is a step of a plan under construction.
type planStep plan.StepDef

func stepOf(kind plan.Kind, id, zh, en string, who []plan.Assignee) planStep {
	return planStep{ID: id, Kind: kind, Name: domain.Text{En: en, Zh: zh}, Who: who}
}

func submit() planStep {
	return stepOf(plan.Submit, plan.StartStep, "提交申请", "Submit", nil)
}

// approval asks all whom it names, never the requester himself and nobody twice.
func approval(id, zh, en string, who ...plan.Assignee) planStep {
	t := stepOf(plan.Approval, id, zh, en, who)
	t.Completion.Mode, t.Self, t.Again = plan.All, "head", "skip"
	return t
}

func task(id, zh, en string, who ...plan.Assignee) planStep {
	return stepOf(plan.Task, id, zh, en, who)
}

func notice(id, zh, en string, who ...plan.Assignee) planStep {
	return stepOf(plan.Notice, id, zh, en, who)
}

func group(id, zh, en string) planStep { return stepOf(plan.Group, id, zh, en, nil) }

func (t planStep) after(ids ...string) planStep {
	t.After = ids
	return t
}

func (t planStep) in(group string) planStep {
	t.In = group
	return t
}

func (t planStep) when(condition string) planStep {
	t.When = condition
	return t
}

func (t planStep) quorum(n int) planStep {
	t.Completion = plan.Completion{Mode: plan.Quorum, Count: n}
	return t
}

func (t planStep) limit(minutes int, then string) planStep {
	t.Limit = plan.Limit{Minutes: minutes, Then: then}
	return t
}

func somebody(login string) plan.Assignee { return plan.Assignee{By: "person", Name: login} }

func headOf(unit string) plan.Assignee { return plan.Assignee{By: "unit_head", Name: unit} }

func headOfRequester() plan.Assignee { return plan.Assignee{By: "requester_head"} }

func pool(group string) plan.Assignee { return plan.Assignee{By: "group", Name: group, Pool: true} }

// templates adds and publishes the plans, and the service whose incidents follow one.
func (l *loader) templates() error {
	err := each(l, "plan_templates", templates, func(t template) string { return t.code }, func(t template) error {
		d := plan.Definition{}
		for _, s := range t.steps {
			d.Steps = append(d.Steps, plan.StepDef(s))
		}
		made, err := l.st.CreateTemplate(l.ctx, l.admin, store.TemplateInput{Naming: naming(t.thing), Kind: &t.kind, Draft: &d}, "")
		if err == nil {
			_, err = l.st.PublishTemplate(l.ctx, l.admin, domain.ByID(made.ID), nil)
		}
		return err
	})
	if err != nil {
		return err
	}
	return each(l, "services", []thing{onboarding}, codeOf, func(t thing) error {
		_, err := l.st.CreateService(l.ctx, l.admin, store.ServiceInput{Naming: naming(t), Queue: under(t.parent), Template: domain.ByCode(t.code)}, "")
		return err
	})
}

// deputies lets the head of the desk act in the director's name for a month, if nobody was ever a deputy.
func (l *loader) deputies() error {
	page, err := l.st.Deputies(l.ctx, l.admin, store.DeputyQuery{Past: true, Limit: 1})
	if err != nil || len(page.Items) > 0 {
		return err
	}
	now, err := l.st.Now(l.ctx)
	if err != nil {
		return err
	}
	_, err = l.st.AppointDeputy(l.ctx, l.admin, store.DeputyInput{User: domain.ByCode("manager"), Deputy: domain.ByCode("agent"), StartsAt: now, EndsAt: now.Add(30 * 24 * time.Hour),
		Kinds: []string{store.KindApproval}, Note: "出差期间代为审批"}, "")
	return err
}
