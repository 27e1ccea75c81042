-- Routes are called in both languages where somebody wrote both; names of stops and checks stand in `stops`.
alter table route add column title_en text;

-- Components that are gone are retired, never deleted: findings and rounds name them.
alter table component add column retired_at timestamptz;

-- What became of each component: from which state to which, by whom, why.
create table component_change (
  id uuid primary key default gen_random_uuid(),
  serial bigint generated always as identity unique,
  code text not null,
  what text not null check (what in ('added', 'changed', 'moved', 'retired', 'returned')),
  before jsonb,
  after jsonb not null,
  note text not null,
  source text not null,
  by_name text not null,
  at timestamptz not null
);
create index component_change_code on component_change (code, serial desc);

-- Why a round was missed or not finished, as those who answer for it say; the last word counts, the earlier stay.
create table round_reason (
  id uuid primary key,
  serial bigint generated always as identity unique,
  route uuid not null,
  round_from timestamptz not null,
  path text not null,
  reason text not null,
  note text not null,
  by_person text not null,
  by_name text not null,
  at timestamptz not null
);
create index round_reason_round on round_reason (route, round_from, serial desc);

-- What was told to the leaders of grids: missed rounds, shifts without handover. Each once.
create table told (
  key text primary key,
  at timestamptz not null
);
create index told_at on told using brin (at);

create trigger component_change_append_only before update or delete or truncate on component_change
  for each statement execute function patrol_is_append_only();
create trigger round_reason_append_only before update or delete or truncate on round_reason
  for each statement execute function patrol_is_append_only();

-- Where somebody was before and after: whether he can have got there.
create index visit_person on visit (person, at);
