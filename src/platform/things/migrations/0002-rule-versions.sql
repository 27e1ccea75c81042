-- A pack's rule may be changed by a person; the pack's own stays beside it, and what was changed when and why is kept.
alter table alarm_rule
  add column version int not null default 1,
  -- What people made of a pack's rule, and over which content of the pack's.
  add column own jsonb,
  add column own_over jsonb,
  add column note text;

create table alarm_rule_version (
  name text not null,
  version int not null,
  -- What was in force from then on.
  rule jsonb not null,
  is_off boolean not null,
  did text not null check (did in ('shipped', 'made', 'changed', 'reverted', 'on', 'off')),
  note text,
  by text,
  at timestamptz not null default now(),
  primary key (name, version)
);
insert into alarm_rule_version (name, version, rule, is_off, did, by, at)
  select name, 1, rule, is_off, case source when 'pack' then 'shipped' else 'made' end, changed_by, changed_at from alarm_rule;

create index alarm_rule_raised on alarm (rule, raised_at desc);
