-- What devices report, as 18-088 asks it to be: every reading is of a feature, also of a thing without a place; a place has its history.
-- What the city computes of itself (scope `/computed`) is read by no sensor: it is no Thing of SensorThings.

update entity set scope = array_append(scope, '/computed') where source = 'measure.signs' and not '/computed' = any (scope);
delete from sta_sensor n using entity e where n.origin = 'entity:' || e.key and '/computed' = any (e.scope);
delete from sta_thing t using entity e where e.key = t.id and '/computed' = any (e.scope);

-- A thing whose place nobody told, as GeoJSON has it.
create function sta_nowhere(uri text) returns jsonb language sql immutable parallel safe as $$
  select jsonb_build_object('type', 'Feature', 'geometry', null, 'properties', jsonb_build_object('uri', uri))
$$;
insert into sta_feature (name, description, encoding_type, feature, origin)
select distinct t.name, t.description, 'application/geo+json', twin.sta_nowhere(e.id), 'entity:' || e.key
from sta_datastream d join sta_thing t on t.id = d.thing join entity e on e.key = t.id join sta_sensor n on n.id = d.sensor
where d.feature is null and n.origin = 'entity:' || e.key on conflict do nothing;
update sta_datastream d set feature = f.id from sta_sensor n, sta_feature f
where d.feature is null and n.id = d.sensor and n.origin = 'entity:' || d.thing and f.origin = n.origin;

with since as (
  insert into sta_historical_location (thing, time)
  select l.thing, e.created_at from sta_thing_location l join entity e on e.key = l.thing join sta_location p on p.id = l.location and p.entity = l.thing
  where not exists (select 1 from sta_historical_location h where h.thing = l.thing) returning id, thing
)
insert into sta_historical_place (historical, location)
select since.id, p.id from since join sta_location p on p.entity = since.thing;

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
end $$;
