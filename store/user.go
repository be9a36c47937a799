package store

import (
	"context"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/directory"
	"steward/domain/notice"
	"steward/domain/person"
)

// User is a person: who works here, or a customer's contact.
type User struct {
	ID           int64          `db:"id" json:"id"`
	Login        string         `db:"login" json:"login"`
	Name         string         `db:"name" json:"name"`
	NameEn       string         `db:"name_en" json:"name_en"`
	Email        string         `db:"email" json:"email"`
	Phone        string         `db:"phone" json:"phone"`
	Title        string         `db:"title" json:"title"`
	Language     string         `db:"language" json:"language"`
	Zone         string         `db:"zone" json:"zone"`
	Roles        pq.StringArray `db:"roles" json:"roles"`
	Unit         *Ref           `db:"unit" json:"unit"`
	Customer     *Ref           `db:"customer" json:"customer"`
	Groups       Refs           `db:"groups" json:"groups"`
	SeesCustomer bool           `db:"sees_customer" json:"sees_customer" doc:"a contact who sees every record of the own organisation"`
	CanSignIn    bool           `db:"can_sign_in" json:"can_sign_in" doc:"has a password and is not disabled"`
	Disabled     bool           `db:"disabled" json:"disabled"`
	CreatedAt    time.Time      `db:"created_at" json:"created_at"`
	NoticeChoice NoticeChoice   `db:"notice_choice" json:"-"` // the person's own affair
}

// UserInput creates or changes a user. What is absent is kept.
type UserInput struct {
	Login        *string    `json:"login,omitempty" maxLength:"200"`
	Name         *string    `json:"name,omitempty" maxLength:"400"`
	NameEn       *string    `json:"name_en,omitempty" maxLength:"400"`
	Email        *string    `json:"email,omitempty" maxLength:"400"`
	Phone        *string    `json:"phone,omitempty" maxLength:"100"`
	Title        *string    `json:"title,omitempty" maxLength:"400"`
	Language     *string    `json:"language,omitempty" maxLength:"20" doc:"zh or en"`
	Zone         *string    `json:"zone,omitempty" maxLength:"100" doc:"IANA name of a time zone"`
	Roles        *[]string  `json:"roles,omitempty" maxItems:"50"`
	Unit         domain.Key `json:"unit,omitzero"`
	Customer     domain.Key `json:"customer,omitzero"`
	SeesCustomer *bool      `json:"sees_customer,omitempty"`
	Disabled     *bool      `json:"disabled,omitempty" doc:"true ends the person's sessions and tokens at once"`

	NoticeChoice *notice.Preference `json:"-"` // set by nobody else
}

// UserQuery narrows a list of users.
type UserQuery struct {
	Q                     string // found in login, names and e-mail address
	Role                  string
	Desk                  bool // only who works on records of others
	Unit, Customer, Group domain.Key
	Status                string // active (also when empty), disabled or all
	Limit                 int
	Cursor                string
}

const userColumns = `
	x.id, x.login, x.name, x.name_en, x.email, x.phone, x.title, x.language, x.zone, x.roles, x.sees_customer, x.created_at, x.notice_choice,
	x.password_hash IS NOT NULL AND x.disabled_at IS NULL AS can_sign_in, x.disabled_at IS NOT NULL AS disabled,`

var selectUsers = `SELECT ` + userColumns + refSQL("unit") + ` AS unit, ` + refSQL("customer") + ` AS customer,
	(SELECT json_agg(` + refSQL("g") + ` ORDER BY g.code) FROM group_members m JOIN groups g ON g.id = m.group_id WHERE m.user_id = x.id) AS groups
	FROM users x LEFT JOIN units unit ON unit.id = x.unit_id LEFT JOIN customers customer ON customer.id = x.customer_id WHERE true`

// Users lists users in the order of their logins.
func (s *Store) Users(ctx context.Context, q UserQuery) (Page[User], error) {
	query, a, err := s.usersQuery(ctx, q)
	if err != nil {
		return Page[User]{}, convert(err)
	}
	if q.Limit <= 0 {
		q.Limit = usualPage
	}
	q.Limit = min(q.Limit, mostPage)
	page := Page[User]{Items: []User{}}
	err = s.DB.SelectContext(ctx, &page.Items, query+` ORDER BY x.login LIMIT `+a.add(q.Limit+1), a...)
	if err == nil && len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = page.Items[q.Limit-1].Login
	}
	return page, convert(err)
}

