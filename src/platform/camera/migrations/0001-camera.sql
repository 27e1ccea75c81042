-- Camera events (视频事件): signed by registered sources, masked before they are kept, confirmed by a person before they act.

-- Analytics systems (视频分析系统) that may tell of events.
create table source (
  id text primary key,
  name text not null,
  office text not null,
  path text not null,
  note text not null default '',
  is_demo boolean not null,
  made_at timestamptz not null,
  made_by text not null,
  closed_at timestamptz,
  closed_by text,
  close_reason text
);
create index source_path on source (path text_pattern_ops);

-- Public keys by their thumbprint (RFC 7638): a key belongs to one source for ever, also after it was revoked.
create table source_key (
  kid text primary key,
  source text not null references source (id),
  alg text not null check (alg in ('EdDSA', 'ES256')),
  jwk jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  revoke_reason text
);
create index source_key_source on source_key (source);

create table event (
  id uuid primary key,
  source text not null references source (id),
  -- The source's own id: the same one twice is one event.
  external text not null,
  -- SHA-256 of what was signed: told again under the same id it must be the same.
  digest text not null,
  kid text not null references source_key (kid),
  kind text not null,
  camera text not null,
  seen_at timestamptz not null,
  signed_at timestamptz not null,
  received_at timestamptz not null,
  via text not null check (via in ('http', 'mqtt')),
  confidence real,
  note text not null,
  lng double precision not null,
  lat double precision not null,
  address text,
  division text,
  office text not null,
  path text not null,
  -- The readable copy: masked, without metadata. Null once it was removed.
  display text,
  thumb text,
  mask text not null check (mask in ('regions', 'whole')),
  masked integer not null,
  width integer not null,
  height integer not null,
  state text not null check (state in ('waiting', 'confirmed', 'rejected', 'expired')),
  due_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  decided_by_name text,
  decided_post text,
  reason text,
  words text,
  is_demo boolean not null,
  unique (source, external),
  -- What acts upon anybody was confirmed by a person.
  check ((state in ('confirmed', 'rejected')) = (decided_by is not null))
);
create index event_waiting on event (due_at) where state = 'waiting';
create index event_path on event (path text_pattern_ops, received_at desc);
create index event_decided on event (source, kind, received_at);

-- The picture as it came, sealed with a key of its own, which is sealed with the city's. Without its key it is noise, wherever copies lie.
create table original (
  event uuid primary key references event (id),
  sealed text,
  key bytea,
  media text not null,
  bytes integer not null,
  destroy_at timestamptz not null,
  destroyed_at timestamptz,
  check ((key is null) = (destroyed_at is not null))
);
create index original_due on original (destroy_at) where destroyed_at is null;

-- Who asked to see it in full, what for, and who answered.
create table view_request (
  id uuid primary key,
  event uuid not null references event (id),
  purpose text not null,
  words text not null,
  case_id uuid,
  case_number text,
  asked_by text not null,
  asked_by_name text not null,
  asked_post text not null,
  asked_at timestamptz not null,
  state text not null check (state in ('asked', 'approved', 'refused', 'revoked', 'withdrawn', 'lapsed')),
  answered_by text,
  answered_by_name text,
  answered_post text,
  answered_at timestamptz,
  answer text,
  ends_at timestamptz,
  ended_by_name text,
  ended_at timestamptz,
  -- Four eyes: nobody approves what he asked himself.
  check (answered_by is null or answered_by <> asked_by),
  check (state <> 'approved' or (answered_by is not null and ends_at is not null))
);
create index view_request_event on view_request (event, asked_at desc);
create index view_request_asker on view_request (asked_by, asked_at desc);
create unique index view_request_once on view_request (event, asked_by) where state = 'asked';
create index view_request_open on view_request (asked_at) where state = 'asked';

-- Each time that it was seen in full. Never changed.
create table view (
  id uuid primary key,
  request uuid not null references view_request (id),
  event uuid not null references event (id),
  person text not null,
  person_name text not null,
  at timestamptz not null,
  -- What is written across the picture.
  mark text not null
);
create index view_request_of on view (request, at);
create function camera_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'camera.% is append only', tg_table_name;
end $$;
create trigger view_append_only before update or delete or truncate on view
  for each statement execute function camera_is_append_only();

-- What a source sent and was not taken, for those who keep it: the last ones of each.
create table refusal (
  id bigint generated always as identity primary key,
  source text not null references source (id),
  at timestamptz not null,
  via text not null,
  external text,
  code text not null,
  says jsonb not null
);
create index refusal_source on refusal (source, id desc);

-- Pictures that came ahead of the event that names them (too large for a message), sealed like the others.
create table ahead (
  source text not null references source (id),
  sha256 text not null,
  sealed text not null,
  key bytea not null,
  bytes integer not null,
  at timestamptz not null,
  primary key (source, sha256)
);
