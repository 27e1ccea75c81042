-- Things of the city with their present state and what it was before. Points are kept twice, as in registry: GeoJSON in WGS 84 where
-- they are shown, `point` and `box` in Web Mercator metres (EPSG:3857) under GiST where they are searched.

create table entity (
  key bigint generated always as identity primary key,
  -- Tenants of NGSI-LD (ETSI GS CIM 009, clause 4.14); the city itself is ''.
  tenant text not null default '',
  id text not null,
  -- Expanded IRIs.
  types text[] not null check (cardinality(types) > 0),
  scope text[] not null default '{}',
  -- Path of the office that answers for it.
  path text,
  is_open boolean not null default false,
  division text,
  at point,
  box box,
  geometry jsonb,
  title jsonb,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  expires_at timestamptz,
  -- Set when it is gone: the row stays for the sake of its history.
  deleted_at timestamptz,
  source text,
  lineage jsonb,
  is_demo boolean not null default false,
  unique (tenant, id)
) with (fillfactor = 80);
create index entity_types on entity using gin (types);
create index entity_scope on entity using gin (scope) where scope <> '{}';
create index entity_at on entity using gist (at) where at is not null;
create index entity_box on entity using gist (box) where box is not null;
create index entity_path on entity (path text_pattern_ops) where path is not null;
create index entity_expires on entity (expires_at) where expires_at is not null;

-- One row an attribute and dataset: the present state.
create table attribute (
  entity bigint not null references entity (key) on delete cascade,
  name text not null,
  dataset text not null default '',
  kind text not null check (kind in ('Property', 'GeoProperty', 'Relationship', 'LanguageProperty', 'VocabProperty',
    'JsonProperty', 'ListProperty', 'ListRelationship')),
  value jsonb not null,
  -- The value where it is one number, the object where it is one relationship.
  number double precision,
  target text,
  unit text,
  observed_at timestamptz,
  -- Attributes of the attribute, as kernel/twin writes them; what few attributes have beside.
  sub jsonb,
  more jsonb,
  -- Set when readings of a device give it its number: see twin.series.
  series int,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  instance uuid not null,
  primary key (entity, name, dataset)
) with (fillfactor = 80);
create index attribute_number on attribute (name, number) where number is not null;
create index attribute_target on attribute (target) where target is not null;
create index attribute_name on attribute (name, entity);

-- What attributes were: a row leaves `attribute` for here when it is replaced or deleted, so a state at any moment is
-- the rows of both with modified_at <= moment and (here) ended_at > moment. Instances that the temporal interface adds
-- have ended_at = modified_at: they are history without having been state.
create table moment (
  entity bigint not null,
  name text not null,
  dataset text not null,
  kind text not null,
  value jsonb not null,
  number double precision,
  target text,
  unit text,
  observed_at timestamptz,
  sub jsonb,
  more jsonb,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  instance uuid not null,
  ended_at timestamptz not null,
  -- Was it deleted (and not replaced)?
  is_deleted boolean not null default false
) partition by range (ended_at);
create index moment_entity on moment (entity, name, ended_at);
create table moment_other partition of moment default;

-- Partitions are made ahead by a job; the role that runs may not make tables itself.
create function make_moment_partition(month date) returns boolean language plpgsql security definer
  set search_path = twin, pg_temp as $$
declare
  first date := date_trunc('month', month);
  named text := 'moment_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('twin.' || named) is not null then return false; end if;
  -- Rows that came before their partition was made wait in the default one and move over.
  execute format('create table twin.%I (like twin.moment including all)', named);
  execute format('with moved as (delete from twin.moment_other where ended_at >= %L and ended_at < %L returning *)
    insert into twin.%I select * from moved', first, first + interval '1 month', named);
  execute format('alter table twin.moment attach partition twin.%I for values from (%L) to (%L)',
    named, first, first + interval '1 month');
  return true;
end $$;
select make_moment_partition((date_trunc('month', now()) + make_interval(months => ahead))::date) from generate_series(0, 2) ahead;

-- Tenants that exist; the first entity, subscription or registration of one makes it.
create table tenant (name text primary key, created_at timestamptz not null default now());

-- What a program may see, where it may not see all: absent means everything.
create table reader_limit (
  actor text primary key,
  types text[],
  scope text[],
  division text[]
);

-- A text as an instant, or null: texts of entities are not always what their names promise.
create function as_instant(given text) returns timestamptz language plpgsql immutable parallel safe as $$
begin
  if given !~ '^\d{4}-\d\d-\d\d(T|$)' then return null; end if;
  return given::timestamptz;
exception when others then
  return null;
end $$;
