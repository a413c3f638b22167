-- The numbers whose phone may still ring after the node that called them was lost: few, among all calls ever made.
CREATE INDEX IF NOT EXISTS calls_lost_ringing ON calls (workspace_id, not_again_before) WHERE outcome = 'interrupted' AND not_again_before IS NOT NULL;
