-- MultiDatastreams (OGC 18-088 §8.3), and the features that each stream was observed of: its observed area follows from them.

create table sta_multi_datastream (
  id bigint generated always as identity primary key,
  thing bigint not null references sta_thing (id) on delete cascade,
  sensor bigint not null references sta_sensor (id) on delete cascade,
  name text not null,
  description text not null,
  observation_type text not null default 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation',
  -- One of each for every part of a result, in order.
  data_types jsonb not null,
  units jsonb not null,
  observed_area jsonb,
  properties jsonb
);
create index sta_multi_datastream_thing on sta_multi_datastream (thing);
create index sta_multi_datastream_sensor on sta_multi_datastream (sensor);

create table sta_multi_property (
  multi bigint not null references sta_multi_datastream (id) on delete cascade,
  position int not null,
  property bigint not null references sta_observed_property (id) on delete cascade,
  primary key (multi, position)
);
create index sta_multi_property_property on sta_multi_property (property);

alter table sta_observation alter column datastream drop not null;
alter table sta_observation add column multi bigint references sta_multi_datastream (id) on delete cascade;
alter table sta_observation add constraint sta_observation_stream check (num_nonnulls(datastream, multi) = 1);
create index sta_observation_multi on sta_observation (multi, at) where multi is not null;

create table sta_stream_feature (
  datastream int references sta_datastream (id) on delete cascade,
  multi bigint references sta_multi_datastream (id) on delete cascade,
  feature bigint not null references sta_feature (id) on delete cascade,
  unique nulls not distinct (datastream, multi, feature)
);
create index sta_stream_feature_multi on sta_stream_feature (multi) where multi is not null;
create index sta_stream_feature_feature on sta_stream_feature (feature);
insert into sta_stream_feature (datastream, feature)
select distinct datastream, feature from sta_observation where feature is not null;

-- The bounding box of geometries (GeoJSON, or features of it) as GeoJSON: a point, a line or a polygon, as wide as it is.
create function sta_area(given jsonb[]) returns jsonb language sql immutable parallel safe as $$
  with place as (
    select (p ->> 0)::float8 as x, (p ->> 1)::float8 as y
    from unnest(given) one, jsonb_path_query(one, 'strict $.** ? (@.type() == "array" && @[0].type() == "number" && @[1].type() == "number")', '{}', true) p
  ), box as (select min(x) as w, min(y) as s, max(x) as e, max(y) as n from place)
  select case
    when w is null then null
    when w = e and s = n then jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(w, s))
    when w = e or s = n then jsonb_build_object('type', 'LineString', 'coordinates', jsonb_build_array(jsonb_build_array(w, s), jsonb_build_array(e, n)))
    else jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(jsonb_build_array(jsonb_build_array(w, s),
      jsonb_build_array(e, s), jsonb_build_array(e, n), jsonb_build_array(w, n), jsonb_build_array(w, s))))
  end from box
$$;
