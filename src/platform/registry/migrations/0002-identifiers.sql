-- Codes of things (城市资源标识): those issued here by a coding catalogue, and those of other systems that were bound
-- to a thing of the city.

-- How far each sequence has come: one for each catalogue and combination of its values.
create table code_sequence (
  catalogue text not null,
  -- The values joined by `/` in the order of the catalogue's segments.
  scope text not null,
  last bigint not null check (last >= 0),
  primary key (catalogue, scope)
);

-- One issue: codes taken together, printed together.
create table code_issue (
  id uuid primary key,
  catalogue text not null,
  scope jsonb not null,
  first bigint not null,
  count integer not null check (count > 0),
  note text,
  made_by text not null,
  made_at timestamptz not null default now()
);
create index code_issue_made on code_issue (made_at desc);

create table code (
  scheme text not null,
  code text not null,
  -- Set for codes issued here.
  catalogue text,
  issue uuid references code_issue (id),
  serial bigint,
  -- URI of the thing it stands for; empty until it is given to one.
  thing text,
  title jsonb,
  bound_at timestamptz,
  withdrawn_at timestamptz,
  primary key (scheme, code)
);
create index code_thing on code (thing) where thing is not null;
create index code_issue_serial on code (issue, serial) where issue is not null;
