-- Series of numbers (twin.series): what is unusual in them, what people said of that, and what is to be expected.

-- How far each series was looked at.
create table insight.series_look (
  series int primary key,
  -- Its newest reading then; when; how long it took; slot length in ms, readings and slots without one.
  seen_until timestamptz not null,
  looked_at timestamptz not null,
  took_ms int not null,
  step_ms bigint not null,
  counts jsonb not null,
  -- Version of what it was taught: the number of opinions given and taken back so far.
  learned int not null default 0,
  -- Why the last look failed.
  trouble text
);
create index series_look_oldest on insight.series_look (looked_at);

create table insight.anomaly (
  id uuid primary key,
  series int not null,
  kind text not null check (kind in ('shift', 'spike', 'stuck', 'seasonal')),
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- 1 is just at the limit of its kind.
  score real not null,
  direction smallint not null check (direction in (-1, 0, 1)),
  week_minute int not null,
  evidence jsonb not null,
  state text not null default 'open' check (state in ('open', 'confirmed', 'dismissed')),
  -- Who put it there: a person, or `learnt` with the opinion it follows from.
  state_by text,
  state_at timestamptz,
  because text,
  found_at timestamptz not null,
  learned int not null default 0
);
create index anomaly_series on insight.anomaly (series, from_at);
create index anomaly_time on insight.anomaly (to_at desc, id);

-- What people said, never changed: the latest row of an anomaly holds; `withdrawn` takes what was said back.
create table insight.anomaly_opinion (
  id uuid primary key,
  series int not null,
  anomaly uuid not null,
  says text not null check (says in ('anomaly', 'not-anomaly', 'withdrawn')),
  pattern jsonb not null,
  by text not null,
  at timestamptz not null,
  serial bigint generated always as identity
);
create index anomaly_opinion_series on insight.anomaly_opinion (series, serial);

create table insight.forecast (
  series int not null,
  made_at timestamptz not null,
  model text not null,
  forecast jsonb not null,
  primary key (series, made_at)
);

-- Forecasts that somebody asks for are kept fresh until he no longer does.
create table insight.forecast_wish (
  series int primary key,
  wanted_until timestamptz not null,
  made_at timestamptz
);
