-- What was said so far in calls that are up, for whoever ends a call whose node is gone. With SQLite there is one node, and nothing is written here.

CREATE TABLE call_words (
    workspace_id text NOT NULL,
    call_id      text NOT NULL,
    position     bigint NOT NULL,           -- of the line in the transcript, from 0
    line         text NOT NULL,             -- JSON, as calls.transcript has it
    PRIMARY KEY (workspace_id, call_id, position)
);
