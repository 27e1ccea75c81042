-- Months by division and class at once, too: streets, with the second level of classes. Months are summed up anew.
alter table monthly drop constraint monthly_by_check;
alter table monthly add constraint monthly_by_check
  check (by in ('office', 'class', 'division', 'channel', 'office-class', 'division-class'));
delete from month;
delete from monthly;
