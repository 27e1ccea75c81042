-- What stands in a rectangle, with all that decides who may see it in the index itself: clusters of a whole district are counted without reading
-- one entity. It takes the place of the plain index on boxes.
create index entity_view on entity using gist (box) include (key, tenant, is_open, path, division, types, scope, deleted_at, expires_at)
  where box is not null;
drop index entity_box;
