-- Campaigns with dates, and the ends of leads that no call decides.

ALTER TABLE campaigns ADD COLUMN starts_at bigint;      -- of the settings: nobody is called before; null is no bound
ALTER TABLE campaigns ADD COLUMN ends_at bigint;        -- of the settings: nobody is called from then on; null is no bound
UPDATE campaigns SET status = 'cancelled' WHERE status = 'ended';
UPDATE campaigns SET status = 'archived' WHERE archived_at IS NOT NULL;

ALTER TABLE lead_progress ADD COLUMN ended_by text;     -- why no call is owed any more, where no call decided it; see LeadEnd
ALTER TABLE lead_progress ADD COLUMN reopened_at bigint;    -- when it was last chosen to be called once more
ALTER TABLE lead_progress ADD COLUMN attempts_before bigint NOT NULL DEFAULT 0;     -- attempts before that
CREATE INDEX lead_progress_by_outcome ON lead_progress (workspace_id, campaign_id, outcome, lead_id);

ALTER TABLE leads ADD COLUMN priority bigint NOT NULL DEFAULT 0;    -- 0 to 9, the highest first
ALTER TABLE leads ADD COLUMN not_before bigint;
ALTER TABLE leads ADD COLUMN expires_at bigint;

ALTER TABLE work ADD COLUMN priority bigint NOT NULL DEFAULT 0;
ALTER TABLE work ADD COLUMN expires_at bigint;
CREATE INDEX work_due_first ON work (kind, lane, priority, due_at, id) WHERE state = 'ready' AND priority > 0;
CREATE INDEX work_expiring ON work (kind, expires_at) WHERE state = 'ready' AND expires_at IS NOT NULL;
