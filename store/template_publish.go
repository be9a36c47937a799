package store

import (
	"context"

	"steward/domain"
	"steward/domain/access"
)

// PublishTemplate makes the draft the next version, by which records begin from now on; those that run keep theirs.
func (s *Store) PublishTemplate(ctx context.Context, v access.Viewer, k domain.Key, revision *int) (Template, error) {
	id, err := templates.publish(ctx, s, v, k, revision)
	if err != nil {
		return Template{}, err
	}
	return s.Template(ctx, domain.ByID(id))
}

// UsableTemplates answers by which templates the viewer may begin a record of a kind, and whom he must choose.
func (s *Store) UsableTemplates(ctx context.Context, v access.Viewer, q TemplateQuery) (Page[Template], error) {
	page := Page[Template]{Items: []Template{}}
	var unit int64
	if err := s.DB.GetContext(ctx, &unit, `SELECT COALESCE(unit_id, 0) FROM users WHERE id = $1`, v.UserID); err != nil {
		return page, convert(err)
	}
	sel := selection{columns: `, x.kind, x.enabled, x.version`, args: arguments{}}
	sel.where = ` AND x.enabled AND x.version > 0 AND x.variant_of IS NULL AND x.kind = ` + sel.args.add(q.Kind)
	page, err := list[Template](ctx, s, templates.noun, sel, q.ListQuery)
	if err != nil {
		return page, err
	}
	for i := range page.Items {
		t, err := TemplateFor(ctx, s.DB, page.Items[i].ID, unit)
		if err != nil {
			return page, convert(err)
		}
		page.Items[i].Version, page.Items[i].Choices, page.Items[i].Steps, page.Items[i].Names = t.Version, choicesOf(t.Definition), len(t.Definition.Steps), map[string]Refs{}
	}
	return page, nil
}
