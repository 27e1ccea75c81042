-- Vital signs (城市生命体征): where each stands in each place now. Values over time are series of the twin.
create table sign_now (
  sign text not null,
  -- Division code: six digits for the city and its districts, nine for streets.
  place text not null,
  at timestamptz not null,
  -- None while no source was heard.
  value double precision,
  sources integer not null,
  reporting integer not null,
  -- Did enough of the sources report for the value to be relied upon?
  is_sure boolean not null,
  -- The newest reading within it; null where that has no meaning.
  newest_at timestamptz,
  is_demo boolean not null,
  -- What more is told of it: the pollutant behind an index, counts behind a share.
  facts jsonb,
  standing text not null check (standing in ('calm', 'notice', 'warning', 'serious', 'critical')),
  since timestamptz not null,
  leaning text not null,
  times integer not null,
  primary key (sign, place)
);
create index sign_now_place on sign_now (place);

-- Which series of the twin keeps a sign of a place.
create table sign_series (
  sign text not null,
  place text not null,
  series integer not null unique references twin.series (id),
  primary key (sign, place)
);

-- A sign that left its usual bounds, from then until it was calm again; what the duty officer is warned of.
create table sign_breach (
  id uuid primary key,
  sign text not null,
  place text not null,
  level text not null check (level in ('notice', 'warning', 'serious', 'critical')),
  worst text not null check (worst in ('notice', 'warning', 'serious', 'critical')),
  began_at timestamptz not null,
  -- When it reached the level it stands at.
  level_at timestamptz not null,
  value double precision not null,
  ended_at timestamptz,
  seen_at timestamptz,
  seen_by text,
  seen_by_name text,
  is_demo boolean not null
);
create unique index sign_breach_open on sign_breach (sign, place) where ended_at is null;
create index sign_breach_recent on sign_breach (began_at desc);
create index sign_breach_of on sign_breach (sign, place, began_at desc);

-- Settings of a sign as people of the city made them: versions, each from its moment on, never changed.
create table sign_setting (
  sign text not null,
  version integer not null,
  from_at timestamptz not null,
  settings jsonb not null,
  why text not null,
  made_by text not null,
  made_by_name text not null,
  made_at timestamptz not null,
  primary key (sign, version)
);

-- The log of who is on duty (值班日志): append only, each entry sealed with the one before it.
create table duty_entry (
  -- The division that is watched over.
  place text not null,
  seq integer not null,
  id uuid not null unique,
  at timestamptz not null,
  kind text not null check (kind in ('took-over', 'handed-over', 'relieved', 'note')),
  person text not null,
  person_name text not null,
  note text not null,
  -- What was open when duty was handed over or taken: breaches, and what waits for a decision.
  -- As text: the seal is over it as it was written.
  open json,
  -- The handing over that this taking over answers.
  answers uuid,
  -- SHA-256 over the seal before and what this entry says.
  seal bytea not null,
  primary key (place, seq)
);
create function duty_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'measure.% is append only', tg_table_name;
end $$;
create trigger duty_append_only before update or delete or truncate on duty_entry
  for each statement execute function duty_is_append_only();
create trigger setting_append_only before update or delete or truncate on sign_setting
  for each statement execute function duty_is_append_only();
