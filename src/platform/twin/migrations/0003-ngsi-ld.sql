-- What the NGSI-LD interface (ETSI GS CIM 009 V1.9.1) keeps beside entities.

-- @contexts: fetched ones, hosted ones, and those written inline by clients that must be told by address later (clause 5.13).
create table context (
  id text primary key,
  -- Where a cached one came from.
  url text unique,
  kind text not null check (kind in ('Cached', 'Hosted', 'ImplicitlyCreated')),
  body jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  used_at timestamptz,
  hits bigint not null default 0
);

create table subscription (
  tenant text not null default '',
  id text not null,
  -- As it was given, names expanded where they are names of the model; and the @context it came with.
  body jsonb not null,
  context jsonb,
  -- Who made it: it sees no more than he does.
  actor jsonb not null,
  -- 'entity' or 'source' (subscriptions to registrations, clause 5.11).
  about text not null default 'entity' check (about in ('entity', 'source')),
  is_active boolean not null default true,
  expires_at timestamptz,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  times_sent bigint not null default 0,
  times_failed bigint not null default 0,
  last_notification timestamptz,
  last_success timestamptz,
  last_failure timestamptz,
  -- The breaker: failures in a row, and when the next try may be.
  failures int not null default 0,
  rests_till timestamptz,
  -- Next turn of a subscription with timeInterval.
  next_at timestamptz,
  primary key (tenant, id)
);
create index subscription_next on subscription (next_at) where next_at is not null;

-- Notifications that wait, and those given up: a slow receiver delays nobody else.
create table notification (
  id uuid primary key,
  tenant text not null,
  subscription text not null,
  -- What is said of each entity, by entity: later news of one replaces nothing, it is said after it.
  body jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'dead')),
  attempts int not null default 0,
  due_at timestamptz not null,
  created_at timestamptz not null,
  fault text,
  foreign key (tenant, subscription) references subscription (tenant, id) on delete cascade
);
create index notification_due on notification (due_at) where state = 'waiting';
create index notification_lane on notification (tenant, subscription, created_at);

create table registration (
  tenant text not null default '',
  id text not null,
  body jsonb not null,
  context jsonb,
  expires_at timestamptz,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  times_sent bigint not null default 0,
  times_failed bigint not null default 0,
  last_success timestamptz,
  last_failure timestamptz,
  primary key (tenant, id)
);

-- An attribute knows the series that gives it its number, whichever of the two comes first.
create function tell_attribute_of_series() returns trigger language plpgsql as $$
begin
  update twin.attribute a set series = made.id from made
  where a.entity = made.entity and a.name = made.name and a.dataset = made.dataset;
  return null;
end $$;
create trigger series_made after insert on series referencing new table as made
  for each statement execute function tell_attribute_of_series();
update attribute a set series = s.id from series s where a.entity = s.entity and a.name = s.name and a.dataset = s.dataset;
