-- Cases (办件/工单): one row a case as it stands, its append-only log, its open and past tasks, its personal part.

-- Packs by content: a running case is pinned to the hash it began with.
create table cases.pack (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  name text not null,
  declaration json not null,
  installed_at timestamptz not null default now(),
  installed_by text not null
);
-- Which content new cases of a pack begin with.
create table cases.current_pack (
  name text primary key,
  hash text not null references cases.pack (hash),
  since timestamptz not null default now()
);

create sequence cases.serial;

create table cases.case (
  id uuid primary key,
  jurisdiction text not null,
  number text not null unique,
  -- The secret short code of the link that is given to the reporter.
  code text not null unique,
  -- The client's own id of the submission: the same one twice makes one case.
  submission uuid unique,
  pack text not null,
  hash text not null,
  seq integer not null,
  status text not null check (status in ('open', 'closed', 'withdrawn', 'joined')),
  state json not null,
  title text not null,
  kind text,
  class text,
  urgency smallint not null default 0,
  channel text not null,
  -- Where it comes from in another system: the same row twice makes one case.
  source text,
  external text,
  owner text,
  division text,
  address text,
  -- Web Mercator metres (EPSG:3857).
  at_point point,
  -- Who holds the step that matters now; the path of its office in the tree.
  step text,
  office text,
  office_path text,
  -- Paths of all offices that have or had it.
  involved text[] not null,
  due_at timestamptz,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  -- What the figures are made of, for the step whose clocks count.
  main_office text,
  main_path text,
  main_due timestamptz,
  main_done timestamptz,
  contact_due timestamptz,
  contacted_at timestamptz,
  replied_at timestamptz,
  solved boolean,
  satisfied boolean,
  rating smallint,
  returns smallint not null default 0,
  redos smallint not null default 0,
  nudges smallint not null default 0,
  supervised boolean not null default false,
  is_late boolean not null default false,
  shared_nearby boolean not null default false,
  joined_into uuid,
  reports integer not null default 1,
  is_history boolean not null default false,
  is_demo boolean not null default false
);
create unique index case_source on cases.case (source, external) where source is not null and external is not null;
create index case_opened on cases.case (opened_at desc, id desc);
create index case_owner on cases.case (owner, opened_at desc) where owner is not null;
create index case_open_by_class on cases.case (class text_pattern_ops, opened_at desc);
create index case_point on cases.case using gist (at_point) where at_point is not null;
create index case_joined on cases.case (joined_into) where joined_into is not null;
create index case_main_path on cases.case (main_path text_pattern_ops, opened_at) where main_path is not null;
create index case_division on cases.case (division text_pattern_ops, opened_at) where division is not null;

-- The log. `seq` counts from 1 without a gap; rows are added, never changed.
create table cases.event (
  case_id uuid not null,
  seq integer not null,
  at timestamptz not null,
  type text not null,
  by text not null,
  action uuid,
  event json not null,
  primary key (case_id, seq)
);
create unique index event_action on cases.event (case_id, action, seq) where action is not null;
create function cases.event_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'cases.event is append only';
end $$;
create trigger event_append_only before update or delete or truncate on cases.event
  for each statement execute function cases.event_is_append_only();

-- Work lists: one row a step that begins, and one a request to help (`task` = step + ':help:' + office).
create table cases.task (
  case_id uuid not null,
  task text not null,
  step text not null,
  pack text not null,
  is_live boolean not null,
  status text not null,
  office text not null,
  office_path text not null,
  class text,
  urgency smallint not null default 0,
  due_at timestamptz,
  contact_due timestamptz,
  opened_at timestamptz,
  is_overdue boolean not null default false,
  -- A request for more time waits for its decision.
  has_request boolean not null default false,
  -- Sorts what has no limit to the end.
  due_key timestamptz not null generated always as (coalesce(due_at, 'infinity'::timestamptz)) stored,
  primary key (case_id, task)
);
-- One office's list, soonest first; the same for a part of the tree; and the clockwork's search for what is late.
create index task_of_office on cases.task (office, due_key, case_id, task) where is_live;
create index task_below on cases.task (office_path text_pattern_ops, due_key, case_id, task) where is_live;
create index task_due on cases.task (due_key, case_id, task) where is_live;
create index task_contact_due on cases.task (contact_due) where is_live and contact_due is not null;

-- Answers graded personal or sensitive: kept apart from the log so that they can be corrected and deleted (PIPL art. 46, 47).
create table cases.personal (
  case_id uuid primary key,
  answers jsonb not null,
  phone_hash text,
  deleted_at timestamptz
);
create index personal_phone on cases.personal (phone_hash) where phone_hash is not null;

-- Files that belong to a case; the bytes are in the file store.
create table cases.file (
  id uuid primary key,
  hash text not null,
  name text not null,
  media text not null,
  bytes bigint not null,
  width integer,
  height integer,
  display_hash text,
  thumb_hash text,
  position point,
  made_at timestamptz not null default now(),
  made_by text not null,
  case_id uuid
);
create index file_case on cases.file (case_id) where case_id is not null;
create index file_orphan on cases.file (made_at) where case_id is null;

-- Suggestions for sorting, written by the insight room through this room's door.
create table cases.suggestion (
  case_id uuid primary key,
  suggestion jsonb not null,
  made_at timestamptz not null default now()
);
