-- Times are unix milliseconds, UTC. Ids are 24 hex digits, time-ordered, but for calls (uuid).
-- JSON is kept as text: what came in goes out byte for byte.

CREATE TABLE workspaces (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    created_at  bigint NOT NULL
);

CREATE TABLE api_keys (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id           text NOT NULL,
    name         text NOT NULL,
    prefix       text NOT NULL,
    hash         text NOT NULL UNIQUE,
    created_at   bigint NOT NULL,
    archived_at  bigint,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE secrets (
    name  text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE agents (
    workspace_id    text NOT NULL REFERENCES workspaces (id),
    id              text NOT NULL,
    name            text NOT NULL,
    current_version bigint NOT NULL,
    created_at      bigint NOT NULL,
    updated_at      bigint NOT NULL,
    archived_at     bigint,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE agent_versions (
    workspace_id text NOT NULL,
    agent_id     text NOT NULL,
    version      bigint NOT NULL,
    definition   text NOT NULL,
    created_at   bigint NOT NULL,
    PRIMARY KEY (workspace_id, agent_id, version),
    FOREIGN KEY (workspace_id, agent_id) REFERENCES agents (workspace_id, id)
);

CREATE TABLE trunks (
    workspace_id      text NOT NULL REFERENCES workspaces (id),
    id                text NOT NULL,
    name              text NOT NULL,
    carrier           text NOT NULL,
    provider          text NOT NULL,
    settings          text NOT NULL,
    caller_ids        text NOT NULL,
    hosted            bigint NOT NULL,
    max_calls         bigint NOT NULL,
    calls_per_second  double precision NOT NULL,
    -- Unix milliseconds of the next dial that the calls-per-second limit allows; moved only under the row's lock.
    next_dial_at      double precision NOT NULL DEFAULT 0,
    created_at        bigint NOT NULL,
    updated_at        bigint NOT NULL,
    archived_at       bigint,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE webhook_endpoints (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id           text NOT NULL,
    name         text NOT NULL,
    url          text NOT NULL,
    secret       text NOT NULL,
    statuses     text NOT NULL,
    disabled_at  bigint,
    created_at   bigint NOT NULL,
    updated_at   bigint NOT NULL,
    archived_at  bigint,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE campaigns (
    workspace_id  text NOT NULL REFERENCES workspaces (id),
    id            text NOT NULL,
    name          text NOT NULL,
    status        text NOT NULL,
    agent_id      text NOT NULL,
    agent_version bigint,
    trunk_id      text NOT NULL,
    settings      text NOT NULL,
    created_at    bigint NOT NULL,
    updated_at    bigint NOT NULL,
    archived_at   bigint,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE leads (
    workspace_id   text NOT NULL,
    campaign_id    text NOT NULL,
    id             text NOT NULL,
    external_id    text,
    phone_sent     text NOT NULL,
    phone          text NOT NULL,
    recipient_data text NOT NULL,
    created_at     bigint NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns (workspace_id, id)
);
CREATE INDEX leads_by_campaign ON leads (workspace_id, campaign_id, id);
CREATE INDEX leads_by_phone ON leads (workspace_id, phone);
CREATE UNIQUE INDEX leads_external_id ON leads (workspace_id, campaign_id, external_id) WHERE external_id IS NOT NULL;

-- What became of a lead; written by Outcomes only. No row: nothing has happened yet.
CREATE TABLE lead_progress (
    workspace_id text NOT NULL,
    lead_id      text NOT NULL,
    campaign_id  text NOT NULL,
    status       text NOT NULL,
    outcome      text,
    attempts     bigint NOT NULL,
    last_call_id text,
    updated_at   bigint NOT NULL,
    PRIMARY KEY (workspace_id, lead_id)
);

CREATE TABLE idempotency_keys (
    workspace_id text NOT NULL,
    key          text NOT NULL,
    fingerprint  text NOT NULL,
    status       bigint NOT NULL,
    response     text NOT NULL,
    created_at   bigint NOT NULL,
    PRIMARY KEY (workspace_id, key)
);

-- Everything that is owed: dial a lead, analyse a call, deliver a webhook. One row for the life of the duty.
CREATE TABLE work (
    workspace_id text NOT NULL,
    id           text NOT NULL,
    kind         text NOT NULL,             -- dial | analyse | deliver
    lane         text NOT NULL,             -- what it is claimed by: the campaign (dial), the workspace (analyse), the endpoint (deliver)
    campaign_id  text NOT NULL,
    subject_id   text NOT NULL,             -- the lead, the call, or the delivery
    state        text NOT NULL,             -- ready | leased | done
    due_at       bigint NOT NULL,
    attempts     bigint NOT NULL,           -- claims so far
    fence        bigint NOT NULL,           -- grows with every claim; a write with an older one is refused
    lease_owner  text,
    lease_until  bigint,
    created_at   bigint NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX work_due ON work (kind, lane, due_at, id) WHERE state = 'ready';
CREATE INDEX work_leased ON work (kind, lease_until) WHERE state = 'leased';
CREATE UNIQUE INDEX work_subject ON work (workspace_id, kind, subject_id);

CREATE TABLE calls (
    workspace_id     text NOT NULL,
    id               text NOT NULL,         -- callSid, a uuid
    lead_id          text NOT NULL,
    campaign_id      text NOT NULL,
    agent_id         text NOT NULL,
    agent_version    bigint NOT NULL,
    trunk_id         text NOT NULL,
    work_id          text NOT NULL,
    fence            bigint NOT NULL,
    node             text NOT NULL,
    attempt          bigint NOT NULL,
    direction        text NOT NULL,
    status           text NOT NULL,
    to_number        text NOT NULL,
    from_number      text NOT NULL,
    provider_call_id text,
    created_at       bigint NOT NULL,
    ringing_at       bigint,
    answered_at      bigint,
    ended_at         bigint,
    duration_ms      bigint,
    outcome          text,
    hangup_by        text,
    hangup_reason    text,
    hangup_code      bigint,
    transcript       text,                  -- JSON lines, as heard
    disposition      text,
    extracted_data   text,                  -- a JSON object
    recording        text,                  -- path below the data folder
    metrics          text,                  -- JSON
    hangup_asked_at  bigint,               -- somebody asked through the API; the call's node obeys
    updated_at       bigint NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX calls_live ON calls (trunk_id, workspace_id) WHERE ended_at IS NULL;
CREATE INDEX calls_to_hang_up ON calls (node) WHERE ended_at IS NULL AND hangup_asked_at IS NOT NULL;
CREATE INDEX calls_by_sid ON calls (id);
CREATE INDEX calls_by_lead ON calls (workspace_id, lead_id, created_at);
CREATE INDEX calls_by_campaign ON calls (workspace_id, campaign_id, created_at, id);
CREATE INDEX calls_by_time ON calls (workspace_id, created_at, id);

CREATE TABLE call_history (
    workspace_id text NOT NULL,
    call_id      text NOT NULL,
    seq          bigint NOT NULL,
    at           bigint NOT NULL,
    what         text NOT NULL,
    detail       text,
    PRIMARY KEY (workspace_id, call_id, seq)
);

CREATE TABLE deliveries (
    workspace_id text NOT NULL,
    id           text NOT NULL,             -- the webhook-id, the same over all attempts
    endpoint_id  text NOT NULL,
    campaign_id  text NOT NULL,
    lead_id      text NOT NULL,
    call_id      text NOT NULL,
    call_status  text NOT NULL,
    seq          bigint NOT NULL,           -- of this call's webhooks to this endpoint
    body         text NOT NULL,             -- frozen: what is signed and sent
    state        text NOT NULL,             -- pending | delivered | failed
    created_at   bigint NOT NULL,
    updated_at   bigint NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX deliveries_by_call ON deliveries (workspace_id, call_id, id);
CREATE INDEX deliveries_by_lead ON deliveries (workspace_id, lead_id, id);
CREATE INDEX deliveries_by_endpoint ON deliveries (workspace_id, endpoint_id, id);

CREATE TABLE delivery_attempts (
    workspace_id text NOT NULL,
    delivery_id  text NOT NULL,
    number       bigint NOT NULL,
    at           bigint NOT NULL,
    duration_ms  bigint NOT NULL,
    status       bigint,                    -- HTTP; null when no answer came
    error        text,
    response     text,                      -- the first 1,000 characters
    PRIMARY KEY (workspace_id, delivery_id, number)
);
