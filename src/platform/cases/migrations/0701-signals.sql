-- Signals (信号): what devices, cameras, patrols, signs and reports tell, and which case it went to.

-- One row for each telling; the same one twice is one.
create table cases.signal (
  id text primary key,
  source text not null,
  kind text not null,
  who text not null,
  at timestamptz not null,
  heard_at timestamptz not null default clock_timestamp(),
  -- The pack that hears it.
  pack text,
  case_id uuid,
  -- `waiting`: a report that nothing else tells of yet; `unheard`: no pack hears it; `nobody`: no office answers for it.
  outcome text not null check (outcome in ('opened', 'joined', 'waiting', 'unheard', 'nobody'))
);
create index signal_case on cases.signal (case_id) where case_id is not null;
create index signal_recent on cases.signal (heard_at desc);

-- The sources of open cases as joining sees them: who tells of what, where, from when to when. Derived from the cases' states.
create table cases.source (
  case_id uuid not null,
  who text not null,
  pack text not null,
  kind text not null,
  lng double precision,
  lat double precision,
  -- Web Mercator metres (EPSG:3857).
  at_point point,
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- A report that is a case of another pack still; so many sources together open one of this pack.
  is_waiting boolean not null default false,
  opens integer not null default 1,
  word text,
  primary key (case_id, who)
);
create index source_place on cases.source using gist (at_point) where at_point is not null;
create index source_who on cases.source (who, pack, kind);

-- Cases that a person took apart: no rule joins them again. `one` < `other`.
create table cases.apart (
  one uuid not null,
  other uuid not null,
  by text not null,
  at timestamptz not null default now(),
  primary key (one, other),
  check (one < other)
);
