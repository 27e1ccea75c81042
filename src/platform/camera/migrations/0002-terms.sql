-- How long pictures are kept and approvals hold, as the city set it; the last line of a term holds. Never changed, never deleted.
create table term_change (
  seq bigint generated always as identity primary key,
  term text not null,
  value integer not null check (value >= 0),
  was integer not null,
  why text not null check (why <> ''),
  changed_by text not null,
  changed_by_name text not null,
  at timestamptz not null
);
create index term_change_term on term_change (term, seq desc);
create function camera_terms_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'camera.term_change is append only';
end $$;
create trigger term_change_append_only before update or delete or truncate on term_change
  for each statement execute function camera_terms_are_append_only();
