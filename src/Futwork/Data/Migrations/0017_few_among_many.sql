-- What is few among many, and is looked for by that.
CREATE INDEX IF NOT EXISTS lead_progress_queued ON lead_progress (workspace_id, campaign_id, outcome, lead_id) WHERE status = 'queued';
CREATE INDEX IF NOT EXISTS calls_open ON calls (workspace_id, id) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (workspace_id, id) WHERE state <> 'delivered';
CREATE INDEX IF NOT EXISTS work_put_off ON work (kind, lane, id) WHERE state = 'ready' AND put_off_from IS NOT NULL;

-- Lanes of which what was put off is to be due as before: the rest, where that is too much for one transaction.
CREATE TABLE IF NOT EXISTS work_recalls (
    workspace_id text NOT NULL,
    kind         text NOT NULL,
    lane         text NOT NULL,
    PRIMARY KEY (workspace_id, kind, lane)
);
