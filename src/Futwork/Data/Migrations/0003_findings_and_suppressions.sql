ALTER TABLE calls ADD COLUMN analysis text;    -- JSON: evidence, summary, label and fields with quotes
ALTER TABLE calls ADD COLUMN tool_calls text;  -- a JSON array
ALTER TABLE calls ADD COLUMN callback text;    -- JSON: the call back that the person asked for

-- Numbers that the workspace may not call. Read in the transaction that claims a dial.
CREATE TABLE suppressions (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id           text NOT NULL,
    phone        text NOT NULL,             -- E.164
    source       text NOT NULL,             -- api | call
    note         text,
    call_id      text,                      -- the call in which the person asked for it
    expires_at   bigint,
    created_at   bigint NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, phone)
);
