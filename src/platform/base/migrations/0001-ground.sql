-- Events told by one room to others (outbox). `seq` orders them.
create table event (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  type text not null,
  key text not null,
  payload jsonb not null,
  at timestamptz not null default now()
);
create index event_at on event (at);

-- Who hears which types. Kept in the database so that whoever publishes knows all consumers of all processes.
create table consumer (
  name text primary key,
  types text[] not null,
  since timestamptz not null default now()
);

-- What a consumer still owes: written together with the event, deleted together with what handling it changed.
create table delivery (
  consumer text not null,
  event_seq bigint not null,
  key text not null,
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  -- Set when it was given up after the last attempt: a dead letter, kept until somebody retries or drops it.
  dead_at timestamptz,
  fault text,
  primary key (consumer, event_seq)
);
create index delivery_by_key on delivery (consumer, key, event_seq) where dead_at is null;
create index delivery_dead on delivery (dead_at) where dead_at is not null;

-- Which process runs which job workers. A process holds an advisory lock as long as it lives, so that the jobs of a
-- killed one can be given to others at once.
create table job_worker (
  worker text primary key,
  process integer not null,
  since timestamptz not null default now()
);

-- Every change, every denial and every read of personal data. Rows are added, never changed.
create table audit (
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  actor_kind text not null,
  post text,
  on_behalf_of text,
  action text not null,
  purpose text,
  resource text,
  outcome text not null check (outcome in ('done', 'denied', 'failed')),
  reason text,
  facts jsonb,
  request text,
  address_hash text
);
create index audit_at on audit using brin (at);
create index audit_by_actor on audit (actor, at desc);
create index audit_by_resource on audit (resource, at desc) where resource is not null;

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'base.audit is append only';
end $$;
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function audit_is_append_only();
