-- Programs that may send people here to sign in (OpenID Connect clients), entered by administrators.
create table oidc_client (
  id text primary key,
  title_zh text not null,
  title_en text not null,
  -- SHA-256 of the secret, hex; null for a public client (browser or phone application, PKCE alone).
  secret_hash text,
  redirect_uris text[] not null check (cardinality(redirect_uris) > 0),
  logout_uris text[] not null default '{}',
  scopes text[] not null,
  -- The city's own applications are trusted without asking the person for consent.
  trusted boolean not null default false,
  made_by uuid not null references person (id),
  made_at timestamptz not null default now(),
  closed_at timestamptz
);

-- What oidc-provider keeps: codes, grants, tokens, its sessions and interactions. `id` is the SHA-256 of the
-- artefact, so that a reader of the database cannot use what he reads.
create table oidc_item (
  model text not null,
  id bytea not null,
  payload jsonb not null,
  grant_id text,
  uid text,
  person uuid,
  ends_at timestamptz,
  used_at timestamptz,
  primary key (model, id)
);
create index oidc_item_grant on oidc_item (grant_id) where grant_id is not null;
create index oidc_item_uid on oidc_item (model, uid) where uid is not null;
create index oidc_item_person on oidc_item (person) where person is not null;
create index oidc_item_ends on oidc_item (ends_at);
