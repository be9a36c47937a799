-- +goose Up
-- A site may belong to a customer; its contacts name the places in it and no others.
ALTER TABLE places ADD COLUMN customer_id bigint REFERENCES customers;
ALTER TABLE places ADD CONSTRAINT places_customer_of_site CHECK (customer_id IS NULL OR kind = 'site');
CREATE INDEX places_customer ON places (customer_id) WHERE customer_id IS NOT NULL;
-- Counting what is open in a queue reads no row of what is closed.
CREATE INDEX records_queue_open ON records (queue_id) WHERE closed_at IS NULL;
-- What was created beside records under a key: a repeat answers the thing made the first time.
CREATE TABLE creations (
	actor_id  bigint NOT NULL REFERENCES users,
	key       text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
	body_hash bytea NOT NULL,
	subject   text NOT NULL, -- noun:id
	at        timestamptz NOT NULL DEFAULT steward_now(),
	PRIMARY KEY (actor_id, key)
);

-- +goose Down
SELECT 1;
