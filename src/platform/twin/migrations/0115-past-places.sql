-- Where things stood, found by place and time at once: a frame of the past asks for the things of its box, not for every thing that
-- ever moved.

-- The extent of a GeoJSON geometry in Web Mercator metres (EPSG:3857): every position in it, however deep it lies.
create function mercator_box(shape jsonb) returns box language sql immutable strict parallel safe as $$
  select box(point(max(x), max(y)), point(min(x), min(y))) from (
    select (place ->> 0)::float8 * 20037508.342789244 / 180 as x,
      ln(tan(pi() / 4 + radians(greatest(-85.06, least(85.06, (place ->> 1)::float8))) / 2)) * 6378137 as y
    from jsonb_path_query(shape, 'strict $.** ? (@.type() == "array" && @[0].type() == "number")') as place) as places
$$;

create index moment_place on moment using gist (mercator_box(value), tstzrange(least(modified_at, ended_at), ended_at))
  where name = 'https://uri.etsi.org/ngsi-ld/location';
