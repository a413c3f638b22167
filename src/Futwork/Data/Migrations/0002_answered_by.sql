ALTER TABLE calls ADD COLUMN answered_by text;             -- human | voicemail | voicemail-full | menu | unsure; null when nobody answered
ALTER TABLE calls ADD COLUMN answered_by_confidence double precision;  -- 0 to 1
