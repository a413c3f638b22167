-- Where the leads of campaigns stand, counted as they move; how often a person is called; and who is called no more because enough has come of it.

-- One row for each movement, written by whoever moves a lead, and folded into campaign_counters a moment later: nobody waits for anybody's counter.
CREATE TABLE campaign_moves (
    seq          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id text NOT NULL,
    campaign_id  text NOT NULL,
    bucket       text NOT NULL,             -- see CampaignCounters
    minute       bigint NOT NULL,           -- since 1970, when it happened
    n            bigint NOT NULL
);
CREATE INDEX campaign_moves_by_campaign ON campaign_moves (workspace_id, campaign_id);

CREATE TABLE campaign_counters (
    workspace_id text NOT NULL,
    campaign_id  text NOT NULL,
    bucket       text NOT NULL,
    minute       bigint NOT NULL,           -- 0: of all time; else what the calls of that minute add
    n            bigint NOT NULL,
    PRIMARY KEY (workspace_id, campaign_id, bucket, minute)
);
CREATE INDEX campaign_counters_of_minutes ON campaign_counters (minute) WHERE minute > 0;

INSERT INTO campaign_counters (workspace_id, campaign_id, bucket, minute, n)
SELECT workspace_id, campaign_id, bucket, 0, count(*) FROM (
    SELECT l.workspace_id, l.campaign_id,
        CASE WHEN w.state = 'ready' THEN 'waiting' WHEN w.state = 'leased' THEN 'calling'
            WHEN p.outcome IS NOT NULL THEN 'done:' || p.outcome WHEN w.state = 'done' THEN 'done:canceled' ELSE 'incoming' END AS bucket
    FROM leads l
    LEFT JOIN work w ON w.workspace_id = l.workspace_id AND w.kind = 'dial' AND w.subject_id = l.id
    LEFT JOIN lead_progress p ON p.workspace_id = l.workspace_id AND p.lead_id = l.id) counted
GROUP BY workspace_id, campaign_id, bucket;
INSERT INTO campaign_counters (workspace_id, campaign_id, bucket, minute, n)
SELECT workspace_id, campaign_id, 'calls', 0, count(*) FROM calls
WHERE ended_at IS NOT NULL AND direction = 'outbound' AND (provider_call_id IS NOT NULL OR outcome = 'interrupted') GROUP BY workspace_id, campaign_id;
INSERT INTO campaign_counters (workspace_id, campaign_id, bucket, minute, n)
SELECT workspace_id, campaign_id, 'answered', 0, count(*) FROM calls
WHERE ended_at IS NOT NULL AND direction = 'outbound' AND answered_at IS NOT NULL GROUP BY workspace_id, campaign_id;
INSERT INTO campaign_counters (workspace_id, campaign_id, bucket, minute, n)
SELECT workspace_id, campaign_id, 'talk-ms', 0, sum(duration_ms) FROM calls WHERE duration_ms IS NOT NULL GROUP BY workspace_id, campaign_id;

ALTER TABLE lead_progress ADD COLUMN talk_ms bigint NOT NULL DEFAULT 0;     -- over all its calls
ALTER TABLE lead_progress ADD COLUMN talk_ms_before bigint NOT NULL DEFAULT 0;  -- of these, before it was last chosen to be called once more
ALTER TABLE lead_progress ADD COLUMN converted_at bigint;                   -- when a call of it first came to a label that the campaign wants
UPDATE lead_progress SET talk_ms = coalesce((
    SELECT sum(c.duration_ms) FROM calls c WHERE c.workspace_id = lead_progress.workspace_id AND c.lead_id = lead_progress.lead_id), 0);
CREATE INDEX calls_by_number ON calls (workspace_id, to_number, created_at);
