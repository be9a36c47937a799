-- +goose Up
-- What somebody is still writing, saved as it is typed. It is its owner's alone: no record, no row of the audit trail, read by nobody else. The id is
-- chosen by whoever writes, so that a save whose answer was lost is sent again without harm.
CREATE TABLE drafts (
	id         uuid PRIMARY KEY,
	user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
	kind       text NOT NULL CHECK (kind IN ('incident', 'approval', 'document', 'reply', 'note')),
	record_id  bigint REFERENCES records ON DELETE CASCADE, -- where a reply or note is to be said
	subject    text NOT NULL DEFAULT '',
	payload    jsonb NOT NULL,
	revision   integer NOT NULL DEFAULT 1,
	created_at timestamptz NOT NULL DEFAULT steward_now(),
	updated_at timestamptz NOT NULL DEFAULT steward_now(),
	CHECK (record_id IS NOT NULL OR kind NOT IN ('reply', 'note'))
);
CREATE INDEX drafts_user ON drafts (user_id, updated_at DESC);
CREATE UNIQUE INDEX drafts_record ON drafts (user_id, record_id, kind) WHERE record_id IS NOT NULL;

-- Files of drafts, under a uuid of their author's choice. When the draft is sent they become attachments of the record under the same uuid: the text
-- names its pictures from the beginning as it will for ever.
CREATE TABLE draft_files (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid        uuid NOT NULL UNIQUE,
	draft_id    uuid NOT NULL REFERENCES drafts ON DELETE CASCADE,
	name        text NOT NULL,
	media_type  text NOT NULL,
	size        bigint NOT NULL,
	sha256      bytea NOT NULL,
	storage_key text NOT NULL,
	created_at  timestamptz NOT NULL DEFAULT steward_now()
);
CREATE INDEX draft_files_draft ON draft_files (draft_id, id);
CREATE INDEX draft_files_content ON draft_files (storage_key);

-- Replies that are written once and used often: somebody's own, a group's, or everybody's at the desk.
CREATE TABLE canned_replies (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	owner_id   bigint REFERENCES users ON DELETE CASCADE,
	group_id   bigint REFERENCES groups,
	shortcut   text NOT NULL DEFAULT '',
	name       text NOT NULL,
	name_en    text NOT NULL DEFAULT '',
	body       text NOT NULL DEFAULT '', -- in Chinese
	body_en    text NOT NULL DEFAULT '',
	revision   integer NOT NULL DEFAULT 1,
	CHECK (owner_id IS NULL OR group_id IS NULL),
	CHECK (body <> '' OR body_en <> '')
);
CREATE INDEX canned_replies_owner ON canned_replies (owner_id);
CREATE INDEX canned_replies_group ON canned_replies (group_id);

-- +goose Down
DROP TABLE canned_replies;
DROP TABLE draft_files;
DROP TABLE drafts;
