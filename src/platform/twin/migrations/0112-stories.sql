-- Stories: several views of the map in order, each with words. A view is the address of the map and holds no data: what is
-- shown is asked for by whoever reads it, with his own rights.
create table story (
  id uuid primary key,
  -- The person who tells it, and nobody else changes it.
  maker text not null,
  title jsonb not null,
  -- [{ address, words }]
  views jsonb not null,
  -- Read by the maker alone, or by everybody who works for the city.
  is_shared boolean not null,
  version int not null default 1,
  made_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index story_maker on story (maker, changed_at desc);
create index story_shared on story (changed_at desc) where is_shared;
