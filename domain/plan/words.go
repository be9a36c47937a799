package plan

import (
	"strconv"

	"steward/domain"
)

// Text says a rule in words; named is what its name stands for in both languages.
func (a Assignee) Text(named domain.Text) domain.Text {
	up := strconv.Itoa(max(1, a.Up))
	switch a.By {
	case "person":
		return domain.Text{En: "named by the plan", Zh: "流程指定"}
	case "group":
		return domain.Text{En: "of the group " + named.En, Zh: named.Zh + "成员"}
	case "role":
		return domain.Text{En: "has the role " + named.En, Zh: "具有角色" + named.Zh}
	case "unit_head":
		if a.Up > 0 {
			return domain.Text{En: "head " + up + " above " + named.En, Zh: named.Zh + "往上第 " + up + " 级负责人"}
		}
		return domain.Text{En: "head of " + named.En, Zh: named.Zh + "负责人"}
	case "requester_head":
		if a.Up > 1 {
			return domain.Text{En: "the requester's head, level " + up, Zh: "申请人的第 " + up + " 级上级"}
		}
		return domain.Text{En: "the requester's head", Zh: "申请人的直接上级"}
	case "chain_of_heads":
		if a.Up > 0 {
			return domain.Text{En: "one of the " + up + " heads above the requester", Zh: "申请人的逐级上级（" + up + " 级）"}
		}
		return domain.Text{En: "one of the heads above the requester", Zh: "申请人的逐级上级"}
	case "chosen":
		return domain.Text{En: "chosen by the requester: " + a.Name, Zh: "申请人选择：" + a.Name}
	case "requester":
		return domain.Text{En: "the requester", Zh: "申请人本人"}
	}
	return domain.Text{En: "whoever handles the record", Zh: "单据处理人"}
}
