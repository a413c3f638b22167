-- Who may call in over a trunk, and which campaign answers which number.

ALTER TABLE trunks ADD COLUMN inbound text NOT NULL DEFAULT '{}';   -- JSON, as its API shows it

CREATE TABLE trunk_numbers (
    workspace_id text NOT NULL,
    trunk_id     text NOT NULL,
    digits       text NOT NULL,     -- the number called, without + and whatever else is no digit
    campaign_id  text NOT NULL,
    PRIMARY KEY (workspace_id, trunk_id, digits)
);
CREATE INDEX trunk_numbers_by_digits ON trunk_numbers (digits);
