-- Pages of entities are walked in the order of their key, from behind the last one seen. `key + 0`: no other index has this order, so
-- no plan walks one that leads past the things of a type, whatever the planner thinks of how they are spread.
create index entity_walk on entity (tenant, (types[1]), (key + 0)) where deleted_at is null;
-- Those of several types are few: they have a walk of their own.
create index entity_walk_several on entity (tenant, (key + 0)) where deleted_at is null and cardinality(types) > 1;

-- Lines and areas beside a great many points: what must be compared one by one, with what decides who may see it.
create index entity_shape on entity using gist (box)
  include (key, tenant, is_open, path, division, types, scope, deleted_at, expires_at) where geometry ->> 'type' <> 'Point';

-- How many things lie in an area, up to so many: what says whether to begin with the area. Nothing else could: PostgreSQL takes any box
-- for the same share of a table.
create function count_in(area box, most int) returns int language sql stable parallel safe
  set search_path = twin, pg_temp set enable_bitmapscan = off set enable_seqscan = off
  as $$ select count(*)::int from (select 1 from entity where box is not null and box && area limit most) found $$;
