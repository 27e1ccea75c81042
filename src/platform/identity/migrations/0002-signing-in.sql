-- A browser that is signed in. The token itself is known to the browser alone; here is its SHA-256.
create table session (
  id uuid primary key,
  token_hash bytea not null unique,
  person uuid not null references person (id) on delete cascade,
  method text not null check (method in ('password', 'passkey', 'demonstration', 'setup', 'link')),
  device text not null,
  address text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  idle_minutes integer not null check (idle_minutes > 0),
  ends_at timestamptz not null,
  revoked_at timestamptz
);
create index session_person on session (person);
create index session_ends on session (ends_at);

-- A bearer token for programs: `shudu token`, /api/admin/tokens. Its SHA-256, never itself.
create table api_token (
  id uuid primary key,
  token_hash bytea not null unique,
  person uuid not null references person (id) on delete cascade,
  title text not null,
  scopes text[] not null check (cardinality(scopes) > 0),
  made_by text not null,
  made_at timestamptz not null default now(),
  ends_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index api_token_person on api_token (person);

-- A passkey (W3C Web Authentication Level 3): public key and counter of one authenticator.
create table passkey (
  id text primary key,
  person uuid not null references person (id) on delete cascade,
  relying_party text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  backed_up boolean not null,
  title text not null,
  made_at timestamptz not null default now(),
  used_at timestamptz
);
create index passkey_person on passkey (person);

-- Things good for one use and a short time: passkey challenges, links to set a password, the first set-up.
create table once (
  secret_hash bytea primary key,
  purpose text not null check (purpose in ('passkey-register', 'passkey-sign-in', 'password', 'setup')),
  person uuid references person (id) on delete cascade,
  ends_at timestamptz not null
);
create index once_ends on once (ends_at);
create unique index once_setup on once (purpose) where purpose = 'setup';

-- Failed sign-ins by login and by address. Keys are hashes: people mistype their password into the login field.
create table throttle (
  key bytea primary key,
  -- Not whole: failures are forgotten bit by bit.
  failures double precision not null,
  failed_at timestamptz not null,
  free_at timestamptz not null
);
create index throttle_failed on throttle (failed_at);
