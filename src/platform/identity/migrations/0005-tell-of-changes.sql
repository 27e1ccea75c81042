-- Every process keeps offices and signed-in actors in memory. The database itself tells them what changed, on
-- commit, whoever made the change: a right that is taken away is gone everywhere at once.
create function tell_person() returns trigger language plpgsql as $$
begin
  perform pg_notify('identity', 'person:' || coalesce(new.id, old.id)::text);
  return null;
end $$;
create trigger tell after update or delete on person for each row execute function tell_person();

create function tell_post() returns trigger language plpgsql as $$
begin
  perform pg_notify('identity', 'person:' || coalesce(new.person, old.person)::text);
  -- A deputy may hold this post.
  perform pg_notify('identity', 'person:' || d.deputy::text) from identity.delegation d
    where d.absent = coalesce(new.person, old.person) and d.revoked_at is null;
  return null;
end $$;
create trigger tell after insert or update or delete on post for each row execute function tell_post();

create function tell_delegation() returns trigger language plpgsql as $$
begin
  perform pg_notify('identity', 'person:' || coalesce(new.deputy, old.deputy)::text);
  return null;
end $$;
create trigger tell after insert or update or delete on delegation for each row execute function tell_delegation();

create function tell_person_of_deputies() returns trigger language plpgsql as $$
begin
  perform pg_notify('identity', 'person:' || d.deputy::text) from identity.delegation d
    where d.absent = new.id and d.revoked_at is null;
  return null;
end $$;
create trigger tell_deputies after update of status on person for each row execute function tell_person_of_deputies();

create function tell_token() returns trigger language plpgsql as $$
begin
  perform pg_notify('identity', 'token:' || encode(old.token_hash, 'hex'));
  return null;
end $$;
create trigger tell after update of revoked_at or delete on session for each row execute function tell_token();
create trigger tell after update of revoked_at or delete on api_token for each row execute function tell_token();

create function tell_oidc() returns trigger language plpgsql as $$
begin
  perform pg_notify('identity', 'token:' || encode(old.id, 'hex'));
  return null;
end $$;
create trigger tell after delete on oidc_item for each row when (old.model = 'AccessToken') execute function tell_oidc();

create function tell_client() returns trigger language plpgsql as $$
begin
  perform pg_notify('identity', 'client:' || old.id);
  return null;
end $$;
create trigger tell after update or delete on oidc_client for each row execute function tell_client();

-- Offices change rarely and are wanted whole: one notice a statement is enough.
create function tell_offices() returns trigger language plpgsql as $$
begin
  perform pg_notify('identity', 'offices');
  return null;
end $$;
create trigger tell after insert or update or delete on office for each statement execute function tell_offices();
