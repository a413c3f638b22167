-- Files of leads: how far each is read, and the rows that were refused.

CREATE TABLE imports (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id           text NOT NULL,
    campaign_id  text NOT NULL,
    format       text NOT NULL,             -- csv | xlsx
    dry_run      bigint NOT NULL,
    headers      text NOT NULL,             -- JSON array, as in the file
    mapping      text NOT NULL,             -- JSON: header to field
    status       text NOT NULL,             -- running | done | failed; the duty to read it is a row of work
    error        text,
    rows_read    bigint NOT NULL,           -- without the header; accepted + updated + skipped + refused + blank
    accepted     bigint NOT NULL,
    updated      bigint NOT NULL,           -- another lead of the number got the row's data
    skipped      bigint NOT NULL,           -- the campaign has the number
    refused      bigint NOT NULL,
    blank        bigint NOT NULL,
    not_reached  bigint NOT NULL,           -- rows that were not read, because the import failed
    failures     bigint NOT NULL,           -- in a row, without progress
    created_at   bigint NOT NULL,
    updated_at   bigint NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE import_rejects (
    workspace_id text NOT NULL,
    import_id    text NOT NULL,
    row_number   bigint NOT NULL,           -- as a spreadsheet counts: the header is 1
    cells        text NOT NULL,             -- JSON array
    errors       text NOT NULL,             -- JSON array
    PRIMARY KEY (workspace_id, import_id, row_number)
);

-- The file while it is read, so that any node can go on with it; gone when the import ends.
CREATE TABLE import_parts (
    workspace_id text NOT NULL,
    import_id    text NOT NULL,
    part         bigint NOT NULL,           -- from 0
    bytes        bytea NOT NULL,
    PRIMARY KEY (workspace_id, import_id, part)
);
