-- Layers of the map that people declare; every imported file is a layer by its name besides.
create table layer (
  id text primary key check (id ~ '^[A-Za-z][A-Za-z0-9_-]{0,59}$'),
  -- A LayerDeclaration of the room.
  declaration jsonb not null,
  made_by text not null,
  made_at timestamptz not null default now()
);
