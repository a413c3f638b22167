-- Retries that wait are planned anew when the campaign's retry policy has changed.
ALTER TABLE campaigns ADD COLUMN retries_from text;         -- where in its leads that goes on; '' is the beginning, null: nothing is to be planned anew
ALTER TABLE calls ADD COLUMN not_again_before bigint;       -- the carrier asked that the person not be tried again before
