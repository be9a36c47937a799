package store

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/plan"
)

// planNames answers what conditions may speak of: the facts of a record that is saved. It is the only place that says so; Facts describes them.
func planNames(ctx context.Context, q sqlx.QueryerContext, recordKind string, recordID int64) (plan.Names, error) {
	var r struct {
		RequesterID int64   `db:"requester_id"`
		Title       string  `db:"title"`
		Priority    int     `db:"priority"`
		Customer    string  `db:"customer"`
		Kind        string  `db:"kind"`
		Impact      int     `db:"impact"`
		Urgency     int     `db:"urgency"`
		Category    string  `db:"category"`
		Service     string  `db:"service"`
		Channel     string  `db:"channel"`
		Amount      float64 `db:"amount"`
		Type        string  `db:"type"`
		Revoking    bool    `db:"revoking"`
	}
	err := sqlx.GetContext(ctx, q, &r, `
		SELECT r.requester_id, r.title, r.priority, COALESCE(c.code, '') AS customer, COALESCE(i.kind, '') AS kind, COALESCE(i.impact, 0) AS impact, COALESCE(i.urgency, 0) AS urgency,
			COALESCE(k.code, '') AS category, COALESCE(s.code, '') AS service, COALESCE(i.channel, '') AS channel, COALESCE(a.amount, 0)::float8 AS amount,
			COALESCE(y.code, '') AS type, d.revoke_asked_at IS NOT NULL AS revoking
		FROM records r LEFT JOIN customers c ON c.id = r.customer_id LEFT JOIN approvals a ON a.record_id = r.id
			LEFT JOIN incidents i ON i.record_id = r.id LEFT JOIN categories k ON k.id = i.category_id LEFT JOIN services s ON s.id = i.service_id
			LEFT JOIN documents d ON d.record_id = r.id LEFT JOIN document_types y ON y.id = d.type_id
		WHERE r.id = $1`, recordID)
	if err != nil {
		return nil, err
	}
	requester, err := requesterNames(ctx, q, r.RequesterID)
	if err != nil {
		return nil, err
	}
	filled, err := formFacts(ctx, q, recordID)
	if err != nil {
		return nil, err
	}
	switch recordKind {
	case KindApproval:
		return plan.Names{"title": r.Title, "amount": r.Amount, "requester": requester, "form": filled}, nil
	case KindDocument:
		return plan.Names{"title": r.Title, "amount": r.Amount, "type": r.Type, "revoking": r.Revoking, "requester": requester, "form": filled}, nil
	}
	return plan.Names{"title": r.Title, "kind": r.Kind, "priority": r.Priority, "impact": r.Impact, "urgency": r.Urgency, "category": r.Category, "service": r.Service,
		"customer": r.Customer, "channel": r.Channel, "requester": requester, "form": filled}, nil
}

// requesterNames answers what conditions may speak of as requester.
func requesterNames(ctx context.Context, q sqlx.QueryerContext, userID int64) (map[string]any, error) {
	var u struct {
		Login string         `db:"login"`
		Roles pq.StringArray `db:"roles"`
		Units pq.StringArray `db:"units"`
	}
	err := sqlx.GetContext(ctx, q, &u, `
		WITH RECURSIVE up AS (SELECT x.code, x.parent_id, 1 AS n FROM units x JOIN users u ON u.unit_id = x.id WHERE u.id = $1
			UNION ALL SELECT x.code, x.parent_id, up.n + 1 FROM units x JOIN up ON x.id = up.parent_id WHERE up.n < 50)
		SELECT u.login, u.roles, ARRAY(SELECT code FROM up ORDER BY n) AS units FROM users u WHERE u.id = $1`, userID)
	if err != nil {
		return nil, err
	}
	unit := ""
	if len(u.Units) > 0 {
		unit = u.Units[0]
	}
	return map[string]any{"login": u.Login, "unit": unit, "units": []string(u.Units), "roles": []string(u.Roles)}, nil
}

