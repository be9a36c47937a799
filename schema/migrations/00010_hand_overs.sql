-- +goose Up
-- The open work of somebody who leaves, handed to somebody else: a list of what there is, and what became of each. Whoever carries it out goes on where
-- it stopped: an act of the ledger under the item's own key is done once.
CREATE TABLE hand_overs (
	id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id         bigint NOT NULL REFERENCES users,
	to_id           bigint NOT NULL REFERENCES users,
	reason          text NOT NULL,
	asked_by        bigint NOT NULL REFERENCES users,
	impersonator_id bigint REFERENCES users,
	asked_at        timestamptz NOT NULL DEFAULT steward_now(),
	finished_at     timestamptz,
	CHECK (user_id <> to_id)
);
CREATE UNIQUE INDEX hand_overs_one ON hand_overs (user_id) WHERE finished_at IS NULL;
CREATE TABLE hand_over_items (
	hand_over_id bigint NOT NULL REFERENCES hand_overs ON DELETE CASCADE,
	n            integer NOT NULL,
	record_id    bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	plan_item    integer, -- null: the record itself, which is assigned to the person
	done_at      timestamptz,
	moved        boolean NOT NULL DEFAULT false,
	why_en       text NOT NULL DEFAULT '', -- why it could not be moved
	why_zh       text NOT NULL DEFAULT '',
	PRIMARY KEY (hand_over_id, n),
	UNIQUE NULLS NOT DISTINCT (hand_over_id, record_id, plan_item)
);
CREATE INDEX hand_over_items_left ON hand_over_items (hand_over_id, n) WHERE done_at IS NULL;

-- +goose Down
SELECT 1;
