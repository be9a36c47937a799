-- +goose Up
-- +goose StatementBegin
-- The product's one clock. Only a private cluster (steward.private = on) may shift it, so that tests can let days pass.
CREATE TABLE clock_shift (
	single boolean PRIMARY KEY DEFAULT true CHECK (single),
	shift  interval NOT NULL DEFAULT '0'
);
INSERT INTO clock_shift DEFAULT VALUES;
CREATE FUNCTION steward_now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	IF current_setting('steward.private', true) = 'on' THEN
		RETURN clock_timestamp() + (SELECT shift FROM clock_shift);
	END IF;
	RETURN clock_timestamp();
END $$;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd

-- People and places -----------------------------------------------------------------------------------------------
CREATE TABLE customers (
	id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code    text NOT NULL UNIQUE,
	name    text NOT NULL,
	name_en text NOT NULL DEFAULT ''
);
CREATE TABLE units (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	parent_id bigint REFERENCES units,
	code      text NOT NULL UNIQUE,
	name      text NOT NULL,
	name_en   text NOT NULL DEFAULT '',
	head_id   bigint,
	CHECK (parent_id <> id)
);
CREATE INDEX units_parent ON units (parent_id);
-- Everybody: employees, and the contacts of customers (customer_id set). A person without a password cannot sign in.
CREATE TABLE users (
	id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	login           text NOT NULL UNIQUE CHECK (login = lower(login) AND login ~ '^[a-z0-9][a-z0-9._@-]{0,99}$'),
	name            text NOT NULL,
	name_en         text NOT NULL DEFAULT '',
	email           text NOT NULL DEFAULT '',
	phone           text NOT NULL DEFAULT '',
	title           text NOT NULL DEFAULT '',
	language        text NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'en')),
	zone            text NOT NULL DEFAULT 'Asia/Shanghai',
	roles           text[] NOT NULL DEFAULT '{}'
		CHECK (roles <@ ARRAY['customer', 'agent', 'technician', 'manager', 'approver', 'admin', 'auditor']),
	unit_id         bigint REFERENCES units,
	customer_id     bigint REFERENCES customers,
	sees_customer   boolean NOT NULL DEFAULT false, -- a contact who sees every record of the own organisation
	password_hash   text,
	failed_sign_ins integer NOT NULL DEFAULT 0,
	locked_until    timestamptz,
	disabled_at     timestamptz,
	created_at      timestamptz NOT NULL DEFAULT steward_now()
);
CREATE INDEX users_unit ON users (unit_id);
CREATE INDEX users_customer ON users (customer_id);
CREATE INDEX users_roles ON users USING gin (roles);
ALTER TABLE units ADD FOREIGN KEY (head_id) REFERENCES users;
CREATE TABLE groups (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code       text NOT NULL UNIQUE,
	name       text NOT NULL,
	name_en    text NOT NULL DEFAULT '',
	unit_id    bigint REFERENCES units,
	manager_id bigint REFERENCES users
);
CREATE TABLE group_members (
	group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
	user_id  bigint NOT NULL REFERENCES users ON DELETE CASCADE,
	PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_members_user ON group_members (user_id);
-- A queue is a list of records with an access rule: open to the whole desk, or to its owner and the granted groups only.
CREATE TABLE queues (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code         text NOT NULL UNIQUE,
	name         text NOT NULL,
	name_en      text NOT NULL DEFAULT '',
	group_id     bigint REFERENCES groups,
	open_to_desk boolean NOT NULL DEFAULT true
);
CREATE TABLE queue_grants (
	queue_id bigint NOT NULL REFERENCES queues ON DELETE CASCADE,
	group_id bigint NOT NULL REFERENCES groups ON DELETE CASCADE,
	PRIMARY KEY (queue_id, group_id)
);
CREATE TABLE places (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	parent_id bigint REFERENCES places,
	kind      text NOT NULL CHECK (kind IN ('site', 'building', 'floor', 'room', 'rack')),
	code      text NOT NULL UNIQUE,
	name      text NOT NULL,
	name_en   text NOT NULL DEFAULT '',
	CHECK (parent_id <> id)
);
CREATE INDEX places_parent ON places (parent_id);
CREATE TABLE categories (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	parent_id bigint REFERENCES categories,
	code      text NOT NULL UNIQUE,
	name      text NOT NULL,
	name_en   text NOT NULL DEFAULT '',
	CHECK (parent_id <> id)
);
CREATE TABLE services (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code     text NOT NULL UNIQUE,
	name     text NOT NULL,
	name_en  text NOT NULL DEFAULT '',
	queue_id bigint REFERENCES queues -- where its incidents wait; null: the default queue
);
CREATE TABLE priority_matrix (
	impact   smallint NOT NULL CHECK (impact BETWEEN 1 AND 3),
	urgency  smallint NOT NULL CHECK (urgency BETWEEN 1 AND 3),
	priority smallint NOT NULL CHECK (priority BETWEEN 1 AND 5),
	PRIMARY KEY (impact, urgency)
);
INSERT INTO priority_matrix VALUES (1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4), (3, 3, 4);
-- How long the desk's promises run, in working days and hours of the plain calendar (Mon-Fri 09:00-18:00 in zone).
CREATE TABLE desk_settings (
	single           boolean PRIMARY KEY DEFAULT true CHECK (single),
	zone             text NOT NULL DEFAULT 'Asia/Shanghai',
	accept_days      integer NOT NULL DEFAULT 5 CHECK (accept_days BETWEEN 1 AND 60),
	reopen_days      integer NOT NULL DEFAULT 10 CHECK (reopen_days BETWEEN 0 AND 60),
	remind_days      integer NOT NULL DEFAULT 3 CHECK (remind_days BETWEEN 1 AND 60),
	escalation_hours integer NOT NULL DEFAULT 4 CHECK (escalation_hours BETWEEN 1 AND 72),
	default_queue_id bigint REFERENCES queues
);
INSERT INTO desk_settings DEFAULT VALUES;

-- Sign-in ---------------------------------------------------------------------------------------------------------
CREATE TABLE sessions (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	token_hash   bytea NOT NULL UNIQUE,
	user_id      bigint REFERENCES users ON DELETE CASCADE,
	data         bytea NOT NULL,
	created_at   timestamptz NOT NULL DEFAULT now(),
	last_seen_at timestamptz NOT NULL DEFAULT now(),
	expires_at   timestamptz NOT NULL,
	ip           text NOT NULL DEFAULT '',
	agent        text NOT NULL DEFAULT ''
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE TABLE tokens (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id      bigint NOT NULL REFERENCES users ON DELETE CASCADE,
	name         text NOT NULL,
	hash         bytea NOT NULL UNIQUE,
	scopes       text[] NOT NULL DEFAULT '{read,write}'
		CHECK (scopes <@ ARRAY['read', 'write', 'admin', 'impersonate'] AND cardinality(scopes) > 0),
	created_at   timestamptz NOT NULL DEFAULT now(),
	last_used_at timestamptz,
	expires_at   timestamptz NOT NULL,
	revoked_at   timestamptz
);
CREATE INDEX tokens_user ON tokens (user_id);
CREATE TABLE password_links (
	hash       bytea PRIMARY KEY,
	user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
	purpose    text NOT NULL CHECK (purpose IN ('invitation', 'reset')),
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	used_at    timestamptz
);

-- The record family -----------------------------------------------------------------------------------------------
CREATE SEQUENCE incident_numbers;
CREATE TABLE records (
	id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid            uuid NOT NULL DEFAULT gen_random_uuid(),
	number          text NOT NULL UNIQUE,
	kind            text NOT NULL CHECK (kind IN ('incident')),
	title           text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
	state           text NOT NULL,
	stage           text NOT NULL DEFAULT '',
	priority        smallint NOT NULL CHECK (priority BETWEEN 1 AND 5),
	requester_id    bigint NOT NULL REFERENCES users,
	customer_id     bigint REFERENCES customers,
	unit_id         bigint REFERENCES units,
	queue_id        bigint REFERENCES queues,
	group_id        bigint REFERENCES groups,
	assignee_id     bigint REFERENCES users,
	created_by      bigint NOT NULL REFERENCES users,
	created_at      timestamptz NOT NULL,
	updated_at      timestamptz NOT NULL, -- the last fact: no later fact is earlier
	closed_at       timestamptz,          -- set while closed or cancelled
	revision        integer NOT NULL DEFAULT 1,
	audit_head      bytea NOT NULL DEFAULT '',
	audit_seq       integer NOT NULL DEFAULT 0,
	external_source text,
	external_ref    text,
	UNIQUE (external_source, external_ref)
);
CREATE INDEX records_requester ON records (requester_id, id);
CREATE INDEX records_customer ON records (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX records_queue ON records (queue_id, id);
CREATE INDEX records_group ON records (group_id, id) WHERE group_id IS NOT NULL;
CREATE INDEX records_assignee ON records (assignee_id, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX records_open ON records (id) WHERE closed_at IS NULL;
CREATE INDEX records_open_priority ON records (priority, id) WHERE closed_at IS NULL;
CREATE INDEX records_open_group ON records (group_id) WHERE closed_at IS NULL;
CREATE INDEX records_open_assignee ON records (assignee_id) WHERE closed_at IS NULL;
CREATE INDEX records_priority ON records (priority, id);
CREATE INDEX records_updated ON records (updated_at, id);
-- Who has no records at all must be known as such, or a list would be read through to its end to find that out.
ALTER TABLE records ALTER requester_id SET STATISTICS 1000, ALTER customer_id SET STATISTICS 1000, ALTER queue_id SET STATISTICS 1000,
	ALTER group_id SET STATISTICS 1000, ALTER assignee_id SET STATISTICS 1000;
CREATE TABLE incidents (
	record_id       bigint PRIMARY KEY REFERENCES records ON DELETE CASCADE,
	kind            text NOT NULL CHECK (kind IN ('question', 'consultation', 'complaint', 'incident')),
	description     text NOT NULL DEFAULT '',
	channel         text NOT NULL DEFAULT 'portal' CHECK (channel IN ('portal', 'phone', 'mail', 'api', 'desk', 'import')),
	impact          smallint NOT NULL CHECK (impact BETWEEN 1 AND 3),
	urgency         smallint NOT NULL CHECK (urgency BETWEEN 1 AND 3),
	category_id     bigint REFERENCES categories,
	service_id      bigint REFERENCES services,
	place_id        bigint REFERENCES places,
	serial_number   text NOT NULL DEFAULT '',
	hold_reason     text CHECK (hold_reason IN ('customer', 'vendor', 'problem', 'change', 'evidence')),
	resolution_code text NOT NULL DEFAULT '',
	resolution_text text NOT NULL DEFAULT '',
	resolved_at     timestamptz,
	resolved_by     bigint REFERENCES users,
	accept_by       timestamptz, -- while resolved: closes by itself at this instant
	reopen_until    timestamptz, -- while closed or cancelled: may be reopened before this instant
	remind_at       timestamptz, -- while somebody is waited for: who waits is reminded then
	escalated_at    timestamptz, -- while an escalation is open
	escalation_due  timestamptz,
	reassignments   integer NOT NULL DEFAULT 0,
	reopens         integer NOT NULL DEFAULT 0
);
CREATE TABLE record_search (
	record_id bigint PRIMARY KEY REFERENCES records ON DELETE CASCADE,
	text      text NOT NULL,
	grams     text[] NOT NULL
);
CREATE INDEX record_search_grams ON record_search USING gin (grams);

-- The ledger: one row an act. A key is honoured once per person, record and item; for creations once per person.
CREATE TABLE acts (
	id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	record_id       bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	actor_id        bigint REFERENCES users, -- null: the process itself (a time-out)
	impersonator_id bigint REFERENCES users,
	verb            text NOT NULL,
	item_id         bigint,
	key             text CHECK (length(key) BETWEEN 1 AND 200),
	body_hash       bytea NOT NULL DEFAULT '',
	body            jsonb NOT NULL DEFAULT '{}',
	outcome         jsonb NOT NULL DEFAULT '{}',
	at              timestamptz NOT NULL
);
CREATE INDEX acts_record ON acts (record_id, id);
CREATE UNIQUE INDEX acts_key ON acts (record_id, actor_id, key, item_id) NULLS NOT DISTINCT WHERE key IS NOT NULL AND verb <> 'create';
CREATE UNIQUE INDEX acts_create_key ON acts (actor_id, key) WHERE key IS NOT NULL AND verb = 'create';

CREATE TABLE messages (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	record_id  bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	act_id     bigint REFERENCES acts,
	author_id  bigint REFERENCES users,
	internal   boolean NOT NULL,
	body       text NOT NULL,
	created_at timestamptz NOT NULL
);
CREATE INDEX messages_record ON messages (record_id, id);
CREATE TABLE attachments (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid        uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	record_id   bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	message_id  bigint REFERENCES messages,
	act_id      bigint REFERENCES acts,
	internal    boolean NOT NULL DEFAULT false,
	name        text NOT NULL,
	media_type  text NOT NULL,
	size        bigint NOT NULL,
	sha256      bytea NOT NULL,
	storage_key text NOT NULL,
	uploaded_by bigint NOT NULL REFERENCES users,
	created_at  timestamptz NOT NULL
);
CREATE INDEX attachments_record ON attachments (record_id, id);
CREATE TABLE work_log (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	record_id  bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	act_id     bigint REFERENCES acts,
	user_id    bigint NOT NULL REFERENCES users,
	minutes    integer NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
	note       text NOT NULL DEFAULT '',
	internal   boolean NOT NULL DEFAULT true,
	created_at timestamptz NOT NULL
);
CREATE INDEX work_log_record ON work_log (record_id, id);
CREATE INDEX work_log_user ON work_log (user_id, created_at);
CREATE TABLE links (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	from_id    bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	to_id      bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	kind       text NOT NULL CHECK (kind IN ('relates', 'duplicates', 'causes', 'parent')),
	created_by bigint NOT NULL REFERENCES users,
	created_at timestamptz NOT NULL,
	UNIQUE (from_id, to_id, kind),
	CHECK (from_id <> to_id)
);
CREATE INDEX links_to ON links (to_id);
CREATE TABLE watchers (
	record_id bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	user_id   bigint NOT NULL REFERENCES users ON DELETE CASCADE,
	PRIMARY KEY (record_id, user_id)
);
CREATE INDEX watchers_user ON watchers (user_id, record_id);

-- Processes -------------------------------------------------------------------------------------------------------
CREATE TABLE processes (
	record_id bigint PRIMARY KEY REFERENCES records ON DELETE CASCADE,
	workflow  text NOT NULL,             -- the process function's registered name
	epoch     integer NOT NULL DEFAULT 1,
	shape     integer NOT NULL,
	needs     bigint NOT NULL DEFAULT 1, -- raised by every fact that the process must know
	advanced  bigint NOT NULL DEFAULT 0, -- what the last Advance had seen
	next_at   timestamptz,               -- the earliest instant at which something falls due
	poked_at  timestamptz,               -- when the sweep last sent a wake
	stuck     text,                      -- why it cannot go on, for operators
	ended_at  timestamptz
);
CREATE INDEX processes_behind ON processes (record_id) WHERE needs > advanced AND ended_at IS NULL;
CREATE INDEX processes_next ON processes (next_at) WHERE ended_at IS NULL AND next_at IS NOT NULL;
CREATE TABLE rounds (
	record_id bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	epoch     integer NOT NULL,
	stage     text NOT NULL,
	round     integer NOT NULL,
	opened_at timestamptz NOT NULL,
	verdict   text CHECK (verdict IN ('done', 'rejected', 'returned', 'withdrawn', 'cancelled', 'failed', 'superseded')),
	ended_at  timestamptz,
	PRIMARY KEY (record_id, epoch, stage, round)
);
CREATE TABLE decisions (
	record_id bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	epoch     integer NOT NULL,
	name      text NOT NULL,
	answer    text NOT NULL,
	at        timestamptz NOT NULL,
	PRIMARY KEY (record_id, epoch, name)
);
-- A plan is the steps of a stage's human work; the life of an incident needs one step a stage until plans are designed.
CREATE TABLE plans (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	record_id bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	epoch     integer NOT NULL,
	stage     text NOT NULL,
	round     integer NOT NULL,
	version   integer NOT NULL DEFAULT 1,
	state     jsonb NOT NULL,
	UNIQUE (record_id, epoch, stage, round)
);
CREATE TABLE work_items (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	record_id  bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	step       text NOT NULL,    -- handle, reply, accept, escalation, …
	user_id    bigint REFERENCES users,
	group_id   bigint REFERENCES groups,
	role       text,             -- a pool by role where neither person nor group is named
	opened_at  timestamptz NOT NULL,
	due_at     timestamptz,
	then_what  text NOT NULL DEFAULT '', -- what happens at due_at if nobody acts: a key of the dictionary
	closed_at  timestamptz,
	closed_why text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX work_items_open ON work_items (record_id, step) WHERE closed_at IS NULL;
CREATE INDEX work_items_user ON work_items (user_id, due_at) WHERE closed_at IS NULL;
CREATE INDEX work_items_group ON work_items (group_id, due_at) WHERE closed_at IS NULL;
CREATE INDEX work_items_role ON work_items (role, due_at) WHERE closed_at IS NULL AND role IS NOT NULL;
-- What must leave a record, decided with the fact and carried out by its process; unfinished ones are answered again.
CREATE TABLE effects (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	record_id  bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	kind       text NOT NULL,
	payload    jsonb NOT NULL DEFAULT '{}',
	created_at timestamptz NOT NULL,
	done_at    timestamptz
);
CREATE INDEX effects_open ON effects (record_id) WHERE done_at IS NULL;
CREATE TABLE outbox (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	record_id    bigint NOT NULL,
	signal       text NOT NULL,
	caption      jsonb NOT NULL DEFAULT '{}',
	created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
	due_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
	leased_until timestamptz,
	tries        integer NOT NULL DEFAULT 0,
	last_error   text NOT NULL DEFAULT ''
);
CREATE INDEX outbox_due ON outbox (due_at, id);
CREATE TABLE notices (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
	record_id  bigint REFERENCES records ON DELETE CASCADE,
	effect_id  bigint REFERENCES effects ON DELETE SET NULL,
	what       text NOT NULL,             -- a key of the dictionary
	params     jsonb NOT NULL DEFAULT '{}',
	created_at timestamptz NOT NULL,
	read_at    timestamptz,
	UNIQUE (user_id, effect_id)
);
CREATE INDEX notices_user ON notices (user_id, id DESC);
CREATE INDEX notices_unread ON notices (user_id) WHERE read_at IS NULL;

-- Audit: append-only, one hash chain per subject; a record's head is in records, the others' in audit_heads. --------
CREATE TABLE audit (
	id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	subject         text NOT NULL, -- a record's number, or noun:id
	record_id       bigint,
	seq             integer NOT NULL,
	at              timestamptz NOT NULL,
	actor_id        bigint,
	impersonator_id bigint,
	verb            text NOT NULL,
	why             text NOT NULL DEFAULT '',
	changes         jsonb NOT NULL DEFAULT '{}', -- field: [before, after]
	before          bytea NOT NULL DEFAULT '',   -- digest of the subject before
	after           bytea NOT NULL DEFAULT '',   -- digest of the subject after
	hash            bytea NOT NULL,              -- SHA-256 over the previous hash and this row
	UNIQUE (subject, seq)
);
CREATE INDEX audit_at ON audit USING brin (at);
CREATE TABLE audit_heads (
	subject text PRIMARY KEY,
	head    bytea NOT NULL DEFAULT '',
	seq     integer NOT NULL DEFAULT 0
);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
SELECT 1;