func (s *Store) usersQuery(ctx context.Context, q UserQuery) (string, arguments, error) {
	var a arguments
	query := selectUsers
	switch q.Status {
	case "", "active":
		query += ` AND x.disabled_at IS NULL`
	case "disabled":
		query += ` AND x.disabled_at IS NOT NULL`
	}
	if q.Q != "" {
		query += ` AND strpos(lower(concat_ws(' ', x.login, x.name, x.name_en, x.email)), lower(` + a.add(q.Q) + `)) > 0`
	}
	if q.Role != "" {
		query += ` AND ` + a.add(q.Role) + ` = ANY(x.roles)`
	}
	if q.Desk {
		query += ` AND x.roles && ` + a.add(pq.Array([]string{access.Agent, access.Technician, access.Manager, access.Admin})) + `::text[]`
	}
	for _, f := range []struct {
		noun      noun
		field     string
		key       domain.Key
		condition string
	}{
		{units, "unit", q.Unit, ` AND x.unit_id = `}, {customers, "customer", q.Customer, ` AND x.customer_id = `},
		{groups, "group", q.Group, ` AND x.id IN (SELECT user_id FROM group_members WHERE group_id = `},
	} {
		id, err := f.noun.find(ctx, s.DB, f.field, f.key)
		if err != nil {
			return "", nil, err
		}
		if id != nil {
			query += f.condition + a.add(*id) + strings.Repeat(")", strings.Count(f.condition, "("))
		}
	}
	if q.Cursor != "" {
		query += ` AND x.login > ` + a.add(q.Cursor)
	}
	return query, a, nil
}

// User answers one user as the desk sees people. To others than the desk it answers only the names of those whom they meet on
// their records: who raised, handles or wrote on one.
func (s *Store) User(ctx context.Context, v access.Viewer, k domain.Key) (User, error) {
	u, err := s.user(ctx, k)
	if err != nil || v.Desk() || v.UserID == u.ID {
		return u, err
	}
	var met bool
	err = s.DB.GetContext(ctx, &met, `
		SELECT EXISTS (SELECT FROM records r
			WHERE (r.requester_id = $1 OR $2 AND r.customer_id = $3)
			AND ($4 IN (r.requester_id, r.assignee_id, r.created_by)
				OR EXISTS (SELECT FROM messages m WHERE m.record_id = r.id AND m.author_id = $4 AND NOT m.internal)))`,
		v.UserID, v.SeesCustomer && v.CustomerID != 0, v.CustomerID, u.ID)
	if err == nil && !met {
		err = ErrNone
	}
	if err != nil {
		return User{}, convert(err)
	}
	return User{ID: u.ID, Login: u.Login, Name: u.Name, NameEn: u.NameEn, Roles: pq.StringArray{}, Groups: Refs{}}, nil
}

func (s *Store) user(ctx context.Context, k domain.Key) (User, error) {
	var u User
	var a arguments
	err := s.DB.GetContext(ctx, &u, selectUsers+` AND `+people.is(k, &a), a...)
	return u, convert(err)
}

// CreateUser adds a person, with a password if one is given; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateUser(ctx context.Context, v access.Viewer, in UserInput, password, key string) (User, error) {
	given := ""
	if in.Login != nil {
		given = *in.Login
	}
	login, err := person.Login(given)
	if err != nil {
		return User{}, err
	}
	in.Login = &login
	var more []column
	if password != "" {
		if err := person.Password("password", password, login); err != nil {
			return User{}, err
		}
		hash, err := HashPassword(ctx, password)
		if err != nil {
			return User{}, err
		}
		more = append(more, column{"password_hash", hash})
	}
	return s.saveUser(ctx, v, domain.Key{}, Once{key, in}, in, more)
}

// UpdateUser changes a person. Disabling ends the person's sessions, tokens and links at once.
func (s *Store) UpdateUser(ctx context.Context, v access.Viewer, k domain.Key, in UserInput) (User, error) {
	return s.saveUser(ctx, v, k, Once{}, in, nil)
}

func (s *Store) saveUser(ctx context.Context, v access.Viewer, k domain.Key, once Once, in UserInput, more []column) (User, error) {
	var id int64
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		before, err := people.lock(ctx, tx, k)
		if err != nil {
			return err
		}
		if id, err = once.made(ctx, tx, v, people); id != 0 || err != nil {
			return err
		}
		id, _ = before.id()
		columns, err := in.columns(ctx, tx, before)
		if err != nil {
			return err
		}
		if err := people.mayRename(ctx, tx, before, columns); err != nil {
			return err
		}
		after, err := people.write(ctx, tx, id, append(columns, more...))
		if err != nil {
			return err
		}
		if id, err = after.id(); err != nil {
			return err
		}
		if err := once.remember(ctx, tx, v, people, id); err != nil {
			return err
		}
		if err := keepAnAdministrator(ctx, tx, before, after); err != nil {
			return err
		}
		if after["disabled_at"] != nil {
			if err := endAccess(ctx, tx, id); err != nil {
				return err
			}
		}
		return appendDifference(ctx, tx, v, userSubject(id), withoutSecrets(before), withoutSecrets(after))
	})
	if err != nil {
		return User{}, err
	}
	return s.user(ctx, domain.ByID(id))
}

