-- +goose Up
-- What a person wants to be told beside what waits on them, and their working hours (domain/notice.Choice).
ALTER TABLE users ADD COLUMN notice_choice jsonb NOT NULL DEFAULT '{"off": [], "hours": null}';

-- +goose Down
ALTER TABLE users DROP COLUMN notice_choice;
