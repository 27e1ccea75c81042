-- What tiles tell of their things is mostly one number: it stands in the index in which it is looked up, so that a full tile need not
-- visit the table once a thing. Readings of devices (`series`) have their present elsewhere.
create index attribute_told on attribute (name, entity) include (dataset, number, series);
drop index attribute_name;
