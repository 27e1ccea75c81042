-- Devices: each is an entity of the twin, and here is what makes it a device.

create table device (
  key int generated always as identity primary key,
  id text not null unique check (id ~ '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$'),
  entity bigint not null references twin.entity (key),
  -- Name of its profile; the profile itself is part of a pack.
  profile text not null,
  title jsonb,
  -- `waiting` until its claim code was used; `off` takes nothing; `revoked` had its secret taken away.
  state text not null default 'active' check (state in ('waiting', 'active', 'off', 'revoked')),
  -- HMAC-SHA-256 of id and secret under a key of the city: secrets are long and random, so a slow hash would only slow down.
  secret bytea,
  -- SHA-256 fingerprint of its client certificate.
  certificate text,
  claim bytea,
  -- The device through which it speaks, and without which it is no surprise that it is silent.
  parent int references device (key),
  -- The entity that it stands on or belongs to.
  asset text,
  path text,
  division text,
  lng double precision,
  lat double precision,
  firmware_wanted text,
  firmware_reported text,
  config_wanted jsonb,
  config_reported jsonb,
  reported_at timestamptz,
  heard_at timestamptz,
  enrolled_at timestamptz not null default now(),
  enrolled_by text not null,
  is_demo boolean not null default false
);
create index device_path on device (path text_pattern_ops) where path is not null;
create index device_profile on device (profile);
create index device_parent on device (parent) where parent is not null;
create unique index device_certificate on device (certificate) where certificate is not null;
create unique index device_claim on device (claim) where claim is not null;

-- Which series holds which measure of a device.
create table device_series (
  device int not null references device (key) on delete cascade,
  measure text not null,
  series int not null unique references twin.series (id),
  primary key (device, measure)
);

-- What was wrong with what a device sent: counted, and the last one kept.
create table device_fault (
  device int not null references device (key) on delete cascade,
  fault text not null,
  count bigint not null,
  last_at timestamptz not null,
  detail text not null,
  primary key (device, fault)
);

-- What ails a device now; a healthy one has no row.
create table ailment (
  device int not null references device (key) on delete cascade,
  ailment text not null,
  since timestamptz not null,
  primary key (device, ailment)
);

create table command (
  id uuid primary key,
  device int not null references device (key),
  -- One asking may go to many devices.
  batch uuid not null,
  name text not null,
  input jsonb not null,
  state text not null default 'queued'
    check (state in ('queued', 'sent', 'delivered', 'done', 'refused', 'expired', 'cancelled')),
  asked_by text not null,
  asked_at timestamptz not null default now(),
  expires_at timestamptz not null,
  sent_at timestamptz,
  delivered_at timestamptz,
  answered_at timestamptz,
  answer jsonb
);
create index command_open on command (device, asked_at) where state in ('queued', 'sent', 'delivered');
create index command_batch on command (batch);
create index command_expiring on command (expires_at) where state in ('queued', 'sent', 'delivered');
create index command_recent on command (device, asked_at desc);

create table alarm_rule (
  name text primary key,
  rule jsonb not null,
  -- `pack` rules come with the city and follow its packs; those of people stay as they are.
  source text not null check (source in ('pack', 'person')),
  is_off boolean not null default false,
  changed_by text,
  changed_at timestamptz not null default now()
);

create table alarm (
  id uuid primary key,
  rule text not null,
  device int not null references device (key),
  series int not null,
  severity text not null,
  raised_at timestamptz not null,
  value double precision,
  cleared_at timestamptz,
  cleared_value double precision
);
-- Two processes may see it at once; it is one alarm.
create unique index alarm_open on alarm (rule, series) where cleared_at is null;
create index alarm_recent on alarm (raised_at desc);
create index alarm_device on alarm (device, raised_at desc);
