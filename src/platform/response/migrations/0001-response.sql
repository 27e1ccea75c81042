-- Emergencies (应急). Warnings (预警) and responses (响应) are different things in different tables: a colour is foreseen by those who
-- measure, a level is decided by a command.

create table warning (
  id uuid primary key,
  hazard text not null,
  colour text not null check (colour in ('blue', 'yellow', 'orange', 'red')),
  divisions text[] not null check (cardinality(divisions) > 0),
  area jsonb,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  issuer text not null,
  source_text text not null,
  entered_by text not null,
  entered_by_name text not null,
  entered_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text
);
create index warning_until on warning (until_at desc);

-- Plans (预案) by the hash of their content: an incident keeps to the one it began with.
create table plan (
  hash text primary key,
  id text not null,
  body jsonb not null,
  kept_at timestamptz not null
);

create table incident (
  id uuid primary key,
  serial bigint generated always as identity unique,
  title text not null,
  hazard text not null,
  plan text not null references plan (hash),
  level text not null check (level in ('IV', 'III', 'II', 'I')),
  divisions text[] not null check (cardinality(divisions) > 0),
  area jsonb,
  -- The office in command.
  office text not null,
  path text not null,
  is_exercise boolean not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- Head of the log: what the next entry is sealed with.
  log_seq integer not null default 0,
  log_seal bytea not null default '',
  review text,
  reviewed_at timestamptz,
  reviewed_by_name text
);
create index incident_started on incident (started_at desc);
create index incident_path on incident (path text_pattern_ops);

-- Every decision on a level: started, raised, lowered, ended. Never changed.
create table response_decision (
  incident uuid not null references incident (id),
  seq integer not null,
  hazard text not null,
  -- None when the response ended.
  level text check (level in ('IV', 'III', 'II', 'I')),
  divisions text[] not null,
  area jsonb,
  at timestamptz not null,
  decided_by text not null,
  decided_by_name text not null,
  office text not null,
  reason text not null,
  -- A warning that it followed; it did not start by itself.
  warning uuid references warning (id),
  primary key (incident, seq)
);

-- The log: append only, contiguous, each entry sealed with the one before it.
create table entry (
  incident uuid not null references incident (id),
  seq integer not null,
  id uuid not null unique,
  at timestamptz not null,
  kind text not null,
  person text not null,
  person_name text not null,
  office text,
  note text not null,
  -- As text: the seal is over it as it was written.
  facts json not null,
  seal bytea not null,
  primary key (incident, seq)
);

create table incident_order (
  id uuid primary key,
  incident uuid not null references incident (id),
  task text not null,
  title jsonb not null,
  text jsonb not null,
  office text not null,
  path text not null,
  office_level text not null,
  state text not null check (state in ('waiting', 'issued', 'acknowledged', 'done', 'refused', 'withdrawn')),
  -- Minutes.
  acknowledge_within integer not null,
  done_within integer not null,
  made_at timestamptz not null,
  issued_at timestamptz,
  acknowledge_due timestamptz,
  done_due timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by_name text,
  closed_at timestamptz,
  closed_by_name text,
  note text not null default '',
  -- How often it was reminded of.
  reminders integer not null default 0,
  reminded_at timestamptz
);
create unique index incident_order_once on incident_order (incident, task, office) where state <> 'withdrawn';
create index incident_order_path on incident_order (path text_pattern_ops, state);
create index incident_order_late on incident_order (acknowledge_due) where state = 'issued';
create index incident_order_due on incident_order (done_due) where state in ('issued', 'acknowledged');

-- Teams, vehicles, stores, shelters. A point twice, as in registry: degrees to show, Web Mercator metres under GiST to search.
create table resource (
  id uuid primary key,
  kind text not null check (kind in ('team', 'vehicle', 'store', 'shelter')),
  title text not null,
  office text not null,
  path text not null,
  lng double precision not null,
  lat double precision not null,
  at point not null,
  capacity integer not null check (capacity >= 0),
  unit text not null,
  state text not null check (state in ('free', 'assigned', 'out')),
  incident uuid references incident (id),
  changed_at timestamptz not null,
  check ((state = 'assigned') = (incident is not null))
);
create index resource_at on resource using gist (at);
create index resource_incident on resource (incident) where incident is not null;

create table notice (
  id uuid primary key,
  incident uuid not null references incident (id),
  title jsonb not null,
  text jsonb not null,
  divisions text[] not null,
  area jsonb,
  is_exercise boolean not null,
  published_at timestamptz not null,
  withdrawn_at timestamptz
);
create index notice_standing on notice (published_at desc) where withdrawn_at is null;

create table photo (
  id uuid primary key,
  incident uuid not null references incident (id),
  original text not null,
  display text not null,
  thumb text not null,
  made_by text not null,
  made_at timestamptz not null
);

-- Lessons of a review, to be done by an office.
create table lesson (
  id uuid primary key,
  incident uuid not null references incident (id),
  text text not null,
  office text not null,
  path text not null,
  due date not null,
  done_at timestamptz,
  done_by_name text,
  done_note text
);
create index lesson_path on lesson (path text_pattern_ops) where done_at is null;

create function response_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'response.% is append only', tg_table_name;
end $$;
create trigger entry_append_only before update or delete or truncate on entry
  for each statement execute function response_is_append_only();
create trigger decision_append_only before update or delete or truncate on response_decision
  for each statement execute function response_is_append_only();
create trigger plan_append_only before update or delete or truncate on plan
  for each statement execute function response_is_append_only();
