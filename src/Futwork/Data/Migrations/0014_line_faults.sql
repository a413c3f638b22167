-- Calls that failed by their line's fault, which are few: for the circuit breaker.
CREATE INDEX IF NOT EXISTS calls_by_trunk_fault ON calls (workspace_id, trunk_id, ended_at) WHERE trunk_fault = 1;
