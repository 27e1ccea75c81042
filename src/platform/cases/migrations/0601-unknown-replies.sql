-- A history tells of a reply or says nothing of it: what it does not say is not known, and counts neither way. (Only the
-- line of `replied_wait` differs from before.)
create or replace function cases.keep_facts() returns trigger language plpgsql as $$
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
      case when n.replied_at is null and n.status in ('open', 'closed') and not n.is_history then n.main_due end,
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
-- The history that is there already, by the same trigger.
update cases.case set id = id where is_history and replied_at is null and main_due is not null;
