-- +goose Up
-- The sweep of kept content asks for each file whether an attachment refers to it.
CREATE INDEX attachments_content ON attachments (storage_key);

-- +goose Down
SELECT 1;
