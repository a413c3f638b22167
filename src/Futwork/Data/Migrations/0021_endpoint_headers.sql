-- Headers of the client's own that go out with every post to the endpoint.
ALTER TABLE webhook_endpoints ADD COLUMN headers text NOT NULL DEFAULT '{}';    -- JSON: their names, and what each says, sealed
