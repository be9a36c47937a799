package main

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/store"
)

// The population on which everything is measured: customers with contacts, groups of technicians, and queues that only the
// service desk sees, so that there are narrow, middling and wide viewers.
const (
	customers   = 200
	contacts    = 5 // a customer
	technicians = 200
	groups      = 40
	queues      = 10
	agents      = 20
)

const population = `
INSERT INTO customers (code, name, name_en) SELECT 'c' || n, '客户 ' || n, 'Customer ' || n FROM generate_series(1, %[1]d) n;
INSERT INTO units (code, name) VALUES ('it', '信息部');
INSERT INTO users (login, name, name_en, roles, customer_id, sees_customer)
	SELECT 'contact' || n, '联系人 ' || n, 'Contact ' || n, '{customer}', (n - 1) / %[2]d + 1, n %% %[2]d = 0 FROM generate_series(1, %[1]d * %[2]d) n;
INSERT INTO users (login, name, name_en, roles, unit_id) SELECT 'tech' || n, '技术员 ' || n, 'Technician ' || n, '{technician}', 1 FROM generate_series(1, %[3]d) n;
INSERT INTO users (login, name, name_en, roles, unit_id) SELECT 'agent' || n, '坐席 ' || n, 'Agent ' || n, '{agent}', 1 FROM generate_series(1, %[6]d) n;
INSERT INTO users (login, name, name_en, roles, unit_id) VALUES ('manager', '经理', 'Manager', '{manager}', 1);
INSERT INTO groups (code, name, name_en, unit_id) SELECT 'g' || n, '组 ' || n, 'Group ' || n, 1 FROM generate_series(1, %[4]d) n;
INSERT INTO groups (code, name, name_en, unit_id) VALUES ('desk', '服务台', 'Service desk', 1);
INSERT INTO group_members (group_id, user_id) SELECT DISTINCT g.id, u.id FROM users u, generate_series(0, 1) k
	JOIN groups g ON true WHERE u.login LIKE 'tech%%' AND g.code = 'g' || (substr(u.login, 5)::int + k * 7) %% %[4]d + 1;
INSERT INTO group_members (group_id, user_id) SELECT g.id, u.id FROM users u, groups g WHERE u.login LIKE 'agent%%' AND g.code = 'desk';
INSERT INTO queues (code, name, name_en, group_id, open_to_desk)
	SELECT 'q' || n, '队列 ' || n, 'Queue ' || n, (SELECT id FROM groups WHERE code = 'desk'), false FROM generate_series(1, %[5]d) n;
INSERT INTO services (code, name, name_en, queue_id) SELECT 's' || n, '服务 ' || n, 'Service ' || n, n FROM generate_series(1, %[5]d) n;
INSERT INTO categories (code, name, name_en) SELECT 'k' || n, '分类 ' || n, 'Category ' || n FROM generate_series(1, 30) n;
INSERT INTO places (kind, code, name, name_en) VALUES ('site', 'p1', '总部', 'Head office');
UPDATE desk_settings SET default_queue_id = 1;
`

// live are the ids from which the product's own rows begin, each table in a range of its own: so a value that comes back from a
// statement is recognised where a later one uses it, and nothing meets what was generated.
var live = []string{
	"ALTER TABLE records ALTER id RESTART WITH 10000001", "ALTER SEQUENCE incident_numbers RESTART WITH 10000001",
	"ALTER TABLE acts ALTER id RESTART WITH 20000001", "ALTER TABLE audit ALTER id RESTART WITH 30000001",
	"ALTER TABLE effects ALTER id RESTART WITH 40000001", "ALTER TABLE messages ALTER id RESTART WITH 50000001",
	"ALTER TABLE work_items ALTER id RESTART WITH 60000001",
}

func populate(ctx context.Context, db *sqlx.DB) error {
	if _, err := db.ExecContext(ctx, fmt.Sprintf(population, customers, contacts, technicians, groups, queues, agents)); err != nil {
		return err
	}
	for _, statement := range live {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// token makes a token for the person with the login.
func token(ctx context.Context, s *store.Store, login string) (string, error) {
	v, err := s.ViewerOf(ctx, domain.ByCode(login))
	if err != nil {
		return "", err
	}
	_, secret, err := s.CreateToken(ctx, v, store.TokenInput{Name: "bench", Days: 1})
	return secret, err
}
