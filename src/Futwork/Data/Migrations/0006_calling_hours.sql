-- Why a duty waits although it was due: a person may not be called at every hour.

ALTER TABLE work ADD COLUMN put_off_from bigint;   -- when it was due at first; null when it was not put off
ALTER TABLE work ADD COLUMN put_off_by text;       -- JSON: the decision that put it off
ALTER TABLE calls ADD COLUMN dial_decision text;   -- JSON: the decision that let it be dialled; null for calls that came in
