-- Alarms that stand are looked for by who tells, in whichever case: few at any time.
drop index cases.signal_standing;
create index signal_standing on cases.signal (who) where source = 'alarm' and over_at is null;
