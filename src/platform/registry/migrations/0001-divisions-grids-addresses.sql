-- Places of the city. Points are kept twice: as WGS 84 degrees in GeoJSON where they are shown, and as PostgreSQL
-- `point` in Web Mercator metres (EPSG:3857) under GiST where they are searched.

-- Divisions (行政区划, GB/T 2260 and GB/T 10114): city, districts, streets and towns, committees.
create table division (
  -- Short form: 6, 9 or 12 digits.
  code text primary key check (code ~ '^[0-9]{6}([0-9]{3}([0-9]{3})?)?$'),
  parent text references division (code) deferrable initially deferred,
  level text not null check (level in ('province', 'prefecture', 'county', 'street', 'community')),
  title_zh text not null check (title_zh <> ''),
  title_en text not null check (title_en <> ''),
  -- Code of the civil affairs ministry where it differs from the statistical one above.
  civil_code text,
  lng double precision check (lng between -180 and 180),
  lat double precision check (lat between -90 and 90),
  -- GeoJSON Polygon or MultiPolygon in WGS 84.
  area jsonb,
  -- Drawn for a demonstration or simplified for a map, no legal boundary (示意).
  is_sketch boolean not null,
  source text not null,
  loaded_at timestamptz not null default now(),
  check ((lng is null) = (lat is null))
);
create index division_parent on division (parent);

-- Responsibility grids (责任网格) below a street or town.
create table grid (
  code text primary key check (code ~ '^[0-9]{15}$'),
  street text not null references division (code),
  number integer not null check (number > 0),
  -- Id of the office that answers for it (room identity; an office may be opened later than its grid).
  office text,
  title_zh text not null check (title_zh <> ''),
  title_en text not null check (title_en <> ''),
  lng double precision not null,
  lat double precision not null,
  area jsonb not null,
  committees text[] not null default '{}',
  is_sketch boolean not null,
  source text not null,
  loaded_at timestamptz not null default now(),
  unique (street, number)
);

-- Addresses (地址) that the city has loaded: its corpus for finding places by words and words by places.
create table address (
  id bigint generated always as identity primary key,
  -- Its parts joined: the same address twice is one row.
  key text not null unique,
  -- As people write it.
  text text not null,
  district text references division (code),
  street text references division (code),
  committee text,
  grid text,
  road text,
  -- 弄, 支弄, 号 with its suffix, 幢/号楼.
  lane integer,
  sub_lane integer,
  number integer,
  building text,
  -- A compound (小区), village (村宅) or building by name.
  name text,
  -- The number that a passer-by sees on the road: lanes and doors share one count.
  door integer generated always as (coalesce(lane, number)) stored,
  at point not null,
  -- In which system the coordinates came.
  datum text not null check (datum in ('wgs84', 'cgcs2000', 'gcj02', 'bd09')),
  is_sketch boolean not null,
  source text not null,
  loaded_at timestamptz not null default now(),
  check (road is not null or name is not null)
);
create index address_door on address (road, door) where road is not null;
create index address_name on address (name) where name is not null;
create index address_at on address using gist (at);

-- Every process keeps divisions and names in memory; the database tells them, on commit, that something changed.
create function tell_places() returns trigger language plpgsql as $$
begin
  perform pg_notify('registry', tg_table_name);
  return null;
end $$;
create trigger tell after insert or update or delete on division for each statement execute function tell_places();
create trigger tell after insert or update or delete on grid for each statement execute function tell_places();
create trigger tell after insert or update or delete on address for each statement execute function tell_places();
