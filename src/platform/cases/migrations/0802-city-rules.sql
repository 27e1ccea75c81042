-- The city's own rules of responsibility (责任规则), as versions: what was in force at an instant is never rewritten.
create table cases.city_rule (
  id uuid not null,
  version integer not null check (version > 0),
  from_at timestamptz not null,
  until_at timestamptz check (until_at > from_at),
  -- Nothing: from then on there is no such rule.
  rule jsonb,
  why text not null,
  entered_by text not null,
  entered_by_name text not null,
  entered_at timestamptz not null,
  -- Taken back before it came into force.
  withdrawn_at timestamptz check (withdrawn_at <= from_at),
  withdrawn_by_name text,
  primary key (id, version)
);
create function cases.keeps_city_rules() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.withdrawn_at is null and new.withdrawn_at is not null
    and (new.id, new.version, new.from_at, new.until_at, new.rule, new.why, new.entered_by, new.entered_at)
      is not distinct from (old.id, old.version, old.from_at, old.until_at, old.rule, old.why, old.entered_by, old.entered_at) then
    return new;
  end if;
  raise exception 'cases.city_rule is append only';
end $$;
create trigger city_rule_append_only before update or delete on cases.city_rule
  for each row execute function cases.keeps_city_rules();
