-- Months that are summed up: a year of a whole city is read from some thousand rows. A month is summed up when all its days
-- are, and is thrown away with the first of them that changes.
create table month (
  month date primary key check (extract(day from month) = 1),
  rolled_at timestamptz not null
);

create table monthly (
  by text not null check (by in ('office', 'class', 'division', 'channel', 'office-class')),
  month date not null,
  pack text not null,
  key text not null,
  -- The class, where two things are counted by at once: office down to the district, class down to the second level.
  key2 text not null default '',
  received integer not null,
  open integer not null,
  closed integer not null,
  late integer not null,
  redone integer not null,
  returned integer not null,
  demo integer not null,
  contact_of integer not null,
  contact_met integer not null,
  handled_of integer not null,
  handled_met integer not null,
  replied_of integer not null,
  replied_met integer not null,
  solved_of integer not null,
  solved_met integer not null,
  satisfied_of integer not null,
  satisfied_met integer not null,
  primary key (by, month, pack, key, key2)
);
