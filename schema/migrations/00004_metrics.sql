-- +goose Up
-- Metrics count the processes that are stuck at every scrape.
CREATE INDEX processes_stuck ON processes (record_id) WHERE stuck IS NOT NULL AND ended_at IS NULL;

-- +goose Down
SELECT 1;
