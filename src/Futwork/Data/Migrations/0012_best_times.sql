-- At what hours people answer, and when a retry is planned for and why.

-- Weeks since 1970, hours of the day by the clock of those who were called; folded from campaign_moves.
CREATE TABLE answer_hours (
    workspace_id text NOT NULL,
    campaign_id  text NOT NULL,
    week         bigint NOT NULL,
    day          text NOT NULL,             -- workday | weekend
    hour         bigint NOT NULL,           -- 0 to 23
    calls        bigint NOT NULL,
    answered     bigint NOT NULL,           -- of these, by a person
    PRIMARY KEY (workspace_id, campaign_id, week, day, hour)
);
CREATE INDEX answer_hours_by_week ON answer_hours (week);

ALTER TABLE calls ADD COLUMN retry_plan text;   -- JSON: when the attempt after it is due, where the time of the day was chosen
