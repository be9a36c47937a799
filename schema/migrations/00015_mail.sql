-- +goose Up
-- Letters that leave: written with the fact they tell, their words made when a worker sends them, kept with what became of them. Which
-- letter it is says ref, the local part of its Message-ID; so none is written twice.
CREATE TABLE mail_out (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	ref          text NOT NULL UNIQUE,
	kind         text NOT NULL CHECK (kind IN ('notice', 'note', 'digest', 'answer', 'invitation', 'reset', 'test')),
	user_id      bigint REFERENCES users ON DELETE CASCADE,
	record_id    bigint REFERENCES records ON DELETE CASCADE,
	notice_id    bigint REFERENCES notices ON DELETE CASCADE,
	payload      jsonb NOT NULL DEFAULT '{}',
	state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused', 'dropped', 'bounced')),
	created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
	due_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
	leased_until timestamptz,
	tries        integer NOT NULL DEFAULT 0,
	why          text NOT NULL DEFAULT '', -- of the last failure, or what the server said
	address      text NOT NULL DEFAULT '', -- to which it was sent last
	subject      text NOT NULL DEFAULT '',
	ended_at     timestamptz               -- sent, refused, dropped
);
CREATE INDEX mail_out_due ON mail_out (due_at, id) WHERE state = 'waiting';
CREATE INDEX mail_out_state ON mail_out (state, id DESC);
CREATE INDEX mail_out_user ON mail_out (user_id);
CREATE INDEX mail_out_record ON mail_out (record_id) WHERE record_id IS NOT NULL;
CREATE INDEX mail_out_notice ON mail_out (notice_id) WHERE notice_id IS NOT NULL;

-- Letters that came in, each once by its Message-ID, and what became of them. The source of one that the desk has to decide on is kept
-- beside the attachments.
CREATE TABLE mail_in (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	message_id  text NOT NULL UNIQUE,
	received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	address     text NOT NULL DEFAULT '', -- of its sender
	name        text NOT NULL DEFAULT '',
	subject     text NOT NULL DEFAULT '',
	body        text NOT NULL DEFAULT '', -- what is new in it, as Markdown; only of one that is held
	files       jsonb NOT NULL DEFAULT '[]',
	state       text NOT NULL CHECK (state IN ('taken', 'held', 'stopped', 'refused', 'dismissed')),
	reason      text NOT NULL DEFAULT '',
	detail      text NOT NULL DEFAULT '',
	user_id     bigint REFERENCES users ON DELETE SET NULL, -- whose letter it is, if that is known
	record_id   bigint REFERENCES records ON DELETE SET NULL,
	storage_key text,
	decided_by  bigint REFERENCES users,
	decided_at  timestamptz
);
CREATE INDEX mail_in_state ON mail_in (state, id DESC);
CREATE INDEX mail_in_address ON mail_in (address, received_at);
CREATE INDEX mail_in_record ON mail_in (record_id) WHERE record_id IS NOT NULL;
CREATE INDEX mail_in_content ON mail_in (storage_key) WHERE storage_key IS NOT NULL;

-- How the two ways stand, as the workers see it; and how far the mailbox was read.
CREATE TABLE mail_ways (
	way          text PRIMARY KEY CHECK (way IN ('out', 'in')),
	configured   boolean NOT NULL DEFAULT false,
	address      text NOT NULL DEFAULT '', -- from which letters leave, or the mailbox
	leased_until timestamptz,
	leased_by    text NOT NULL DEFAULT '',
	worked_at    timestamptz, -- when the server answered last
	failed_at    timestamptz, -- when it failed last
	why          text NOT NULL DEFAULT '',
	uid_validity bigint NOT NULL DEFAULT 0,
	last_uid     bigint NOT NULL DEFAULT 0,
	installation uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO mail_ways (way) VALUES ('out'), ('in');

-- When a person's next digest is due, planned for the zone and hours in plan, and up to which notice the last one went.
CREATE TABLE mail_digests (
	user_id     bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
	next_at     timestamptz NOT NULL,
	plan        text NOT NULL,
	last_notice bigint NOT NULL
);
CREATE INDEX users_email ON users (lower(email)) WHERE email <> '';

-- +goose Down
SELECT 1;
