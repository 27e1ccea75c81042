-- What a map tells of a thing, beside its place: short values by name, written with the thing itself (store/told.ts). A full tile then reads
-- nothing but its things. Null: not gathered, as long as a thing was not written since this column is there, or where it would be long; `[]`: readings
-- give it its numbers. In both cases twin.attribute is asked.
alter table entity add column told jsonb;
