-- Who sits in an office when (值班表), and who is called when he does not answer.
create table duty (
  id uuid primary key,
  office text not null,
  path text not null,
  person uuid not null,
  person_name text not null,
  deputy uuid,
  deputy_name text,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  planned_by_name text not null,
  is_demo boolean not null default false
);
create index duty_office on duty (office, until_at);
create index duty_path on duty (path text_pattern_ops, until_at);

-- An order names a person of its office: by the roster when it is issued, or by somebody. He acknowledges it; when he does not in the
-- plan's time, his deputy is asked (1), then the office above (2).
alter table incident_order add column person text;
alter table incident_order add column person_name text;
alter table incident_order add column is_by_roster boolean not null default false;
alter table incident_order add column deputy text;
alter table incident_order add column deputy_name text;
alter table incident_order add column escalation smallint not null default 0 check (escalation between 0 and 2);
alter table incident_order add column escalated_at timestamptz;
alter table incident_order add column above text;
alter table incident_order add column above_path text;
create index incident_order_above on incident_order (above_path text_pattern_ops, state) where above_path is not null;
