-- How many things stand in each cell of the map, so that a tile from far away is answered without looking at one of them. Counts are kept by cell and
-- by all that decides whether a thing belongs to a layer and who may see it; a reader adds up the kinds that he may see.
--
-- A statement that makes, moves or removes things only appends what it changed (cell_change): two writers never wait for each other. What was appended is
-- added to the counts now and then (tiles/fold-cells.ts); whoever reads adds the counts and what is not yet in them. Things that expire are in neither:
-- they end without a statement, and are counted one by one.

-- What a thing is to a layer and to those who look, by a number.
create table cell_kind (
  id int generated always as identity primary key,
  -- Stands for all that follows: see fold-cells.ts.
  code uuid not null unique,
  types text[] not null,
  scope text[] not null,
  path text,
  is_open boolean not null,
  division text,
  -- Or does it reach into other places than its middle?
  is_point boolean not null,
  -- In all cells together.
  count bigint not null
);

-- Levels 14 and 10: 4^level cells in Z-order from the north west over the Web Mercator square, so that the cells of a tile are one range.
create table cell_count (
  level smallint not null,
  cell int not null,
  kind int not null,
  count int not null,
  -- Sums of the middles in millimetres from the west and from the north, and of the keys: of one thing alone it is its key.
  x bigint not null,
  y bigint not null,
  keys bigint not null,
  primary key (level, cell, kind)
) with (fillfactor = 70);

create table cell_change (
  cell int not null,
  types text[] not null,
  scope text[] not null,
  path text,
  is_open boolean not null,
  division text,
  is_point boolean not null,
  count int not null,
  x bigint not null,
  y bigint not null,
  keys bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Where the middle of a box lies: its cell of level 14, its distance from the west and the north. Nothing where no tile shows it.
create function cell_place(extent box, out cell int, out x bigint, out y bigint, out is_point boolean) returns setof record
  language plpgsql immutable strict parallel safe rows 1 as $$
declare
  half constant float8 := 20037508.342789244;
  west float8 := ((extent[0])[0] + (extent[1])[0]) / 2 + half;
  north float8 := half - ((extent[0])[1] + (extent[1])[1]) / 2;
  across float8 := floor(west / (half / 8192));
  down float8 := floor(north / (half / 8192));
  a int;
  b int;
begin
  if across >= 0 and across < 16384 and down >= 0 and down < 16384 then
    a := across;
    b := down;
    a := (a | (a << 8)) & 16711935;
    b := (b | (b << 8)) & 16711935;
    a := (a | (a << 4)) & 252645135;
    b := (b | (b << 4)) & 252645135;
    a := (a | (a << 2)) & 858993459;
    b := (b | (b << 2)) & 858993459;
    a := (a | (a << 1)) & 1431655765;
    b := (b | (b << 1)) & 1431655765;
    cell := a | (b << 1);
    x := round(west * 1000);
    y := round(north * 1000);
    is_point := extent[0] ~= extent[1];
    return next;
  end if;
end $$;

-- Of a statement that makes (1) or removes (-1) rows.
create function note_cells() returns trigger language plpgsql as $$
declare
  sign int := tg_argv[0];
begin
  insert into twin.cell_change (cell, types, scope, path, is_open, division, is_point, count, x, y, keys)
  select p.cell, w.types, w.scope, w.path, w.is_open, w.division, p.is_point, sign * count(*), sign * sum(p.x), sign * sum(p.y), sign * sum(w.key)
  from written w cross join lateral twin.cell_place(w.box) p
  where w.tenant = '' and w.deleted_at is null and w.expires_at is null
  group by p.cell, w.types, w.scope, w.path, w.is_open, w.division, p.is_point;
  return null;
end $$;

-- Of a row that moved, became something else, was deleted or came back.
create function note_moved_cell() returns trigger language plpgsql as $$
begin
  insert into twin.cell_change (cell, types, scope, path, is_open, division, is_point, count, x, y, keys)
  select p.cell, w.types, w.scope, w.path, w.is_open, w.division, p.is_point, sum(sign), sum(sign * p.x), sum(sign * p.y), sum(sign * new.key)
  from (values
    (-1, old.box, old.types, old.scope, old.path, old.is_open, old.division, old.deleted_at is null and old.expires_at is null),
    (1, new.box, new.types, new.scope, new.path, new.is_open, new.division, new.deleted_at is null and new.expires_at is null)
  ) w (sign, box, types, scope, path, is_open, division, is_counted) cross join lateral twin.cell_place(w.box) p
  where is_counted
  group by p.cell, w.types, w.scope, w.path, w.is_open, w.division, p.is_point;
  return null;
end $$;

create trigger entity_cells_made after insert on entity referencing new table as written
  for each statement execute function note_cells('1');
create trigger entity_cells_removed after delete on entity referencing old table as written
  for each statement execute function note_cells('-1');
-- Boxes are compared by their numbers: `=` of boxes compares areas. Most writings change values alone, and cost this comparison and nothing more.
create trigger entity_cells_moved after update on entity for each row
  when (old.tenant = '' and (
    (old.deleted_at is null and old.expires_at is null) <> (new.deleted_at is null and new.expires_at is null)
    or new.deleted_at is null and new.expires_at is null and (
      (old.box[0])[0] is distinct from (new.box[0])[0] or (old.box[0])[1] is distinct from (new.box[0])[1]
      or (old.box[1])[0] is distinct from (new.box[1])[0] or (old.box[1])[1] is distinct from (new.box[1])[1]
      or old.types <> new.types or old.scope <> new.scope or old.is_open <> new.is_open
      or old.path is distinct from new.path or old.division is distinct from new.division)))
  execute function note_moved_cell();

-- What is there already is one change, added to the counts as any other.
insert into cell_change (cell, types, scope, path, is_open, division, is_point, count, x, y, keys)
select p.cell, e.types, e.scope, e.path, e.is_open, e.division, p.is_point, count(*), sum(p.x), sum(p.y), sum(e.key)
from entity e cross join lateral twin.cell_place(e.box) p
where e.tenant = '' and e.deleted_at is null and e.expires_at is null
group by p.cell, e.types, e.scope, e.path, e.is_open, e.division, p.is_point;
