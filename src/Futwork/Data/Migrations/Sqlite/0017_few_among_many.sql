-- What is few among many, and is looked for by that.
CREATE INDEX IF NOT EXISTS lead_progress_queued ON lead_progress (workspace_id, campaign_id, outcome, lead_id) WHERE status = 'queued';
CREATE INDEX IF NOT EXISTS calls_open ON calls (workspace_id, id) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (workspace_id, id) WHERE state <> 'delivered';
CREATE INDEX IF NOT EXISTS work_put_off ON work (kind, lane) WHERE state = 'ready' AND put_off_from IS NOT NULL;
