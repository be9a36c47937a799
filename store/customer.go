package store

import (
	"context"

	"steward/domain"
	"steward/domain/access"
)

// Customer is an organisation that is served; its contacts are users.
type Customer struct {
	Named
	ContactsCount int `db:"contacts_count" json:"contacts_count"`
}

// CustomerInput creates or changes a customer.
type CustomerInput struct {
	Naming
}

var customerSelection = selection{
	columns: `, (SELECT count(*) FROM users u WHERE u.customer_id = x.id AND u.disabled_at IS NULL) AS contacts_count`,
}

// Customers lists customers.
func (s *Store) Customers(ctx context.Context, q ListQuery) (Page[Customer], error) {
	return list[Customer](ctx, s, customers, customerSelection, q)
}

// Customer answers one customer.
func (s *Store) Customer(ctx context.Context, k domain.Key) (Customer, error) {
	return one[Customer](ctx, s, customers, customerSelection, k)
}

// CreateCustomer adds a customer; a repeat under the same key (empty: none) answers the one made first.
func (s *Store) CreateCustomer(ctx context.Context, v access.Viewer, in CustomerInput, key string) (Customer, error) {
	return s.saveCustomer(ctx, v, domain.Key{}, Once{key, in}, in)
}

// UpdateCustomer changes a customer's names.
func (s *Store) UpdateCustomer(ctx context.Context, v access.Viewer, k domain.Key, in CustomerInput) (Customer, error) {
	return s.saveCustomer(ctx, v, k, Once{}, in)
}

func (s *Store) saveCustomer(ctx context.Context, v access.Viewer, k domain.Key, once Once, in CustomerInput) (Customer, error) {
	id, err := s.save(ctx, v, customers, change{target: k, once: once, naming: in.Naming})
	if err != nil {
		return Customer{}, err
	}
	return s.Customer(ctx, domain.ByID(id))
}
