-- Places in time at which an INVITE left and that stand in no call's row: a call's earlier ones, and those of calls to whoever takes over. A rolling window counts them.
CREATE TABLE dial_places (
    workspace_id text NOT NULL,
    trunk_id     text NOT NULL,
    dial_at      bigint NOT NULL
);
CREATE INDEX dial_places_by_trunk ON dial_places (workspace_id, trunk_id, dial_at);
