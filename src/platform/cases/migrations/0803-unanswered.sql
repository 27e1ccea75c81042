-- Signals that no pack hears or no office answers for, whole, until a person decides what becomes of them.
create table cases.unanswered (
  id text primary key,
  signal jsonb not null,
  division text,
  -- The pack that hears it; nothing: none does.
  pack text,
  heard_at timestamptz not null default clock_timestamp(),
  is_demo boolean not null,
  decided_at timestamptz,
  decided_by text,
  decided_by_name text,
  decision text check (decision in ('given', 'dismissed')),
  note text,
  case_id uuid,
  check ((decided_at is null) = (decision is null))
);
create index unanswered_open on cases.unanswered (heard_at desc, id) where decided_at is null;
create index unanswered_decided on cases.unanswered (decided_at desc, id) where decided_at is not null;
