package document

import (
	"steward/domain"
	"steward/domain/approval"
	"steward/domain/incident"
)

// Revoke asks to take an issued document back; a plan decides.
const Revoke incident.Verb = "revoke"

// Who is what the viewer is to a document.
type Who struct {
	Requester bool
	Manager   bool // of documents: a service manager or administrator
	Desk      bool
}

// MayAct refuses an act on the document itself, besides those of its plan.
func MayAct(s State, w Who, v incident.Verb) *domain.Error {
	switch v {
	case Revoke:
		return mayRevoke(s, w)
	case incident.Attach:
		if s.Frozen() && !s.Over() {
			return domain.Refuse(domain.Closed, "What was decided stays as it is: no file is added any more.", "文件已审定，不能再添加附件。")
		}
	}
	return approval.MayAct(v, s.Over(), w.Desk)
}

func mayRevoke(s State, w Who) *domain.Error {
	switch {
	case !w.Requester && !w.Manager:
		return domain.Refuse(domain.Forbidden, "Only the requester and managers ask to revoke a document.", "只有拟稿人和管理人员可以申请撤销公文。")
	case s.IssuedAt == nil && s.Over():
		return domain.Refuse(domain.Closed, "This document was never issued; there is nothing to revoke.", "此公文未曾签发，无需撤销。")
	case s.IssuedAt == nil:
		return domain.Refuse(domain.Conflict, "It has not been issued yet; withdraw it instead.", "公文尚未签发，请使用撤回。")
	case s.RevokedAt != nil:
		return domain.Refuse(domain.Closed, "This document has been revoked already.", "此公文已被撤销。")
	case s.RevokeAskedAt != nil:
		return domain.Refuse(domain.Conflict, "Its revocation is being decided already.", "撤销申请正在审批中。")
	}
	return nil
}

// Offer lists the acts on the document itself.
func Offer(s State, w Who) []incident.Offered {
	offers := approval.Offer(s.Over(), w.Desk)
	kept := offers[:0]
	for _, o := range offers {
		if MayAct(s, w, o.Verb) == nil {
			kept = append(kept, o)
		}
	}
	if mayRevoke(s, w) == nil {
		kept = append(kept, incident.Offered{Verb: Revoke, Fields: []incident.Field{{Name: "comment", Required: true}}})
	}
	return kept
}
