-- Nothing rang: such a call costs its lead no attempt and is no contact with the person.
ALTER TABLE calls ADD COLUMN unheard bigint NOT NULL DEFAULT 0;
UPDATE calls SET unheard = 1
WHERE ended_at IS NOT NULL AND ((trunk_fault = 1 AND ringing_at IS NULL) OR (provider_call_id IS NULL AND outcome <> 'interrupted'));

-- The channels of the line that a call takes: two while it is handed over through us.
ALTER TABLE calls ADD COLUMN legs bigint NOT NULL DEFAULT 1;
