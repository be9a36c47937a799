-- +goose Up
-- What a person wants to be told beside what waits on them, and their working hours (domain/notice.Preference).
ALTER TABLE users ADD COLUMN notice_choice jsonb NOT NULL DEFAULT '{"off": []}';

-- +goose Down
ALTER TABLE users DROP COLUMN notice_choice;
