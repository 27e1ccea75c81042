-- Facts: one narrow row a case, what figures, maps and the lists behind numbers are made of. Kept by the database itself in
-- the transaction that writes the case, whoever writes it, so that a number and the cases behind it never differ.
create table cases.fact (
  case_id uuid primary key,
  opened_at timestamptz not null,
  -- The day of `opened_at` as the city's clocks show it.
  day date not null,
  pack text not null,
  channel text not null,
  -- The office of the step whose clocks count, as its path in the tree.
  path text,
  class text,
  division text,
  status text not null,
  urgency smallint not null,
  -- Web Mercator metres (EPSG:3857).
  at_point point,
  reports integer not null,
  -- Met (true) or missed (false) for good; null while it waits, or where it never counts. While it waits, `…_wait` is the
  -- moment from which it counts as missed. What was withdrawn or joined into another case no longer waits.
  contact_ok boolean,
  contact_wait timestamptz,
  handled_ok boolean,
  handled_wait timestamptz,
  replied_ok boolean,
  replied_wait timestamptz,
  -- An open case is late from this moment on.
  late_after timestamptz,
  solved boolean,
  satisfied boolean,
  is_redone boolean not null,
  is_returned boolean not null,
  is_demo boolean not null
) with (fillfactor = 80);
create index fact_opened on cases.fact (opened_at, case_id);
create index fact_path on cases.fact (path text_pattern_ops, opened_at);
create index fact_class on cases.fact (class text_pattern_ops, opened_at);
create index fact_division on cases.fact (division text_pattern_ops, opened_at);
create index fact_point on cases.fact using gist (at_point) where at_point is not null;

-- Days whose facts changed, one row a change and day: whoever sums up days reads and removes them. Without a key, so that
-- two transactions never wait for one another here.
create table cases.fact_touched (day date not null);

create function cases.keep_facts() returns trigger language plpgsql as $$
begin
  with kept as (
    insert into cases.fact as f (case_id, opened_at, day, pack, channel, path, class, division, status, urgency, at_point,
      reports, contact_ok, contact_wait, handled_ok, handled_wait, replied_ok, replied_wait, late_after, solved, satisfied,
      is_redone, is_returned, is_demo)
    select n.id, n.opened_at, (n.opened_at at time zone 'Asia/Shanghai')::date, n.pack, n.channel, n.main_path, n.class,
      n.division, n.status, n.urgency, n.at_point, n.reports,
      case when n.contact_due is not null then n.contacted_at <= n.contact_due end,
      case when n.contacted_at is null and n.status in ('open', 'closed') then n.contact_due end,
      case when n.main_due is not null then n.main_done <= n.main_due end,
      case when n.main_done is null and n.status in ('open', 'closed') then n.main_due end,
      case when n.main_due is not null then n.replied_at <= n.main_due end,
      case when n.replied_at is null and n.status in ('open', 'closed') then n.main_due end,
      case when n.status = 'open' then n.due_at end,
      n.solved, n.satisfied, n.redos > 0, n.returns > 0, n.is_demo
    from fresh n
    on conflict (case_id) do update set opened_at = excluded.opened_at, day = excluded.day, path = excluded.path,
      class = excluded.class, division = excluded.division, status = excluded.status, urgency = excluded.urgency,
      at_point = excluded.at_point, reports = excluded.reports, contact_ok = excluded.contact_ok,
      contact_wait = excluded.contact_wait, handled_ok = excluded.handled_ok, handled_wait = excluded.handled_wait,
      replied_ok = excluded.replied_ok, replied_wait = excluded.replied_wait, late_after = excluded.late_after,
      solved = excluded.solved, satisfied = excluded.satisfied, is_redone = excluded.is_redone,
      is_returned = excluded.is_returned
    -- Points have no order to compare rows by; as text they do.
    where (f.opened_at, f.path, f.class, f.division, f.status, f.urgency, f.at_point::text, f.reports, f.contact_ok,
      f.contact_wait, f.handled_ok, f.handled_wait, f.replied_ok, f.replied_wait, f.late_after, f.solved, f.satisfied,
      f.is_redone, f.is_returned)
      is distinct from (excluded.opened_at, excluded.path, excluded.class, excluded.division, excluded.status,
      excluded.urgency, excluded.at_point::text, excluded.reports, excluded.contact_ok, excluded.contact_wait,
      excluded.handled_ok, excluded.handled_wait, excluded.replied_ok, excluded.replied_wait, excluded.late_after,
      excluded.solved, excluded.satisfied, excluded.is_redone, excluded.is_returned)
    returning f.day
  )
  insert into cases.fact_touched (day) select distinct day from kept;
  return null;
end $$;
create trigger case_begun after insert on cases.case referencing new table as fresh
  for each statement execute function cases.keep_facts();
create trigger case_changed after update on cases.case referencing new table as fresh
  for each statement execute function cases.keep_facts();

create function cases.drop_facts() returns trigger language plpgsql as $$
begin
  insert into cases.fact_touched (day)
    select distinct f.day from cases.fact f join gone g on g.id = f.case_id;
  delete from cases.fact f using gone g where f.case_id = g.id;
  return null;
end $$;
create trigger case_gone after delete on cases.case referencing old table as gone
  for each statement execute function cases.drop_facts();

-- Cases that are there already get their facts by the same triggers.
update cases.case set id = id;
