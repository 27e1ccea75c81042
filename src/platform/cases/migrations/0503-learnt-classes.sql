-- A file may bring classes for cases that are there already: they teach the sorter too.
drop index cases.import_row_class;
create index import_row_class on cases.import_row (import, row) where class is not null;
