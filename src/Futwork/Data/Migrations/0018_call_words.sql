-- What was said so far in calls that are up, for whoever ends a call whose node is gone. Its own node writes it, and its end takes it away.

-- Rows come and go by the second: vacuumed by how many of them are dead.
CREATE TABLE call_words (
    workspace_id text NOT NULL,
    call_id      text NOT NULL,
    position     bigint NOT NULL,           -- of the line in the transcript, from 0
    line         text NOT NULL,             -- JSON, as calls.transcript has it
    PRIMARY KEY (workspace_id, call_id, position)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
