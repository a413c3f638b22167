-- What is held is few rows; leases are renewed many times, and so stand in no index.
CREATE INDEX work_held ON work (kind) WHERE state = 'leased';
DROP INDEX work_leased;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
