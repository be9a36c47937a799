package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
)

func (s *Server) registerUsers() {
	register(s, op(http.MethodGet, "/users", "list-users", "List people"), deskOnly, s.listUsers)
	register(s, created(op(http.MethodPost, "/users", "create-user", "Add a person")), admins, s.createUser)
	register(s, op(http.MethodGet, "/users/{id}", "get-user", "Read one person"), signedIn, s.getUser)
	register(s, op(http.MethodPatch, "/users/{id}", "update-user", "Change a person; disabling ends sessions and tokens at once"), admins, s.updateUser)
	register(s, op(http.MethodGet, "/roles", "list-roles", "List the roles that a person may hold"), signedIn, s.listRoles)
}

func (s *Server) listUsers(ctx context.Context, in *struct {
	Paged
	Q        string `query:"q" maxLength:"200" doc:"Found in login, names and e-mail address"`
	Role     string `query:"role" enum:"customer,agent,technician,manager,approver,admin,auditor"`
	Desk     bool   `query:"desk" doc:"Only those who may be given a record to work on"`
	Unit     string `query:"unit" maxLength:"100" doc:"Id or code; those directly in it"`
	Customer string `query:"customer" maxLength:"100" doc:"Id or code"`
	Group    string `query:"group" maxLength:"100" doc:"Id or code"`
	Status   string `query:"status" enum:"active,disabled,all" default:"active"`
}) (*body[store.Page[store.User]], error) {
	return answer(s.Store.Users(ctx, store.UserQuery{Q: in.Q, Role: in.Role, Desk: in.Desk, Unit: domain.ParseKey(in.Unit), Customer: domain.ParseKey(in.Customer),
		Group: domain.ParseKey(in.Group), Status: in.Status, Limit: in.Limit, Cursor: in.Cursor}))
}

func (s *Server) createUser(ctx context.Context, in *struct {
	Idempotent
	Body struct {
		store.UserInput
		Password string `json:"password,omitempty" maxLength:"1000" doc:"Without one the person is invited"`
	}
}) (*body[store.User], error) {
	return answer(s.Store.CreateUser(ctx, viewerOf(ctx), in.Body.UserInput, in.Body.Password, in.Key))
}

func (s *Server) getUser(ctx context.Context, in *Named) (*body[store.User], error) {
	return answer(s.Store.User(ctx, viewerOf(ctx), in.key()))
}

func (s *Server) updateUser(ctx context.Context, in *revisal[store.UserInput]) (*body[store.User], error) {
	return answer(s.Store.UpdateUser(ctx, viewerOf(ctx), in.key(), in.Body))
}

// Role is one of the product's roles.
type Role struct {
	Code          string `json:"code"`
	Name          string `json:"name"`
	NameEn        string `json:"name_en"`
	Description   string `json:"description"`
	DescriptionEn string `json:"description_en"`
}

var roles = []Role{
	{access.Customer, "客户", "Customer", "在门户提交并跟进自己的单据", "Raises and follows own records in the portal"},
	{access.Agent, "坐席", "Agent", "在服务台受理单据", "Works at the service desk"},
	{access.Technician, "技术员", "Technician", "在组内处理单据", "Carries out work in groups"},
	{access.Manager, "服务经理", "Service manager", "查看全部单据并处理上报", "Sees every record and answers escalations"},
	{access.Approver, "审批人", "Approver", "审批申请", "Decides on requests"},
	{access.Admin, "管理员", "Administrator", "管理系统、人员与权限，查看全部单据", "Administers the product and its people, sees every record"},
	{access.Auditor, "审计员", "Auditor", "只读查看全部单据与审计记录", "Reads every record and the audit trail, changes nothing"},
}

func (s *Server) listRoles(context.Context, *struct{}) (*body[items[Role]], error) {
	return answer(items[Role]{roles}, nil)
}
