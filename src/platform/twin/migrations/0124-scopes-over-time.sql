-- The scopes of a thing over time (ETSI GS CIM 009, clauses 4.5.6, 4.18): each row holds from its instant on, until the next one; an empty
-- list says that the scopes were taken away. `-infinity`: all along, as far as anybody knows. What happens to a thing is written here
-- whoever changes it; the temporal interface adds what it is told.
create table scoped (
  entity bigint not null references entity (key) on delete cascade,
  since timestamptz not null,
  scope text[] not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  instance uuid not null default gen_random_uuid(),
  primary key (entity, since)
);
create index scoped_instance on scoped (instance);

create function note_scope() returns trigger language plpgsql as $$
declare
  at timestamptz := coalesce(new.deleted_at, new.modified_at);
begin
  insert into twin.scoped (entity, since, scope, created_at, modified_at)
    values (new.key, at, case when new.deleted_at is null then new.scope else '{}' end, at, at)
    on conflict (entity, since) do update set scope = excluded.scope, modified_at = excluded.modified_at;
  return null;
end $$;

-- A thing known by its history alone (deleted_at) has no scope of the present.
create trigger entity_scoped after insert on entity for each row
  when (new.scope <> '{}' and new.deleted_at is null) execute function twin.note_scope();
create trigger entity_rescoped after update of scope, deleted_at on entity for each row
  when ((case when old.deleted_at is null then old.scope else '{}' end) is distinct from
    (case when new.deleted_at is null then new.scope else '{}' end)) execute function twin.note_scope();

insert into scoped (entity, since, scope, created_at, modified_at)
  select key, created_at, scope, created_at, created_at from entity where scope <> '{}';
insert into scoped (entity, since, scope, created_at, modified_at)
  select key, deleted_at, '{}', deleted_at, deleted_at from entity where scope <> '{}' and deleted_at is not null
  on conflict (entity, since) do update set scope = '{}';

-- Orders of texts that clients name (IETF RFC 6067): each is made when it is first asked for; the role that runs may not make them itself.
create function make_collation(tag text) returns text language plpgsql security definer set search_path = twin, pg_temp as $$
declare
  named text := 'order_' || md5(tag);
begin
  if exists (select 1 from pg_collation where collname = named and collnamespace = 'twin'::regnamespace) then return named; end if;
  if tag !~ '^[A-Za-z0-9-]{2,100}$' or (select count(*) from pg_collation where collnamespace = 'twin'::regnamespace) >= 500 then
    return null;
  end if;
  execute format('create collation if not exists twin.%I (provider = icu, locale = %L, deterministic = false)', named, tag);
  return named;
end $$;
