-- What kinds of device can be told to do, so that SensorThings shows it as Actuators and TaskingCapabilities (OGC 17-079r1) of its own accord.

create table sta_model (
  name text primary key,
  description text not null,
  -- [{"command", "description", "parameters"}]: parameters as a DataRecord of SWE Common.
  offers jsonb not null
);
create table sta_entity_model (
  entity bigint primary key references entity (key) on delete cascade,
  model text not null
);
create index sta_entity_model_model on sta_entity_model (model);

-- Set for those that were not written here.
alter table sta_actuator add column origin text unique;
alter table sta_tasking_capability add column origin text unique;

create function sta_enable(things bigint[]) returns void language sql as $$
  insert into twin.sta_actuator (name, description, encoding_type, metadata, origin)
  select t.name, m.description, 'text/html', to_jsonb(e.id), 'entity:' || t.id
  from twin.sta_thing t join twin.entity e on e.key = t.id
  join twin.sta_entity_model x on x.entity = t.id join twin.sta_model m on m.name = x.model
  where t.id = any (things) and jsonb_array_length(m.offers) > 0 on conflict do nothing;
  insert into twin.sta_tasking_capability (name, description, tasking_parameters, thing, actuator, origin)
  select o ->> 'command', o ->> 'description', o -> 'parameters', x.entity, a.id, a.origin || ':' || (o ->> 'command')
  from twin.sta_entity_model x join twin.sta_model m on m.name = x.model
  join twin.sta_actuator a on a.origin = 'entity:' || x.entity cross join lateral jsonb_array_elements(m.offers) o
  where x.entity = any (things)
  on conflict (origin) do update set description = excluded.description, tasking_parameters = excluded.tasking_parameters;
$$;

-- Takes in series and their entities that SensorThings does not know yet; cheap when there are none.
create or replace function sta_adopt() returns void language plpgsql as $$
declare
  fresh int[];
begin
  select array_agg(s.id) into fresh from twin.series s join twin.entity e on e.key = s.entity and e.deleted_at is null
  where not exists (select 1 from twin.sta_datastream d where d.id = s.id) and not '/computed' = any (e.scope);
  if fresh is null then return; end if;
  insert into twin.sta_thing (id, name, description, properties)
  select distinct e.key, coalesce(nullif(e.title ->> 'en', ''), e.id), coalesce(nullif(e.title ->> 'zh', ''), e.id), jsonb_build_object('uri', e.id)
  from twin.series s join twin.entity e on e.key = s.entity where s.id = any(fresh) on conflict do nothing;
  with placed as (
    insert into twin.sta_location (name, description, encoding_type, location, entity)
    select t.name, 'Where it stands', 'application/geo+json', e.geometry, e.key
    from twin.sta_thing t join twin.entity e on e.key = t.id
    where e.geometry is not null and t.id in (select entity from twin.series where id = any(fresh))
      and not exists (select 1 from twin.sta_thing_location l where l.thing = t.id) on conflict do nothing returning id, entity
  ), standing as (
    insert into twin.sta_thing_location (thing, location) select entity, id from placed on conflict do nothing
  ), since as (
    insert into twin.sta_historical_location (thing, time)
    select p.entity, e.created_at from placed p join twin.entity e on e.key = p.entity returning id, thing
  )
  insert into twin.sta_historical_place (historical, location)
  select since.id, placed.id from since join placed on placed.entity = since.thing;
  insert into twin.sta_feature (name, description, encoding_type, feature, origin)
  select t.name, t.description, 'application/geo+json', coalesce(e.geometry, twin.sta_nowhere(e.id)), 'entity:' || e.key
  from twin.sta_thing t join twin.entity e on e.key = t.id
  where t.id in (select entity from twin.series where id = any(fresh)) on conflict do nothing;
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
  perform twin.sta_enable(array(select distinct entity from twin.series where id = any(fresh)));
end $$;
