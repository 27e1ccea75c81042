-- What OGC SensorThings (18-088) says of things beside what the twin holds. A Thing is an entity (same number), a Datastream a
-- series (same number); readings of devices stand in `observation` alone, those written over SensorThings here besides.

create table sta_thing (
  id bigint primary key references entity (key) on delete cascade,
  name text not null,
  description text not null,
  properties jsonb
);

create table sta_location (
  id bigint generated always as identity primary key,
  name text not null,
  description text not null,
  encoding_type text not null,
  location jsonb not null,
  properties jsonb,
  -- The entity whose place it is, for those that were not written here.
  entity bigint unique references entity (key) on delete cascade
);

create table sta_thing_location (
  thing bigint not null references sta_thing (id) on delete cascade,
  location bigint not null references sta_location (id) on delete cascade,
  primary key (thing, location)
);
create index sta_thing_location_location on sta_thing_location (location);

create table sta_historical_location (
  id bigint generated always as identity primary key,
  thing bigint not null references sta_thing (id) on delete cascade,
  time timestamptz not null
);
create index sta_historical_location_thing on sta_historical_location (thing, time);

create table sta_historical_place (
  historical bigint not null references sta_historical_location (id) on delete cascade,
  location bigint not null references sta_location (id) on delete cascade,
  primary key (historical, location)
);
create index sta_historical_place_location on sta_historical_place (location);

create table sta_sensor (
  id bigint generated always as identity primary key,
  name text not null,
  description text not null,
  encoding_type text not null,
  metadata jsonb not null,
  properties jsonb,
  -- Set for those that were not written here: the entity that senses.
  origin text unique
);

create table sta_observed_property (
  id bigint generated always as identity primary key,
  name text not null,
  definition text not null,
  description text not null,
  properties jsonb,
  -- Set for those that were not written here: the attribute's expanded name.
  origin text unique
);

create table sta_feature (
  id bigint generated always as identity primary key,
  name text not null,
  description text not null,
  encoding_type text not null,
  feature jsonb not null,
  properties jsonb,
  -- `entity:…` or `location:…` for those that were made of one.
  origin text unique
);

create table sta_datastream (
  id int primary key references series (id) on delete cascade,
  thing bigint not null references sta_thing (id) on delete cascade,
  sensor bigint not null references sta_sensor (id) on delete cascade,
  observed_property bigint not null references sta_observed_property (id) on delete cascade,
  -- Feature of readings that say none.
  feature bigint references sta_feature (id) on delete set null,
  name text not null,
  description text not null,
  observation_type text not null,
  unit jsonb not null,
  observed_area jsonb,
  properties jsonb
);
create index sta_datastream_thing on sta_datastream (thing);
create index sta_datastream_sensor on sta_datastream (sensor);
create index sta_datastream_property on sta_datastream (observed_property);

create table sta_observation (
  id bigint generated always as identity primary key,
  datastream int not null references sta_datastream (id) on delete cascade,
  at timestamptz not null,
  till timestamptz,
  result jsonb not null,
  number double precision,
  result_at timestamptz,
  quality jsonb,
  valid_from timestamptz,
  valid_till timestamptz,
  parameters jsonb,
  feature bigint references sta_feature (id) on delete cascade
);
create index sta_observation_at on sta_observation (datastream, at);
create index sta_observation_feature on sta_observation (feature);

create table sta_actuator (
  id bigint generated always as identity primary key,
  name text not null,
  description text not null,
  encoding_type text not null,
  metadata jsonb not null,
  properties jsonb
);

create table sta_tasking_capability (
  id bigint generated always as identity primary key,
  name text not null,
  description text not null,
  tasking_parameters jsonb not null,
  properties jsonb,
  thing bigint not null references sta_thing (id) on delete cascade,
  actuator bigint not null references sta_actuator (id) on delete cascade
);
create index sta_tasking_capability_thing on sta_tasking_capability (thing);
create index sta_tasking_capability_actuator on sta_tasking_capability (actuator);

create table sta_task (
  id bigint generated always as identity primary key,
  tasking_capability bigint not null references sta_tasking_capability (id) on delete cascade,
  tasking_parameters jsonb not null,
  creation_time timestamptz not null default now(),
  properties jsonb
);
create index sta_task_capability on sta_task (tasking_capability);

-- Takes in series and their entities that SensorThings does not know yet; cheap when there are none.
create function sta_adopt() returns void language plpgsql as $$
declare
  fresh int[];
begin
  select array_agg(s.id) into fresh from twin.series s join twin.entity e on e.key = s.entity and e.deleted_at is null
  where not exists (select 1 from twin.sta_datastream d where d.id = s.id);
  if fresh is null then return; end if;
  insert into twin.sta_thing (id, name, description, properties)
  select distinct e.key, coalesce(nullif(e.title ->> 'en', ''), e.id), coalesce(nullif(e.title ->> 'zh', ''), e.id), jsonb_build_object('uri', e.id)
  from twin.series s join twin.entity e on e.key = s.entity where s.id = any(fresh) on conflict do nothing;
  insert into twin.sta_location (name, description, encoding_type, location, entity)
  select t.name, 'Where it stands', 'application/geo+json', e.geometry, e.key
  from twin.sta_thing t join twin.entity e on e.key = t.id
  where e.geometry is not null and t.id in (select entity from twin.series where id = any(fresh))
    and not exists (select 1 from twin.sta_thing_location l where l.thing = t.id) on conflict do nothing;
  insert into twin.sta_thing_location (thing, location)
  select l.entity, l.id from twin.sta_location l where l.entity in (select entity from twin.series where id = any(fresh)) on conflict do nothing;
  insert into twin.sta_feature (name, description, encoding_type, feature, origin)
  select l.name, l.description, l.encoding_type, l.location, 'entity:' || l.entity
  from twin.sta_location l where l.entity in (select entity from twin.series where id = any(fresh)) on conflict do nothing;
  insert into twin.sta_sensor (name, description, encoding_type, metadata, origin)
  select distinct t.name, t.description, 'text/html', to_jsonb(e.id), 'entity:' || t.id
  from twin.series s join twin.sta_thing t on t.id = s.entity join twin.entity e on e.key = s.entity where s.id = any(fresh) on conflict do nothing;
  insert into twin.sta_observed_property (name, definition, description, origin)
  select distinct regexp_replace(s.name, '^.*[/#]', ''), s.name, regexp_replace(s.name, '^.*[/#]', ''), s.name
  from twin.series s where s.id = any(fresh) on conflict do nothing;
  insert into twin.sta_datastream (id, thing, sensor, observed_property, feature, name, description, observation_type, unit)
  select s.id, s.entity, n.id, p.id, f.id, t.name || ' ' || p.name, p.name || ' of ' || t.name,
    'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
    jsonb_build_object('name', coalesce(s.unit, ''), 'symbol', coalesce(s.unit, ''), 'definition',
      case when s.unit is null then '' else 'https://unece.org/trade/uncefact/cl-recommendations#' || s.unit end)
  from twin.series s join twin.sta_thing t on t.id = s.entity
  join twin.sta_sensor n on n.origin = 'entity:' || s.entity join twin.sta_observed_property p on p.origin = s.name
  left join twin.sta_feature f on f.origin = 'entity:' || s.entity
  where s.id = any(fresh) on conflict do nothing;
end $$;
