-- Grids and patrols (网格巡查). Grids themselves are the registry's.

-- Versions of the city's table of classes (GB/T 30428): what was in force at an instant is never rewritten.
create table filing_table (
  id uuid primary key,
  serial bigint generated always as identity unique,
  from_at timestamptz not null,
  note text not null,
  rows jsonb not null,
  entered_by text not null,
  entered_by_name text not null,
  entered_at timestamptz not null,
  -- Taken back before it came into force.
  withdrawn_at timestamptz,
  withdrawn_by_name text,
  check (withdrawn_at is null or withdrawn_at <= from_at)
);
create function patrol_keeps_tables() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.withdrawn_at is null and new.withdrawn_at is not null
    and (new.id, new.serial, new.from_at, new.note, new.rows, new.entered_at)
      is not distinct from (old.id, old.serial, old.from_at, old.note, old.rows, old.entered_at) then
    return new;
  end if;
  raise exception 'patrol.filing_table is append only';
end $$;
create trigger filing_table_append_only before update or delete on filing_table
  for each row execute function patrol_keeps_tables();

-- Census of components (部件普查). A point twice, as in registry: degrees to show, Web Mercator metres under GiST to search.
create table component (
  code text primary key check (code ~ '^[0-9]{16}$'),
  -- `component:0102`
  kind text not null,
  title text not null,
  ownership text not null,
  -- Who keeps it, as the census names him.
  keeper text not null,
  state text not null check (state in ('well', 'damaged', 'missing')),
  division text,
  grid text,
  path text,
  lng double precision not null,
  lat double precision not null,
  at point not null,
  source text not null,
  is_demo boolean not null,
  changed_at timestamptz not null
);
create index component_at on component using gist (at);
create index component_grid on component (grid, code);

-- Shifts (班次): who is on in a grid, and what he hands over.
create table shift (
  id uuid primary key,
  grid text not null,
  path text not null,
  person uuid not null,
  person_name text not null,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  taken_at timestamptz,
  handed_at timestamptz check (handed_at >= taken_at),
  note text not null default '',
  is_demo boolean not null
);
create index shift_grid on shift (grid, from_at);
create index shift_person on shift (person, until_at);

-- Routes with their stops and checklists, as they were from an instant on: a round of last week is judged by the route of last week.
create table route (
  id uuid not null,
  version integer not null,
  from_at timestamptz not null,
  title text not null,
  grid text not null,
  path text not null,
  -- [{id, title, lng, lat, component?, checks: [{id, title, kind?}]}]
  stops jsonb not null,
  -- {weekdays, spans}; none: walked when somebody thinks fit.
  schedule jsonb,
  is_closed boolean not null,
  is_demo boolean not null,
  changed_by_name text not null,
  primary key (id, version)
);
create index route_path on route (path text_pattern_ops);

-- A stop that was visited: by both clocks, with the position as the device found it.
create table visit (
  -- Made on the device: told twice it is one.
  id uuid primary key,
  route uuid not null,
  stop text not null,
  -- The beginning of the round that it belongs to; none outside of rounds.
  round_from timestamptz,
  path text not null,
  person uuid not null,
  person_name text not null,
  at timestamptz not null,
  client_at timestamptz not null,
  sent_at timestamptz,
  received_at timestamptz not null,
  skew_ms bigint,
  lng double precision,
  lat double precision,
  accuracy double precision,
  metres integer,
  doubts text[] not null,
  -- [{check, isWell, note?}]
  answers jsonb not null,
  photos uuid[] not null
);
create index visit_round on visit (route, round_from);
create index visit_photo on visit using gin (photos);

create table finding (
  id uuid primary key,
  serial bigint generated always as identity unique,
  kind text not null,
  -- The table by which it was filed.
  filed_by uuid not null references filing_table (id),
  title jsonb not null,
  text text not null,
  route uuid,
  stop text,
  component text,
  path text not null,
  person uuid not null,
  person_name text not null,
  at timestamptz not null,
  client_at timestamptz not null,
  sent_at timestamptz,
  received_at timestamptz not null,
  skew_ms bigint,
  lng double precision not null,
  lat double precision not null,
  accuracy double precision,
  doubts text[] not null,
  address text,
  division text,
  photos uuid[] not null,
  is_demo boolean not null
);
create index finding_person on finding (person, at desc);
create index finding_path on finding (path text_pattern_ops, at desc);
create index finding_photo on finding using gin (photos);

create function patrol_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'patrol.% is append only', tg_table_name;
end $$;
create trigger visit_append_only before update or delete or truncate on visit
  for each statement execute function patrol_is_append_only();
create trigger finding_append_only before update or delete or truncate on finding
  for each statement execute function patrol_is_append_only();
