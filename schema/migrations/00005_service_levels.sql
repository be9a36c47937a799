-- +goose Up
-- Calendars say when time counts. A version is a definition that deadlines were counted by; none is ever changed.
CREATE TABLE calendars (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code       text NOT NULL UNIQUE,
	name       text NOT NULL,
	name_en    text NOT NULL DEFAULT '',
	version    integer NOT NULL DEFAULT 1,
	definition jsonb NOT NULL -- zone, week, exceptions, entered_until
);
CREATE TABLE calendar_versions (
	calendar_id bigint NOT NULL REFERENCES calendars ON DELETE CASCADE,
	version     integer NOT NULL,
	definition  jsonb NOT NULL,
	at          timestamptz NOT NULL DEFAULT steward_now(),
	PRIMARY KEY (calendar_id, version)
);
ALTER TABLE services ADD calendar_id bigint REFERENCES calendars; -- by which its promises run; null: the desk's
-- The desk's own calendar (null: Monday to Friday, 09:00 to 18:00 in zone), and a stamp that changes with every calendar and policy,
-- so that whoever keeps them in memory knows that they are not current.
ALTER TABLE desk_settings ADD calendar_id bigint REFERENCES calendars, ADD levels_stamp uuid NOT NULL DEFAULT gen_random_uuid();
-- +goose StatementBegin
CREATE FUNCTION stamp_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE desk_settings SET levels_stamp = gen_random_uuid();
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER calendars_stamp AFTER INSERT OR UPDATE OR DELETE ON calendars FOR EACH STATEMENT EXECUTE FUNCTION stamp_levels();
-- +goose StatementBegin
CREATE FUNCTION keep_calendar_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND NEW.definition IS DISTINCT FROM OLD.definition THEN
		NEW.version := OLD.version + 1;
	END IF;
	INSERT INTO calendar_versions (calendar_id, version, definition) VALUES (NEW.id, NEW.version, NEW.definition) ON CONFLICT DO NOTHING;
	RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER calendars_version_new AFTER INSERT ON calendars FOR EACH ROW EXECUTE FUNCTION keep_calendar_version();
CREATE TRIGGER calendars_version BEFORE UPDATE ON calendars FOR EACH ROW EXECUTE FUNCTION keep_calendar_version();

-- +goose Down
SELECT 1;
