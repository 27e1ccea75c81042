-- The same notes as those of 0123-cells.sql for less work: a statement that only replaces what is there fires the trigger of those that make rows, too, and
-- has nothing to note; one thing that moves needs no grouping.

create or replace function note_cells() returns trigger language plpgsql as $$
declare
  sign int := tg_argv[0];
begin
  if not exists (select from written) then return null; end if;
  insert into twin.cell_change (cell, types, scope, path, is_open, division, is_point, count, x, y, keys)
  select p.cell, w.types, w.scope, w.path, w.is_open, w.division, p.is_point, sign * count(*), sign * sum(p.x), sign * sum(p.y), sign * sum(w.key)
  from written w cross join lateral twin.cell_place(w.box) p
  where w.tenant = '' and w.deleted_at is null and w.expires_at is null
  group by p.cell, w.types, w.scope, w.path, w.is_open, w.division, p.is_point;
  return null;
end $$;

create or replace function note_moved_cell() returns trigger language plpgsql as $$
declare
  gone record;
  come record;
begin
  select * into gone from twin.cell_place(case when old.deleted_at is null and old.expires_at is null then old.box end);
  select * into come from twin.cell_place(case when new.deleted_at is null and new.expires_at is null then new.box end);
  if gone.cell = come.cell and gone.is_point = come.is_point and old.types = new.types and old.scope = new.scope and old.is_open = new.is_open
    and old.path is not distinct from new.path and old.division is not distinct from new.division then
    insert into twin.cell_change (cell, types, scope, path, is_open, division, is_point, count, x, y, keys)
    values (come.cell, new.types, new.scope, new.path, new.is_open, new.division, come.is_point, 0, come.x - gone.x, come.y - gone.y, 0);
    return null;
  end if;
  if gone.cell is not null then
    insert into twin.cell_change (cell, types, scope, path, is_open, division, is_point, count, x, y, keys)
    values (gone.cell, old.types, old.scope, old.path, old.is_open, old.division, gone.is_point, -1, -gone.x, -gone.y, -old.key);
  end if;
  if come.cell is not null then
    insert into twin.cell_change (cell, types, scope, path, is_open, division, is_point, count, x, y, keys)
    values (come.cell, new.types, new.scope, new.path, new.is_open, new.division, come.is_point, 1, come.x, come.y, new.key);
  end if;
  return null;
end $$;
