-- Crews (班组), plans of who goes where, what was sent, and what people overruled.

create table dispatch.crew (
  id uuid primary key,
  office text not null,
  path text not null,
  -- The part of the tree whose tasks it goes to.
  serves text not null,
  title jsonb not null,
  skills text[] not null,
  vehicle text not null,
  -- Metres: not sent further than this from its base.
  reach integer not null check (reach > 0),
  lng double precision not null,
  lat double precision not null,
  shifts jsonb not null,
  lead text not null,
  is_demo boolean not null default false,
  changed_at timestamptz not null,
  closed_at timestamptz
);
create index crew_path on dispatch.crew (path text_pattern_ops) where closed_at is null;

create table dispatch.member (
  crew uuid not null references dispatch.crew (id),
  person text not null,
  name text not null,
  primary key (crew, person)
);
create index member_person on dispatch.member (person);

-- Times in which a crew is not there, though its shift says so.
create table dispatch.off (
  id uuid primary key,
  crew uuid not null references dispatch.crew (id),
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  reason text not null,
  by_name text not null,
  made_at timestamptz not null,
  withdrawn_at timestamptz
);
create index off_until on dispatch.off (until_at) where withdrawn_at is null;

create table dispatch.plan (
  id uuid primary key,
  office text not null,
  path text not null,
  state text not null check (state in ('proposed', 'confirmed', 'dropped')),
  made_at timestamptz not null,
  made_by text not null,
  made_by_name text not null,
  solved_by text not null check (solved_by in ('optimiser', 'rules')),
  -- Why it was not the optimiser.
  fault text,
  -- Weighted minutes: of the plan as it was solved; no plan whatever costs less than `bound`.
  cost double precision not null,
  bound double precision,
  late double precision not null,
  rules_late double precision not null,
  -- Milliseconds that the solver took.
  took integer not null,
  begins_at timestamptz not null,
  -- The question as it was asked.
  problem json not null,
  -- Counts changes made by people.
  seq integer not null default 1,
  confirmed_at timestamptz,
  confirmed_by_name text
);
create unique index plan_proposed on dispatch.plan (office) where state = 'proposed';
create index plan_made on dispatch.plan (office, made_at desc);

-- Every errand of a plan: proposed, sent when the plan is confirmed, and what became of it.
create table dispatch.stop (
  id uuid primary key,
  plan uuid not null references dispatch.plan (id),
  case_id uuid not null,
  task text not null,
  state text not null check (state in ('proposed', 'left', 'sent', 'under-way', 'done', 'cannot', 'called-back', 'gone', 'skipped')),
  crew uuid references dispatch.crew (id),
  nth integer,
  begins_at timestamptz,
  ends_at timestamptz,
  -- Minutes on the way to it; minutes after it was due.
  way integer,
  late integer,
  -- What was known of the task: number, title, kind, place, limits.
  errand json not null,
  -- Why this crew, who else could go and what it would cost.
  why json,
  overruled uuid,
  sent_at timestamptz,
  begun_at timestamptz,
  ended_at timestamptz,
  note text not null default '',
  check ((crew is null) = (nth is null)),
  unique (plan, case_id, task)
);
-- No errand is with two crews, and none twice with one.
create unique index stop_live on dispatch.stop (case_id, task) where state in ('sent', 'under-way');
create index stop_of_crew on dispatch.stop (crew) where state in ('sent', 'under-way');
create index stop_of_case on dispatch.stop (case_id);

create table dispatch.overruling (
  id uuid primary key,
  at timestamptz not null,
  by text not null,
  by_name text not null,
  path text not null,
  plan uuid not null references dispatch.plan (id),
  case_id uuid not null,
  task text not null,
  number text not null,
  kind text not null,
  area text not null,
  from_crew uuid references dispatch.crew (id),
  from_nth integer,
  to_crew uuid references dispatch.crew (id),
  to_nth integer,
  -- Minutes that it costs more than the plan, without anything learned.
  more double precision not null,
  cause text not null check (cause in ('knows', 'skill', 'load', 'order', 'place', 'once')),
  reason text not null,
  -- Who could have gone, at what cost.
  could json not null,
  learns boolean not null,
  -- A later choice for the same errand of the same plan took its place.
  replaced_by uuid,
  revoked_at timestamptz,
  revoked_by_name text,
  revoked_why text
);
create index overruling_path on dispatch.overruling (path text_pattern_ops, at);
