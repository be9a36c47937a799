package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/directory"
)

// PriorityMatrix answers the nine cells by impact and urgency.
func (s *Store) PriorityMatrix(ctx context.Context) ([]directory.Cell, error) {
	cells := []directory.Cell{}
	err := s.DB.SelectContext(ctx, &cells, `SELECT impact, urgency, priority FROM priority_matrix ORDER BY impact, urgency`)
	return cells, convert(err)
}

// SetPriorityMatrix replaces the matrix. Existing records keep their priority until they are classified again.
func (s *Store) SetPriorityMatrix(ctx context.Context, v access.Viewer, cells []directory.Cell) ([]directory.Cell, error) {
	if err := directory.Matrix(cells); err != nil {
		return nil, err
	}
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var before []directory.Cell
		err := tx.SelectContext(ctx, &before, `SELECT impact, urgency, priority FROM priority_matrix ORDER BY impact, urgency FOR UPDATE`)
		if err != nil {
			return err
		}
		changes := map[string][2]any{}
		for _, c := range cells {
			old := before[(c.Impact-1)*3+c.Urgency-1]
			if old.Priority == c.Priority {
				continue
			}
			changes["impact "+digit(c.Impact)+", urgency "+digit(c.Urgency)] = [2]any{old.Priority, c.Priority}
			if _, err := tx.ExecContext(ctx, `UPDATE priority_matrix SET priority = $3 WHERE impact = $1 AND urgency = $2`, c.Impact, c.Urgency, c.Priority); err != nil {
				return err
			}
		}
		if len(changes) == 0 {
			return nil
		}
		return appendAudit(ctx, tx, auditEntry{Subject: "settings:priority_matrix", Viewer: v, Verb: "update", Changes: changes, Before: before, After: cells})
	})
	if err != nil {
		return nil, err
	}
	return s.PriorityMatrix(ctx)
}

func digit(n int) string { return string(rune('0' + n)) }

// DeskSettings says how long the desk's promises run, in working days and hours of its calendar.
type DeskSettings struct {
	Zone            string `db:"zone" json:"zone"`
	AcceptDays      int    `db:"accept_days" json:"accept_days" doc:"a resolution counts as accepted after so many working days"`
	ReopenDays      int    `db:"reopen_days" json:"reopen_days" doc:"a closed record may be reopened for so many working days"`
	RemindDays      int    `db:"remind_days" json:"remind_days" doc:"who is waited for is reminded after so many working days"`
	EscalationHours int    `db:"escalation_hours" json:"escalation_hours" doc:"an escalation wants an answer within so many working hours"`
	DefaultQueue    *Ref   `db:"default_queue" json:"default_queue" doc:"where a record waits whose service has no queue"`
	Calendar        *Ref   `db:"calendar" json:"calendar" doc:"by which promises of services without a calendar run; null for Monday to Friday, 09:00 to 18:00 in the zone"`
}

// DeskSettingsInput changes what is given.
type DeskSettingsInput struct {
	Zone            *string    `json:"zone,omitempty"`
	AcceptDays      *int       `json:"accept_days,omitempty"`
	ReopenDays      *int       `json:"reopen_days,omitempty"`
	RemindDays      *int       `json:"remind_days,omitempty"`
	EscalationHours *int       `json:"escalation_hours,omitempty"`
	DefaultQueue    domain.Key `json:"default_queue,omitzero"`
	Calendar        domain.Key `json:"calendar,omitzero"`
}

// DeskSettings answers the settings of the desk.
func (s *Store) DeskSettings(ctx context.Context) (DeskSettings, error) {
	var d DeskSettings
	err := s.DB.GetContext(ctx, &d, `
		SELECT x.zone, x.accept_days, x.reopen_days, x.remind_days, x.escalation_hours, `+refSQL("q")+` AS default_queue, `+refSQL("c")+` AS calendar
		FROM desk_settings x LEFT JOIN queues q ON q.id = x.default_queue_id LEFT JOIN calendars c ON c.id = x.calendar_id`)
	return d, convert(err)
}

// UpdateDeskSettings changes the settings; deadlines that were promised already stay as they are.
func (s *Store) UpdateDeskSettings(ctx context.Context, v access.Viewer, in DeskSettingsInput) (DeskSettings, error) {
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		columns, err := in.columns(ctx, tx)
		if err != nil {
			return err
		}
		var before, after row
		if err := tx.GetContext(ctx, &before, `SELECT to_jsonb(x) FROM desk_settings x FOR UPDATE`); err != nil {
			return err
		}
		for _, c := range columns {
			if _, err := tx.ExecContext(ctx, `UPDATE desk_settings SET `+c.name+` = $1`, c.value); err != nil {
				return err
			}
		}
		if err := tx.GetContext(ctx, &after, `SELECT to_jsonb(x) FROM desk_settings x`); err != nil {
			return err
		}
		return appendDifference(ctx, tx, v, "settings:desk", before, after)
	})
	if err != nil {
		return DeskSettings{}, err
	}
	return s.DeskSettings(ctx)
}

// columns answers what the input sets, each value within the range that the schema knows too.
func (in DeskSettingsInput) columns(ctx context.Context, tx *sqlx.Tx) ([]column, error) {
	var columns []column
	if in.Zone != nil {
		if err := directory.Zone(*in.Zone); err != nil {
			return nil, err
		}
		columns = append(columns, column{"zone", *in.Zone})
	}
	for _, f := range []struct {
		name        string
		value       *int
		least, most int
	}{{"accept_days", in.AcceptDays, 1, 60}, {"reopen_days", in.ReopenDays, 0, 60}, {"remind_days", in.RemindDays, 1, 60}, {"escalation_hours", in.EscalationHours, 1, 72}} {
		if f.value == nil {
			continue
		}
		if err := directory.Within(f.name, *f.value, f.least, f.most); err != nil {
			return nil, err
		}
		columns = append(columns, column{f.name, *f.value})
	}
	for _, f := range []struct {
		noun noun
		name string
		key  domain.Key
	}{{queues, "default_queue", in.DefaultQueue}, {calendars, "calendar", in.Calendar}} {
		reference, err := f.noun.reference(ctx, tx, f.name, f.key)
		if err != nil {
			return nil, err
		}
		columns = append(columns, reference...)
	}
	return columns, nil
}
