-- Things that were written before 0121-told.sql have nothing kept with them yet: it is gathered in the background (store/tell-old.ts), and here is
-- noted how far that is. Keys above `upto` and not above `till` wait.
create table told_waiting (upto bigint not null, till bigint not null);
insert into told_waiting select min(key) - 1, max(key) from entity where told is null and deleted_at is null having count(*) > 0;

-- What has readings says nothing of itself, however long ago it was written: its next writing would otherwise keep numbers beside them.
update entity e set told = '[]' from (select distinct entity from series) s where e.key = s.entity and e.told is distinct from '[]';
