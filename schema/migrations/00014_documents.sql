-- +goose Up
-- Official documents. What is asked, by which plan and of whom stands in approvals, as of every request; here is what follows the decision.
CREATE TABLE document_groups (
	id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code    text NOT NULL UNIQUE,
	name    text NOT NULL,
	name_en text NOT NULL DEFAULT ''
);
CREATE TABLE document_types (
	id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	code               text NOT NULL UNIQUE,
	name               text NOT NULL,
	name_en            text NOT NULL DEFAULT '',
	group_id           bigint NOT NULL REFERENCES document_groups,
	about              text NOT NULL DEFAULT '', -- for whom and what, in both languages
	about_en           text NOT NULL DEFAULT '',
	form_id            bigint REFERENCES forms,
	template_id        bigint NOT NULL REFERENCES plan_templates,
	revoke_template_id bigint REFERENCES plan_templates, -- null: a revocation is decided as the document was
	pattern            text NOT NULL UNIQUE,
	circulation        jsonb NOT NULL DEFAULT '[]', -- rules by which people are found when it is issued (domain/plan.Assignee)
	circulate_days     integer NOT NULL DEFAULT 3 CHECK (circulate_days BETWEEN 1 AND 60),
	keep_years         integer NOT NULL DEFAULT 0 CHECK (keep_years BETWEEN 0 AND 100), -- 0: for ever
	enabled            boolean NOT NULL DEFAULT true
);

-- The number given last, by type and year. Its row is locked until whoever draws one commits: so there are no gaps.
CREATE TABLE document_counters (
	type_id bigint NOT NULL REFERENCES document_types,
	year    integer NOT NULL,
	last    integer NOT NULL,
	PRIMARY KEY (type_id, year)
);

ALTER TABLE records DROP CONSTRAINT records_kind_check;
ALTER TABLE records ADD CONSTRAINT records_kind_check CHECK (kind IN ('incident', 'approval', 'document'));
ALTER TABLE plan_templates DROP CONSTRAINT plan_templates_kind_check;
ALTER TABLE plan_templates ADD CONSTRAINT plan_templates_kind_check CHECK (kind IN ('incident', 'approval', 'document'));

CREATE SEQUENCE document_numbers;
CREATE TABLE documents (
	record_id        bigint PRIMARY KEY REFERENCES records ON DELETE CASCADE,
	type_id          bigint NOT NULL REFERENCES document_types,
	status           text NOT NULL, -- follows from the facts below (domain/document.State)
	verdict          text, -- of its plan
	approved_at      timestamptz,
	official         text, -- its official number
	number_year      integer,
	number_seq       integer,
	issued_at        timestamptz,
	circulate_until  timestamptz,
	remind_at        timestamptz,
	circulated_at    timestamptz,
	archived_at      timestamptz,
	keep_until       date, -- null: for ever, or not archived
	revoke_asked_at  timestamptz, -- while a revocation is to be decided
	revoke_asked_by  bigint REFERENCES users,
	revoke_reason    text NOT NULL DEFAULT '',
	revoked_at       timestamptz,
	revoked_filed_at timestamptz,
	UNIQUE (type_id, number_year, number_seq),
	CHECK ((official IS NULL) = (issued_at IS NULL) AND (issued_at IS NULL) = (number_seq IS NULL) AND (number_seq IS NULL) = (number_year IS NULL))
);
CREATE INDEX documents_type ON documents (type_id, status);
CREATE INDEX documents_official ON documents (official) WHERE official IS NOT NULL;

-- What was archived: one self-contained page with its digest; the second has the revocation.
CREATE TABLE document_archives (
	record_id bigint NOT NULL REFERENCES records,
	version   integer NOT NULL,
	content   bytea NOT NULL,
	sha256    bytea NOT NULL,
	made_at   timestamptz NOT NULL,
	PRIMARY KEY (record_id, version)
);
CREATE TRIGGER document_archives_append_only BEFORE UPDATE OR DELETE ON document_archives FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER document_archives_no_truncate BEFORE TRUNCATE ON document_archives FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was decided stays as it was decided, whoever writes: text, files and number of a document. Only its revocation follows.
-- +goose StatementBegin
CREATE FUNCTION keep_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	id bigint;
BEGIN
	IF TG_TABLE_NAME = 'records' THEN
		id := OLD.id;
	ELSIF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' THEN
		id := OLD.record_id;
	ELSE
		id := NEW.record_id;
	END IF;
	IF EXISTS (SELECT FROM documents d WHERE d.record_id = id AND d.approved_at IS NOT NULL) THEN
		RAISE EXCEPTION 'a document that was decided stays as it is (%)', TG_TABLE_NAME USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	RETURN COALESCE(NEW, OLD);
END $$;
CREATE FUNCTION keep_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	life text[] := ARRAY['status', 'revoke_asked_at', 'revoke_asked_by', 'revoke_reason', 'revoked_at', 'revoked_filed_at'];
	wait text[] := ARRAY['circulate_until', 'remind_at', 'circulated_at', 'archived_at', 'keep_until'];
BEGIN
	IF OLD.archived_at IS NULL THEN
		life := life || wait;
	END IF;
	IF TG_OP = 'DELETE' OR to_jsonb(OLD) - life IS DISTINCT FROM to_jsonb(NEW) - life THEN
		RAISE EXCEPTION 'an issued document stays as it is' USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER documents_stay BEFORE UPDATE OR DELETE ON documents FOR EACH ROW WHEN (OLD.issued_at IS NOT NULL) EXECUTE FUNCTION keep_document();
CREATE TRIGGER records_decided BEFORE UPDATE OF title, requester_id, kind ON records FOR EACH ROW WHEN (OLD.kind = 'document') EXECUTE FUNCTION keep_decided();
CREATE TRIGGER approvals_decided BEFORE UPDATE OR DELETE ON approvals FOR EACH ROW EXECUTE FUNCTION keep_decided();
CREATE TRIGGER record_forms_decided BEFORE INSERT OR UPDATE OR DELETE ON record_forms FOR EACH ROW EXECUTE FUNCTION keep_decided();
CREATE TRIGGER attachments_decided BEFORE INSERT OR UPDATE OR DELETE ON attachments FOR EACH ROW EXECUTE FUNCTION keep_decided();

-- +goose Down
SELECT 1;