// Fact is one name that a condition may speak of.
type Fact struct {
	Name    string      `json:"name"`
	Type    string      `json:"type" enum:"text,number,yes_no,list" doc:"of a list: texts, of a form also rows"`
	Text    domain.Text `json:"text" doc:"what it is"`
	Example string      `json:"example" doc:"a condition that speaks of it"`
}

var requesterFacts = []Fact{
	{"requester.login", "text", domain.Text{En: "the requester's login", Zh: "申请人登录名"}, `requester.login != "admin"`},
	{"requester.unit", "text", domain.Text{En: "the code of the requester's unit", Zh: "申请人所在单元的代码"}, `requester.unit == "finance"`},
	{"requester.units", "list", domain.Text{En: "the codes of that unit and of all above it", Zh: "该单元及其所有上级单元的代码"}, `"production" in requester.units`},
	{"requester.roles", "list", domain.Text{En: "the requester's roles", Zh: "申请人的角色"}, `"manager" in requester.roles`},
}

var titleFact = Fact{"title", "text", domain.Text{En: "the subject", Zh: "标题"}, `title contains "VPN"`}

// Facts answers what conditions of plans of a kind may speak of, beside step("id").
func Facts(kind string) []Fact {
	asks := []Fact{titleFact, {"amount", "number", domain.Text{En: "the amount; 0 if none is given", Zh: "金额；未填写时为 0"}, `amount > 5000`}}
	switch kind {
	case KindApproval:
		return append(asks, requesterFacts...)
	case KindDocument:
		return append(append(asks,
			Fact{"type", "text", domain.Text{En: "the code of the document's type", Zh: "公文类型代码"}, `type == "notice"`},
			Fact{"revoking", "yes_no", domain.Text{En: "it is its revocation that is decided", Zh: "正在审批的是撤销"}, `not revoking`}), requesterFacts...)
	}
	return append([]Fact{titleFact,
		{"kind", "text", domain.Text{En: "question, consultation, complaint or incident", Zh: "类别：question、consultation、complaint 或 incident"}, `kind == "incident"`},
		{"priority", "number", domain.Text{En: "1 (highest) to 5", Zh: "优先级，1（最高）至 5"}, `priority <= 2`},
		{"impact", "number", domain.Text{En: "1 (high) to 3 (low)", Zh: "影响度，1（高）至 3（低）"}, `impact == 1`},
		{"urgency", "number", domain.Text{En: "1 (high) to 3 (low)", Zh: "紧急度，1（高）至 3（低）"}, `urgency == 1`},
		{"category", "text", domain.Text{En: "the category's code; empty if none", Zh: "分类代码；没有时为空"}, `category == "network"`},
		{"service", "text", domain.Text{En: "the service's code; empty if none", Zh: "服务代码；没有时为空"}, `service != ""`},
		{"customer", "text", domain.Text{En: "the customer's code; empty for colleagues", Zh: "客户代码；内部人员为空"}, `customer == ""`},
		{"channel", "text", domain.Text{En: "how it came in: portal, phone, mail, api, desk or import", Zh: "来源：portal、phone、mail、api、desk 或 import"}, `channel == "phone"`},
	}, requesterFacts...)
}

// exampleNames are facts by which conditions are tried before there is a record.
func exampleNames(kind string) plan.Names {
	requester := map[string]any{"login": "somebody", "unit": "unit", "units": []string{"unit", "company"}, "roles": []string{"customer"}}
	switch kind {
	case KindApproval:
		return plan.Names{"title": "Title", "amount": 1000.0, "requester": requester}
	case KindDocument:
		return plan.Names{"title": "Title", "amount": 1000.0, "type": "type", "revoking": false, "requester": requester}
	}
	return plan.Names{"title": "Title", "kind": "incident", "priority": 3, "impact": 2, "urgency": 2, "category": "category", "service": "service", "customer": "", "channel": "portal", "requester": requester}
}
