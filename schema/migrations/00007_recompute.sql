-- +goose Up
-- A job sets the clocks of all open records to the calendars and policies as they are now, or only says what that would change. It
-- goes on where it stopped: the cursor moves in the transaction of its batch.
CREATE TABLE level_jobs (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	dry         boolean NOT NULL,
	asked_by    bigint NOT NULL REFERENCES users,
	asked_at    timestamptz NOT NULL DEFAULT steward_now(),
	total       integer NOT NULL,
	done        integer NOT NULL DEFAULT 0,
	changed     integer NOT NULL DEFAULT 0, -- records of which a clock changes
	late        integer NOT NULL DEFAULT 0, -- of those: past a deadline then, and not before
	rescued     integer NOT NULL DEFAULT 0, -- of those: past a deadline before, and not then
	cursor      bigint NOT NULL DEFAULT 0,
	upto        bigint NOT NULL,
	sample      jsonb NOT NULL DEFAULT '[]',
	finished_at timestamptz
);
CREATE UNIQUE INDEX level_jobs_one ON level_jobs ((true)) WHERE finished_at IS NULL;

-- +goose Down
SELECT 1;
