-- +goose Up
-- What a record became by an act, where reports count it. Reports read only this index: acts carry their words, and are wide.
ALTER TABLE acts ADD became text GENERATED ALWAYS AS (CASE
	WHEN outcome->'changes'->'state'->>1 IN ('closed', 'cancelled') AND outcome->'changes'->'state'->>0 NOT IN ('closed', 'cancelled') THEN 'closed'
	WHEN outcome->'changes'->'state'->>0 IN ('closed', 'cancelled') AND outcome->'changes'->'state'->>1 NOT IN ('closed', 'cancelled') THEN 'reopened'
	WHEN outcome->'changes'->'state'->>1 = 'resolved' THEN 'resolved' END) STORED;
CREATE INDEX acts_became ON acts (record_id) INCLUDE (at, became) WHERE became IS NOT NULL;

-- +goose Down
SELECT 1;
