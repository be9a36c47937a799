-- +goose Up
-- A policy is what is promised to whom. Its definition holds conditions, targets, warnings and levels; a clock keeps the version that it
-- was set by, and no version is ever changed.
CREATE TABLE sla_policies (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code        text NOT NULL UNIQUE,
	name        text NOT NULL,
	name_en     text NOT NULL DEFAULT '',
	position    integer NOT NULL DEFAULT 100, -- policies are tried in this order, then by code
	enabled     boolean NOT NULL DEFAULT true,
	calendar_id bigint REFERENCES calendars,  -- null: the service's, else the desk's
	version     integer NOT NULL DEFAULT 1,
	definition  jsonb NOT NULL                -- conditions, targets, warnings, levels
);
CREATE TABLE sla_policy_versions (
	policy_id  bigint NOT NULL REFERENCES sla_policies ON DELETE CASCADE,
	version    integer NOT NULL,
	definition jsonb NOT NULL,
	at         timestamptz NOT NULL DEFAULT steward_now(),
	PRIMARY KEY (policy_id, version)
);
-- +goose StatementBegin
CREATE FUNCTION keep_policy_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND NEW.definition IS DISTINCT FROM OLD.definition THEN
		NEW.version := OLD.version + 1;
	END IF;
	INSERT INTO sla_policy_versions (policy_id, version, definition) VALUES (NEW.id, NEW.version, NEW.definition) ON CONFLICT DO NOTHING;
	RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER sla_policies_version_new AFTER INSERT ON sla_policies FOR EACH ROW EXECUTE FUNCTION keep_policy_version();
CREATE TRIGGER sla_policies_version BEFORE UPDATE ON sla_policies FOR EACH ROW EXECUTE FUNCTION keep_policy_version();
CREATE TRIGGER sla_policies_stamp AFTER INSERT OR UPDATE OR DELETE ON sla_policies FOR EACH STATEMENT EXECUTE FUNCTION stamp_levels();

-- A clock is the stopwatch of one target of one record: its facts, and what follows from them for lists.
CREATE TABLE clocks (
	id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	record_id      bigint NOT NULL REFERENCES records ON DELETE CASCADE,
	kind           text NOT NULL CHECK (kind IN ('first_response', 'next_response', 'resolution', 'task')),
	state          text NOT NULL CHECK (state IN ('running', 'paused', 'met', 'breached', 'cancelled')),
	policy         text NOT NULL, -- code
	policy_version integer NOT NULL,
	target_version integer NOT NULL DEFAULT 1,
	started_at     timestamptz NOT NULL,
	stopped_at     timestamptz,
	due_at         timestamptz,   -- the last instant in time; null while paused
	elapsed        bigint,        -- seconds of working time, once it has ended
	facts          jsonb NOT NULL -- the clock as domain/sla has it
);
CREATE INDEX clocks_record ON clocks (record_id);
CREATE INDEX clocks_due ON clocks (due_at) WHERE state = 'running';
CREATE INDEX clocks_stopped ON clocks (stopped_at) WHERE stopped_at IS NOT NULL;
CREATE UNIQUE INDEX clocks_one_open ON clocks (record_id, kind) WHERE state IN ('running', 'paused') AND kind <> 'task';
-- A line that was crossed: a warning, the breach or a level, once for each target that the clock had.
CREATE TABLE clock_lines (
	clock_id       bigint NOT NULL REFERENCES clocks ON DELETE CASCADE,
	target_version integer NOT NULL,
	line           text NOT NULL,
	at             timestamptz NOT NULL, -- when it was crossed, not when that was seen
	told           boolean NOT NULL,     -- false: it is history
	PRIMARY KEY (clock_id, target_version, line)
);
-- The earliest deadline of the running clocks, and whose it is: what queues are sorted by.
ALTER TABLE records ADD due_at timestamptz, ADD due_kind text NOT NULL DEFAULT '';
ALTER TABLE records ADD due_order timestamptz GENERATED ALWAYS AS (COALESCE(due_at, 'infinity'::timestamptz)) STORED;
CREATE INDEX records_due ON records (due_order, id) WHERE closed_at IS NULL;

-- What the requester thought of it: once, changeable for twelve hours.
CREATE TABLE ratings (
	record_id  bigint PRIMARY KEY REFERENCES records ON DELETE CASCADE,
	stars      smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
	comment    text NOT NULL DEFAULT '' CHECK (length(comment) <= 2000),
	rated_by   bigint NOT NULL REFERENCES users,
	rated_at   timestamptz NOT NULL,
	changed_at timestamptz NOT NULL
);

-- +goose Down
SELECT 1;
