-- What is held is few rows; leases are renewed many times, and so stand in no index.
CREATE INDEX work_held ON work (kind) WHERE state = 'leased';
DROP INDEX work_leased;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);

-- Rows that change often find room for their new version on the same page, and are vacuumed by how many of them are dead, not by what share of ten million.
ALTER TABLE work SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE calls SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
ALTER TABLE lead_progress SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
ALTER TABLE deliveries SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
