-- +goose Up
-- Forms: a draft that is edited, and published versions that never change.
CREATE TABLE forms (
	id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code     text NOT NULL UNIQUE,
	name     text NOT NULL,
	name_en  text NOT NULL DEFAULT '',
	enabled  boolean NOT NULL DEFAULT true,
	draft    jsonb NOT NULL,
	revision integer NOT NULL DEFAULT 1, -- of the draft
	version  integer NOT NULL DEFAULT 0  -- published last; 0: never
);
CREATE TABLE form_versions (
	form_id      bigint NOT NULL REFERENCES forms ON DELETE CASCADE,
	version      integer NOT NULL,
	definition   jsonb NOT NULL,
	published_at timestamptz NOT NULL DEFAULT steward_now(),
	published_by bigint REFERENCES users,
	PRIMARY KEY (form_id, version)
);

-- What was filled in for a record, by the version with which it began.
CREATE TABLE record_forms (
	record_id    bigint PRIMARY KEY REFERENCES records ON DELETE CASCADE,
	form_id      bigint NOT NULL,
	form_version integer NOT NULL,
	values       jsonb NOT NULL,
	FOREIGN KEY (form_id, form_version) REFERENCES form_versions
);
CREATE INDEX record_forms_version ON record_forms (form_id, form_version);

-- Whoever asks for the service fills in its form.
ALTER TABLE services ADD form_id bigint REFERENCES forms;

-- +goose Down
SELECT 1;
