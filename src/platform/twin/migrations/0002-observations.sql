-- Numbers over time. A series is one attribute of one entity (and dataset); its readings are rows of four narrow columns,
-- written by COPY, cut into stretches of time that are made when first needed and put away as Parquet when old.

create table series (
  id int generated always as identity primary key,
  entity bigint not null references entity (key),
  name text not null,
  dataset text not null default '',
  -- UN/CEFACT Recommendation 20 common code.
  unit text,
  -- Days that single readings are kept; their rollups stay. Null keeps them all.
  keep_days int check (keep_days > 0),
  unique (entity, name, dataset)
);

-- By series first: a chart reads one series over a stretch, a moment on the map reads the last before it of many.
create table observation (
  series int not null,
  at timestamptz not null,
  value double precision not null,
  -- Bits of kernel/things: 0 is good.
  quality smallint not null default 0,
  primary key (series, at)
) partition by range (at);

-- The stretches there are, and where those put away lie (names of files in the data folder).
create table observation_part (
  name text primary key,
  from_at timestamptz not null,
  till_at timestamptz not null check (till_at > from_at),
  -- Null while it is a table.
  file text,
  rows bigint,
  archived_at timestamptz
);
create index observation_part_time on observation_part (from_at, till_at);

-- Partitions are made and dropped by these alone; the role that runs owns no tables.
create function make_observation_part(first timestamptz, till timestamptz) returns text language plpgsql security definer
  set search_path = twin, pg_temp as $$
declare
  made text := 'observation_' || to_char(first at time zone 'UTC', 'YYYYMMDD') || '_' ||
    to_char(till at time zone 'UTC', 'YYYYMMDD') || '_' || substr(md5(gen_random_uuid()::text), 1, 6);
begin
  -- The lock a partition needs on its parent waits for running COPYs: one asks at a time.
  perform pg_advisory_xact_lock(hashtext('twin.observation_part'));
  if exists (select 1 from observation_part where file is null and from_at < till and till_at > first) then
    return null;
  end if;
  execute format('create table twin.%I (like twin.observation including all)', made);
  execute format('alter table twin.observation attach partition twin.%I for values from (%L) to (%L)', made, first, till);
  insert into observation_part (name, from_at, till_at) values (made, first, till);
  return made;
end $$;

-- A stretch that was written to a file gives up its table in the transaction that records the file.
create function drop_observation_part(gone text, kept_in text, kept_rows bigint) returns void language plpgsql security definer
  set search_path = twin, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('twin.observation_part'));
  if not exists (select 1 from observation_part where name = gone and file is null) then
    raise exception 'no open part %', gone;
  end if;
  execute format('alter table twin.observation detach partition twin.%I', gone);
  execute format('drop table twin.%I', gone);
  update observation_part set file = kept_in, rows = kept_rows, archived_at = now() where name = gone;
end $$;

-- The last reading of each series; written in batches from memory, made good from `observation` at start.
create table latest (
  series int primary key,
  at timestamptz not null,
  value double precision not null,
  quality smallint not null,
  received_at timestamptz not null,
  -- When the number became what it is: what tells a stuck sensor.
  since timestamptz not null
) with (fillfactor = 50);

-- Figures of steps of 300, 3600 and 86400 seconds (days of the city, UTC+8). Unfit readings are not counted.
create table rollup (
  series int not null,
  step int not null,
  at timestamptz not null,
  count int not null,
  sum double precision not null,
  min double precision not null,
  max double precision not null,
  first double precision not null,
  last double precision not null,
  primary key (series, step, at)
);
create index rollup_old on rollup using brin (at);

-- Hours into which something was written. A writer notes an hour before it writes, anew every half minute; the hour is to be
-- rolled up as long as it was noted later than a minute before the last time it was.
create table touched_hour (
  hour timestamptz primary key,
  touched_at timestamptz not null,
  rolled_at timestamptz
);
