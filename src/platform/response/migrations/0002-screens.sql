-- A warning that was raised or lowered is a new one, as those who measure issue it; the one before is lifted by it.
alter table warning add column replaces uuid references warning (id);

-- Generated with the demonstration city (演示数据): nobody is told of it.
alter table incident add column is_demo boolean not null default false;
alter table resource add column is_demo boolean not null default false;

-- What a plan tells changes with the level; what a person wrote stands until somebody withdraws it.
alter table notice add column is_of_plan boolean not null default true;
alter table notice add column until_at timestamptz;
alter table notice add column published_by_name text not null default '';

-- What offices draw on the shared map; erased drawings are kept, the log says who drew and who erased.
create table drawing (
  id uuid primary key,
  incident uuid not null references incident (id),
  label text not null check (label <> ''),
  shape jsonb not null,
  office text not null,
  drawn_by_name text not null,
  drawn_at timestamptz not null,
  erased_at timestamptz
);
create index drawing_of_incident on drawing (incident, drawn_at) where erased_at is null;
create index notice_of_incident on notice (incident, published_at desc);
