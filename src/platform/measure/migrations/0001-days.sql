-- Days that are summed up (日汇总), so that a year of figures is read from some ten thousand rows instead of a million.
-- A day counts as summed up only while no fact of it has changed since and nothing in it waits for a limit: see roll.ts.
create table day (
  day date primary key,
  -- Null: to be summed up from `ripe_at` on.
  rolled_at timestamptz,
  -- The last limit that something of this day waits for.
  ripe_at timestamptz not null
);
create index day_to_roll on day (ripe_at) where rolled_at is null;

create table daily (
  by text not null check (by in ('office', 'class', 'division', 'channel')),
  day date not null,
  pack text not null,
  -- Office path down to the street, class down to the second level, division down to the street, or channel; '' for none.
  key text not null,
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
  primary key (by, day, pack, key)
);
