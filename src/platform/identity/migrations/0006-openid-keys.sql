-- Keys that sign identity tokens: JSON Web Keys, sealed with AES-256-GCM under the city's master key.
create table oidc_key (
  id text primary key,
  sealed bytea not null,
  made_at timestamptz not null default now()
);

-- The artefact's own name where it must be known again (browser sessions found by `uid`), sealed likewise; and the
-- client, so that closing one voids all it holds.
alter table oidc_item add column sealed_id bytea, add column client text;
create index oidc_item_client on oidc_item (client) where client is not null;

-- A browser session that ends takes the tokens bound to it along.
create or replace function tell_oidc() returns trigger language plpgsql as $$
begin
  if old.model = 'AccessToken' then
    perform pg_notify('identity', 'token:' || encode(old.id, 'hex'));
  elsif old.person is not null then
    perform pg_notify('identity', 'person:' || old.person::text);
  end if;
  return null;
end $$;
drop trigger tell on oidc_item;
create trigger tell after delete on oidc_item for each row
  when (old.model in ('AccessToken', 'Session')) execute function tell_oidc();
