-- When the alarm that a signal told of was over. Those of before are not waited for.
alter table cases.signal add column over_at timestamptz;
update cases.signal set over_at = at where source = 'alarm';
create index signal_standing on cases.signal (case_id, who) where source = 'alarm' and over_at is null;
