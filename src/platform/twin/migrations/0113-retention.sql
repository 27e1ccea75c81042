-- Single readings that their series no longer keeps leave finished files: a file is looked at again when it holds something older
-- than the shortest time that any series keeps, once a week.
alter table observation_part add column forgotten_at timestamptz;
