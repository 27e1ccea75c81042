-- What a person is told inside the application. Texts are kept in both languages as they were told.
create table notice (
  id uuid primary key,
  person uuid not null,
  template text not null,
  title jsonb not null,
  body jsonb not null,
  -- Path inside the application.
  link text,
  -- What it is about, `kind:id`.
  about text not null,
  is_urgent boolean not null default false,
  at timestamptz not null,
  read_at timestamptz
);
create index notice_of_person on notice (person, id desc);
create index notice_unread on notice (person, id desc) where read_at is null;
create index notice_at on notice using brin (at);

-- How a person wants to be told; without a row the city's habit holds.
create table preference (
  person uuid primary key,
  -- Channels besides the inbox.
  channels text[] not null,
  -- Local wall-clock minutes after midnight between which nothing that can wait is sent outside; both or none.
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_to smallint check (quiet_to between 0 and 1439),
  -- Templates that are not told outside the inbox.
  muted text[] not null default '{}',
  changed_at timestamptz not null default now(),
  check ((quiet_from is null) = (quiet_to is null))
);

-- One message on one channel to one person, or to the reporter of a case who has no account. Addresses are looked up
-- when it is sent and never kept here; `shown_to` is masked.
create table message (
  id uuid primary key,
  channel text not null check (channel in ('email', 'sms', 'webhook')),
  person uuid,
  reporter_of uuid,
  language text not null check (language in ('zh', 'en')),
  template text not null,
  title text,
  body text,
  link text,
  about text not null,
  -- Never leaves the house, whatever is configured: it is about generated data.
  is_demo boolean not null default false,
  state text not null check (state in ('waiting', 'sent', 'sandboxed', 'failed', 'dropped')),
  attempts smallint not null default 0,
  -- Not before this: quiet hours, or the pause after a failure.
  due_at timestamptz not null,
  shown_to text,
  fault text,
  -- What the provider calls it.
  provider_id text,
  made_at timestamptz not null,
  done_at timestamptz,
  check ((person is null) <> (reporter_of is null))
);
create index message_newest on message (id desc);
create index message_by_state on message (state, id desc);
create index message_of_person on message (person) where person is not null;

-- How a channel reaches its provider; without a row SMS and webhook go to the sandbox. Secrets are sealed.
create table channel (
  name text primary key check (name in ('sms', 'webhook')),
  adapter jsonb not null,
  secrets bytea not null,
  changed_by text not null,
  changed_at timestamptz not null default now()
);

-- Outside systems that want to hear of cases.
create table hook (
  id uuid primary key,
  title text not null check (title <> ''),
  url text not null,
  -- Event types, `case.closed` or `case.*`.
  types text[] not null check (cardinality(types) > 0),
  -- Packs whose cases are told; none means all.
  packs text[] not null default '{}',
  secret bytea not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  -- Set when an administrator closed it, or after days in which nothing got through.
  closed_at timestamptz,
  closed_why text,
  -- Circuit breaker: failures in a row, since when, and until when nothing is tried.
  failures integer not null default 0,
  failing_since timestamptz,
  open_until timestamptz
);

-- What each of them is owed, and what became of it.
create table hook_delivery (
  id uuid primary key,
  hook uuid not null references hook (id) on delete cascade,
  event uuid not null,
  type text not null,
  body jsonb not null,
  state text not null check (state in ('waiting', 'done', 'dead')),
  attempts smallint not null default 0,
  due_at timestamptz not null,
  status smallint,
  fault text,
  made_at timestamptz not null,
  done_at timestamptz,
  unique (hook, event)
);
create index hook_delivery_newest on hook_delivery (hook, id desc);
create index hook_delivery_dead on hook_delivery (hook, id desc) where state = 'dead';
create index hook_delivery_waiting on hook_delivery (hook, due_at) where state = 'waiting';
create index hook_delivery_made on hook_delivery using brin (made_at);
