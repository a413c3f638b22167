ALTER TABLE calls ADD COLUMN usage text;  -- a JSON array: what each engine did, and what that cost
