-- How a trunk is used: its limits, its circuit breaker, and what its calls tell of it.

ALTER TABLE trunks ADD COLUMN pacing text NOT NULL DEFAULT '{}';    -- JSON, as its API shows it
ALTER TABLE trunks ADD COLUMN breaker text NOT NULL DEFAULT '{}';   -- JSON: the state of its circuit breaker; moved only under the row's lock

ALTER TABLE calls ADD COLUMN dial_at bigint;           -- its place in time; null for calls that came in
ALTER TABLE calls ADD COLUMN trunk_fault bigint;       -- 1: the line failed, 0: the line did its part; null: nothing is told of the line
ALTER TABLE calls ADD COLUMN trunk_rest_until bigint;  -- until then the carrier asks to be left alone
CREATE INDEX calls_by_trunk_end ON calls (workspace_id, trunk_id, ended_at) WHERE trunk_fault IS NOT NULL;
CREATE INDEX calls_resting ON calls (workspace_id, trunk_id, trunk_rest_until) WHERE trunk_rest_until IS NOT NULL;
CREATE INDEX calls_by_trunk_dial ON calls (workspace_id, trunk_id, dial_at) WHERE dial_at IS NOT NULL;
CREATE INDEX calls_by_caller_id ON calls (workspace_id, trunk_id, from_number, dial_at) WHERE dial_at IS NOT NULL;
CREATE INDEX calls_by_person ON calls (workspace_id, to_number, dial_at) WHERE dial_at IS NOT NULL;

ALTER TABLE workspaces ADD COLUMN settings text NOT NULL DEFAULT '{}';  -- JSON, as its API shows it

ALTER TABLE calls ADD COLUMN pre_dial text;    -- JSON: what the client's server said before the dial; null when it was not asked
