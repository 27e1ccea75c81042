-- Imports (导入): a file on its way into the city, and what became of each of its rows.

create table cases.import (
  id uuid primary key,
  what text not null,
  -- waiting: looked at, not started; running: chunks are being taken in; the others are ends, but failed and cancelled can go on.
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  file text not null,
  file_name text not null,
  bytes bigint not null,
  settings jsonb not null,
  shape jsonb not null,
  preview jsonb not null,
  profile text,
  made_by text not null,
  by_post jsonb,
  made_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  -- Rows up to this number (as a spreadsheet counts) are accounted for.
  last_row integer not null default 0,
  progress real not null default 0,
  read_rows integer not null default 0,
  imported integer not null default 0,
  already integer not null default 0,
  refused integer not null default 0,
  noted integer not null default 0,
  classified integer not null default 0,
  -- How often in a row a chunk failed for a reason that may pass.
  tries integer not null default 0,
  failure jsonb,
  check (read_rows = imported + already + refused)
);
create index import_made on cases.import (made_at desc, id desc);
create index import_file on cases.import (file);

-- The account of every row: exactly one line a row that was read.
create table cases.import_row (
  import uuid not null references cases.import (id) on delete cascade,
  row integer not null,
  outcome text not null check (outcome in ('imported', 'already', 'refused')),
  case_id uuid,
  -- A digest of what the row says, to tell the same row from another one under the same number.
  content text,
  class text,
  notes jsonb,
  -- The cells as they stood, for rows that were refused.
  cells jsonb,
  facts jsonb,
  primary key (import, row)
);
create index import_row_case on cases.import_row (case_id) where outcome = 'imported';
create index import_row_refused on cases.import_row (import, row) where outcome = 'refused';
create index import_row_class on cases.import_row (import, row) where outcome = 'imported' and class is not null;

-- How files with the same headers were mapped before.
create table cases.import_profile (
  name text primary key,
  what text not null,
  title jsonb not null,
  fingerprint text not null,
  settings jsonb not null,
  made_by text not null,
  used_at timestamptz not null default now()
);
create index import_profile_fingerprint on cases.import_profile (what, fingerprint, used_at desc);
