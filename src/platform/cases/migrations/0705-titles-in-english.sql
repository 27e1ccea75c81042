-- What machines tell of has words in both languages: the English title stands beside the one of the form.
alter table cases.case add column title_en text;

-- Those that were told before: only titles that are still the machine's own.
update cases.case set title_en = left(state #>> '{source,title,en}', 100)
where channel in ('device', 'camera', 'patrol', 'sign', 'api')
  and title = left(state #>> '{source,title,zh}', 100) and state #>> '{source,title,en}' <> title;
update cases.case set title_en = left(state #>> '{source,text,en}', 60)
where channel in ('device', 'camera', 'patrol', 'sign', 'api') and title_en is null
  and title = left(state #>> '{source,text,zh}', 60) and state #>> '{source,text,en}' <> title;
