-- What is told to everybody inside an area: by the command of an emergency, or by a step of a case.
create table public_notice (
  -- `response:<id>` or `case:<id>:<run>`: the same notice told twice is one.
  id text primary key,
  -- `incident:<id>` or `case:<id>`.
  source text not null,
  title jsonb not null,
  body jsonb not null,
  -- The place in words.
  place jsonb not null,
  -- The area: of these divisions, or drawn, or so many metres around a point.
  divisions text[] not null default '{}',
  area jsonb,
  lng double precision,
  lat double precision,
  metres integer,
  is_exercise boolean not null,
  is_demo boolean not null,
  published_at timestamptz not null,
  -- Ends by itself then.
  until_at timestamptz,
  ended_at timestamptz,
  -- What was said when it ended, if anything.
  end_body jsonb
);
create index public_notice_standing on public_notice (published_at desc) where ended_at is null;
create index public_notice_ended on public_notice (ended_at desc) where ended_at is not null;
create index public_notice_source on public_notice (source) where ended_at is null;

-- Places of which somebody asked to be told, with consent; one press of the link in each message stops it.
create table watched_place (
  id uuid primary key,
  person uuid not null,
  title text not null check (title <> ''),
  -- Degrees, rounded to about ten metres.
  lng double precision not null,
  lat double precision not null,
  -- Longitude and latitude again, to be searched.
  at point not null,
  -- Codes of the divisions it lies in, the largest first.
  divisions text[] not null,
  stop_code text not null unique,
  agreed_at timestamptz not null
);
create index watched_place_person on watched_place (person);
create index watched_place_at on watched_place using gist (at);
create index watched_place_divisions on watched_place using gin (divisions);

-- Who was told of which notice: nobody twice.
create table notice_told (
  notice text not null references public_notice (id),
  person uuid not null,
  at timestamptz not null,
  primary key (notice, person)
);
create index notice_told_person on notice_told (person);
