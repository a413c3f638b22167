-- Campaigns that complete by themselves once nothing is owed any more, and leads that were brought over from another campaign.

ALTER TABLE campaigns ADD COLUMN complete_after bigint;     -- of the settings: minutes of quiet after which it completes; null is never
ALTER TABLE campaigns ADD COLUMN empty_since bigint;        -- since when nothing is owed, where it completes by itself; null while something is
ALTER TABLE leads ADD COLUMN redial_of text;                -- the lead of another campaign that it was made of, to be called once more
CREATE UNIQUE INDEX leads_redial_of ON leads (workspace_id, campaign_id, redial_of) WHERE redial_of IS NOT NULL;
