package store

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
)

// Service is what somebody asks for help with.
type Service struct {
	Named
	Queue    *Ref `db:"queue" json:"queue" doc:"where its incidents wait, null for the default queue; hidden from customers"`
	Calendar *Ref `db:"calendar" json:"calendar" doc:"by which its promises run, null for the desk's own; hidden from customers"`
	Template *Ref `db:"template" json:"template" doc:"the plan that carries its incidents, null for none; hidden from customers"`
	Form     *Ref `db:"form" json:"form" doc:"what whoever asks for it fills in, null for nothing; read it at /forms/{id}/blank"`

	OpenTasks string `db:"open_tasks" json:"open_tasks,omitempty" enum:"refuse,close" doc:"when an incident is resolved while tasks of its plan are open: that is refused, or they are closed; hidden from customers"`
}

// ServiceInput creates or changes a service.
type ServiceInput struct {
	Naming
	Queue    domain.Key `json:"queue,omitzero"`
	Calendar domain.Key `json:"calendar,omitzero"`
	Template domain.Key `json:"template,omitzero" doc:"a template of incidents' plans"`
	Form     domain.Key `json:"form,omitzero" doc:"what whoever asks for it fills in"`

	OpenTasks *string `json:"open_tasks,omitempty" enum:"refuse,close"`
}

// servicesOf selects the services; which queue serves them by which calendar is the desk's own affair.
func servicesOf(v access.Viewer) selection {
	const joins = `LEFT JOIN forms f ON f.id = x.form_id`
	if !v.Desk() { // a form that is not in use asks for nothing
		return selection{columns: `, ` + refSQL("f") + ` AS form`, joins: joins + ` AND f.enabled AND f.version > 0`}
	}
	return selection{columns: `, ` + refSQL("q") + ` AS queue, ` + refSQL("c") + ` AS calendar, ` + refSQL("t") + ` AS template, ` + refSQL("f") + ` AS form, x.open_tasks`,
		joins: joins + ` LEFT JOIN queues q ON q.id = x.queue_id LEFT JOIN calendars c ON c.id = x.calendar_id LEFT JOIN plan_templates t ON t.id = x.template_id`}
}

// Services lists services.
func (s *Store) Services(ctx context.Context, v access.Viewer, q ListQuery) (Page[Service], error) {
	return list[Service](ctx, s, services, servicesOf(v), q)
}

// Service answers one service.
func (s *Store) Service(ctx context.Context, v access.Viewer, k domain.Key) (Service, error) {
	return one[Service](ctx, s, services, servicesOf(v), k)
}

// CreateService adds a service; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateService(ctx context.Context, v access.Viewer, in ServiceInput, key string) (Service, error) {
	return s.saveService(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateService changes a service; records that wait in a queue stay there.
func (s *Store) UpdateService(ctx context.Context, v access.Viewer, k domain.Key, in ServiceInput) (Service, error) {
	return s.saveService(ctx, v, k, Once{}, in)
}

func (s *Store) saveService(ctx context.Context, v access.Viewer, k domain.Key, once Once, in ServiceInput) (Service, error) {
	id, err := s.save(ctx, v, services, change{target: k, once: once, naming: in.Naming, fill: func(tx *sqlx.Tx, _ int64) ([]column, error) {
		return in.columns(ctx, tx)
	}, attach: func(tx *sqlx.Tx, id int64) error {
		if !in.Form.Given && !in.Template.Given {
			return nil
		}
		return fittingForm(ctx, tx, services, "service_id", id)
	}})
	if err != nil {
		return Service{}, err
	}
	return s.Service(ctx, v, domain.ByID(id))
}

func (in ServiceInput) columns(ctx context.Context, tx *sqlx.Tx) ([]column, error) {
	queue, err := queues.reference(ctx, tx, "queue", in.Queue)
	if err != nil {
		return nil, err
	}
	calendar, err := calendars.reference(ctx, tx, "calendar", in.Calendar)
	if err != nil {
		return nil, err
	}
	template, err := templates.reference(ctx, tx, "template", in.Template)
	if err != nil {
		return nil, err
	}
	if !in.Template.Empty() {
		var t templateRow
		if err := t.read(ctx, tx, *template[0].value.(*int64)); err != nil {
			return nil, err
		}
		if t.Kind != KindIncident || t.VariantOf != nil {
			return nil, domain.RefuseField("template", "Choose a template of incidents' plans that is no unit's variant.", "请选择事件类流程模板，且不能是某单元的变体。")
		}
	}
	asks, err := forms.reference(ctx, tx, "form", in.Form)
	if err != nil {
		return nil, err
	}
	columns := slices.Concat(queue, calendar, template, asks)
	if in.OpenTasks != nil {
		columns = append(columns, column{"open_tasks", *in.OpenTasks})
	}
	return columns, nil
}