// columns answers the columns that the input sets, each judged by its rule; before is nil for a new person.
func (in UserInput) columns(ctx context.Context, tx *sqlx.Tx, before row) ([]column, error) {
	var columns []column
	if before == nil && in.Name == nil {
		in.Name = new(string)
	}
	for _, f := range []struct {
		name  string
		value *string
		rule  func(string) (string, error)
	}{
		{"login", in.Login, person.Login},
		{"name", in.Name, func(s string) (string, error) { return directory.Name("name", s, true) }},
		{"name_en", in.NameEn, func(s string) (string, error) { return directory.Name("name_en", s, false) }},
		{"email", in.Email, person.Email},
		{"phone", in.Phone, person.Phone},
		{"title", in.Title, person.Title},
		{"language", in.Language, func(s string) (string, error) { return s, person.Language(s) }},
		{"zone", in.Zone, func(s string) (string, error) { return s, directory.Zone(s) }},
	} {
		if f.value == nil {
			continue
		}
		value, err := f.rule(*f.value)
		if err != nil {
			return nil, err
		}
		columns = append(columns, column{f.name, value})
	}
	if in.NoticeChoice != nil {
		choice, err := in.NoticeChoice.Check()
		if err != nil {
			return nil, err
		}
		columns = append(columns, column{"notice_choice", string(mustJSON(choice))})
	}
	place, err := in.belonging(ctx, tx, before)
	return append(columns, place...), err
}

// belonging answers the columns of roles, unit and customer, which are judged together with what stands already.
func (in UserInput) belonging(ctx context.Context, tx *sqlx.Tx, before row) ([]column, error) {
	var columns []column
	var roles []string
	if in.Roles != nil {
		var err error
		if roles, err = person.Roles(*in.Roles); err != nil {
			return nil, err
		}
		columns = append(columns, column{"roles", pq.StringArray(roles)})
	} else if was, ok := before["roles"].([]any); ok {
		for _, r := range was {
			roles = append(roles, r.(string))
		}
	}
	unit, err := units.reference(ctx, tx, "unit", in.Unit)
	if err != nil {
		return nil, err
	}
	customer, err := customers.reference(ctx, tx, "customer", in.Customer)
	if err != nil {
		return nil, err
	}
	sees, _ := before["sees_customer"].(bool)
	if in.SeesCustomer != nil {
		sees = *in.SeesCustomer
		columns = append(columns, column{"sees_customer", sees})
	}
	has := func(k domain.Key, field string) bool {
		return k.Given && !k.Empty() || !k.Given && before[field] != nil
	}
	if err := person.Belongs(has(in.Unit, "unit_id"), has(in.Customer, "customer_id"), sees, roles); err != nil {
		return nil, err
	}
	columns = append(append(columns, unit...), customer...)
	if in.Disabled != nil && *in.Disabled != (before["disabled_at"] != nil) {
		var at *time.Time
		if *in.Disabled {
			at = new(time.Time)
			if err := tx.GetContext(ctx, at, `SELECT steward_now()`); err != nil {
				return nil, err
			}
		}
		columns = append(columns, column{"disabled_at", at})
	}
	return columns, nil
}

// keepAnAdministrator refuses to take the product from its last administrator.
func keepAnAdministrator(ctx context.Context, tx *sqlx.Tx, before, after row) error {
	if !administers(before) || administers(after) {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('administrators'))`); err != nil {
		return err
	}
	var left bool
	if err := tx.GetContext(ctx, &left, `SELECT EXISTS (SELECT FROM users WHERE 'admin' = ANY(roles) AND disabled_at IS NULL)`); err != nil || left {
		return err
	}
	field := "roles"
	if after["disabled_at"] != nil {
		field = "disabled"
	}
	return domain.RefuseField(field, "This is the last administrator; give somebody else the role admin first.", "这是最后一名管理员，请先将 admin 角色授予他人。")
}

func administers(r row) bool {
	roles, _ := r["roles"].([]any)
	for _, role := range roles {
		if role == access.Admin {
			return r["disabled_at"] == nil
		}
	}
	return false
}

// withoutSecrets answers the row as the audit trail may keep it.
func withoutSecrets(r row) row {
	if r == nil {
		return nil
	}
	open := row{}
	for field, value := range r {
		switch field {
		case "password_hash", "failed_sign_ins", "locked_until":
		default:
			open[field] = value
		}
	}
	return open
}
