// Package approval is the life of a request for approval beside its plan, as pure rules.
package approval

import (
	"steward/domain"
	"steward/domain/incident"
)

// StageApprove is the one stage of a request: until its plan has a verdict.
const StageApprove = "approve"

// MayAct refuses an act on the request itself, besides those of its plan: people talk and add files while it runs.
func MayAct(v incident.Verb, over, desk bool) *domain.Error {
	switch v {
	case incident.Reply, incident.Attach, incident.Link, incident.Unlink:
		if over {
			return domain.Refuse(domain.Closed, "This request is closed.", "此申请已关闭。")
		}
		return nil
	case incident.Note:
		if !desk {
			return domain.Refuse(domain.Forbidden, "Internal notes are for the desk; reply instead.", "内部备注仅限服务台使用，请使用回复。")
		}
		return nil
	}
	return domain.RefuseField("verb", "A request for approval knows no act \""+string(v)+"\"; see its list of acts.", "审批申请没有“"+string(v)+"”这一动作，请见可用动作列表。")
}

// Offer lists the acts on the request itself.
func Offer(over, desk bool) []incident.Offered {
	offers := []incident.Offered{}
	if !over {
		offers = append(offers, incident.Offered{Verb: incident.Reply, Fields: []incident.Field{{Name: "comment", Required: true}}},
			incident.Offered{Verb: incident.Attach, Fields: []incident.Field{}})
	}
	if desk {
		offers = append(offers, incident.Offered{Verb: incident.Note, Fields: []incident.Field{{Name: "comment", Required: true}}})
	}
	return offers
}
