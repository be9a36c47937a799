-- +goose Up
-- Templates of plans: a draft that is edited, and published versions that never change. A unit may have a variant of its own, which
-- counts for all below it.
CREATE TABLE plan_templates (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code        text NOT NULL UNIQUE,
	name        text NOT NULL,
	name_en     text NOT NULL DEFAULT '',
	kind        text NOT NULL CHECK (kind IN ('incident', 'approval')),
	variant_of  bigint REFERENCES plan_templates,
	unit_id     bigint REFERENCES units,
	enabled     boolean NOT NULL DEFAULT true,
	draft       jsonb NOT NULL,
	revision    integer NOT NULL DEFAULT 1, -- of the draft
	version     integer NOT NULL DEFAULT 0, -- published last; 0: never
	CHECK ((variant_of IS NULL) = (unit_id IS NULL)),
	UNIQUE (variant_of, unit_id)
);
CREATE TABLE plan_template_versions (
	template_id  bigint NOT NULL REFERENCES plan_templates ON DELETE CASCADE,
	version      integer NOT NULL,
	definition   jsonb NOT NULL,
	published_at timestamptz NOT NULL DEFAULT steward_now(),
	published_by bigint REFERENCES users,
	PRIMARY KEY (template_id, version)
);

-- Incidents of a service follow its plan; what becomes of open tasks when one is resolved.
ALTER TABLE services ADD template_id bigint REFERENCES plan_templates,
	ADD open_tasks text NOT NULL DEFAULT 'refuse' CHECK (open_tasks IN ('refuse', 'close'));

ALTER TABLE plans ADD template_id bigint REFERENCES plan_templates, ADD template_version integer, ADD verdict text, ADD opened_at timestamptz NOT NULL DEFAULT steward_now();
CREATE INDEX plans_template ON plans (template_id, template_version) INCLUDE (verdict);

-- A plan's items are work items while it is their turn; what was decided stays, closed.
ALTER TABLE work_items ADD plan_id bigint REFERENCES plans ON DELETE CASCADE, ADD plan_item integer, ADD kind text NOT NULL DEFAULT '',
	ADD name text NOT NULL DEFAULT '', ADD name_en text NOT NULL DEFAULT '';
DROP INDEX work_items_open;
CREATE UNIQUE INDEX work_items_open ON work_items (record_id, step) WHERE closed_at IS NULL AND plan_id IS NULL;
CREATE UNIQUE INDEX work_items_plan ON work_items (plan_id, plan_item) WHERE plan_id IS NOT NULL;

-- Who may act in whose name, from when until when; of some kinds of record only, or (empty) of all.
CREATE TABLE deputies (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id    bigint NOT NULL REFERENCES users,
	deputy_id  bigint NOT NULL REFERENCES users,
	starts_at  timestamptz NOT NULL,
	ends_at    timestamptz NOT NULL,
	kinds      text[] NOT NULL DEFAULT '{}',
	note       text NOT NULL DEFAULT '',
	created_by bigint NOT NULL REFERENCES users,
	created_at timestamptz NOT NULL DEFAULT steward_now(),
	revoked_at timestamptz,
	CHECK (user_id <> deputy_id), CHECK (starts_at < ends_at)
);
CREATE INDEX deputies_user ON deputies (user_id, ends_at) WHERE revoked_at IS NULL;
CREATE INDEX deputies_deputy ON deputies (deputy_id, ends_at) WHERE revoked_at IS NULL;

-- What was circulated to whom, and when it was read.
CREATE TABLE receipts (
	record_id bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	user_id   bigint NOT NULL REFERENCES users,
	sent_at   timestamptz NOT NULL,
	sent_by   bigint REFERENCES users,
	read_at   timestamptz,
	PRIMARY KEY (record_id, user_id)
);
CREATE INDEX receipts_unread ON receipts (user_id) WHERE read_at IS NULL;

-- Requests for approval.
ALTER TABLE records DROP CONSTRAINT records_kind_check;
ALTER TABLE records ADD CONSTRAINT records_kind_check CHECK (kind IN ('incident', 'approval'));
CREATE SEQUENCE approval_numbers;
CREATE TABLE approvals (
	record_id        bigint PRIMARY KEY REFERENCES records ON DELETE CASCADE,
	description      text NOT NULL DEFAULT '',
	amount           numeric(15, 2),
	template_id      bigint NOT NULL REFERENCES plan_templates,
	template_version integer NOT NULL,
	chosen           jsonb NOT NULL DEFAULT '{}' -- user ids by the name of the choice
);

-- +goose Down
SELECT 1;
