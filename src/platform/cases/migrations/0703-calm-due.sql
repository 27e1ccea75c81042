-- Sources that said they are over, until it is noted in the logs of their cases: those that flicker are noted once, when they stay calm.
create table cases.calm_due (
  case_id uuid not null,
  who text not null,
  at timestamptz not null,
  why text not null,
  said_at timestamptz not null default clock_timestamp(),
  primary key (case_id, who)
);
create index calm_due_said on cases.calm_due (said_at);
