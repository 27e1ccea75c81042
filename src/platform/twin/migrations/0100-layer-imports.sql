-- Files of things with places that were taken into the twin, and what became of every feature.
create table layer_import (
  id uuid primary key,
  layer text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  -- SHA-256 of the file in the store: the lineage of its entities leads there.
  file text not null,
  file_name text not null,
  bytes bigint not null,
  format text not null,
  settings jsonb not null,
  preview jsonb not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  last_row integer not null default 0,
  progress double precision not null default 0,
  read_rows integer not null default 0,
  imported integer not null default 0,
  already integer not null default 0,
  refused integer not null default 0,
  tries integer not null default 0,
  failure jsonb
);
create index layer_import_made on layer_import (made_at desc);

create table layer_refusal (
  import uuid not null references layer_import (id) on delete cascade,
  row integer not null,
  field text,
  found text,
  says jsonb not null,
  mend jsonb not null,
  primary key (import, row)
);
