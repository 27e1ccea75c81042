-- Offices of the five levels of city operation (三级平台五级应用), as one tree. `path` is the way from the city
-- office down, ids joined and led by '/': prefix search over it answers "everything at or below".
create table office (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9.-]{0,62}$'),
  path text not null,
  parent text references office (id) deferrable initially deferred,
  level text not null check (level in ('city', 'district', 'street', 'grid', 'community')),
  kind text not null check (kind ~ '^[a-z][a-z-]*$'),
  division text check (division ~ '^[0-9]{6}([0-9]{3}([0-9]{3})?)?$'),
  title_zh text not null check (title_zh <> ''),
  title_en text not null check (title_en <> ''),
  open_since date not null,
  abolished_at timestamptz,
  successor text references office (id) deferrable initially deferred,
  check (successor is null or abolished_at is not null),
  check (successor <> id and parent <> id)
);
create unique index office_path on office (path text_pattern_ops);
create index office_parent on office (parent);
create index office_division on office (division) where division is not null;
create unique index office_root on office ((true)) where parent is null;

-- What an office was before each change. Never updated.
create table office_history (
  id bigint generated always as identity primary key,
  office text not null references office (id),
  at timestamptz not null default now(),
  what text not null check (what in ('opened', 'renamed', 'moved', 'abolished')),
  before jsonb not null,
  after jsonb not null,
  by_person text not null
);
create index office_history_office on office_history (office, at);

-- Everybody and everything that can act: residents, officials, outside programs.
create table person (
  id uuid primary key,
  kind text not null check (kind in ('resident', 'official', 'service')),
  name text not null check (name <> ''),
  locale text not null default 'zh' check (locale in ('zh', 'en')),
  status text not null default 'active' check (status in ('active', 'inactive', 'erased')),
  -- Place in the list of the demonstration sign-in; null for everybody who is not on it.
  showcase smallint,
  note_zh text not null default '',
  note_en text not null default '',
  source text not null check (source in ('setup', 'administrator', 'profile', 'self', 'operator')),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
-- In C order, which answers both a prefix and a page of the list.
create index person_name on person (name collate "C", id);
create index person_showcase on person (showcase) where showcase is not null;

-- What a leak would harm a person by, apart from the rest so that no ordinary join drags it along.
-- Grades: phone and e-mail `personal`; citizen number (公民身份号码, GB 11643) `sensitive`.
create table personal (
  person uuid primary key references person (id) on delete cascade,
  phone text,
  email text,
  citizen_number text check (citizen_number ~ '^[0-9]{17}[0-9X]$')
);
create index personal_phone on personal (phone) where phone is not null;
create unique index personal_citizen_number on personal (citizen_number) where citizen_number is not null;

create table account (
  person uuid primary key references person (id) on delete cascade,
  login text not null check (login ~ '^[^[:space:]]{2,64}$'),
  -- Argon2id, PHC string form; null while only passkeys, the demonstration or a one-time link sign this person in.
  password text,
  password_at timestamptz
);
create unique index account_login on account (lower(login) text_pattern_ops);

-- A post (岗位): one role in one office. Ended, never deleted.
create table post (
  id uuid primary key,
  person uuid not null references person (id),
  office text not null references office (id),
  role text not null,
  from_at timestamptz not null default now(),
  until_at timestamptz,
  ended_why text,
  check (until_at is null or until_at >= from_at)
);
create index post_person on post (person);
create index post_office on post (office);
create unique index post_current on post (person, office, role) where until_at is null;

-- Somebody acts for somebody absent (代理): from, until, which posts.
create table delegation (
  id uuid primary key,
  absent uuid not null references person (id),
  deputy uuid not null references person (id),
  posts uuid[] not null check (cardinality(posts) > 0),
  from_at timestamptz not null,
  until_at timestamptz not null,
  reason text not null check (reason <> ''),
  made_by uuid not null references person (id),
  made_at timestamptz not null default now(),
  revoked_at timestamptz,
  check (absent <> deputy),
  check (until_at > from_at)
);
create index delegation_absent on delegation (absent);
create index delegation_deputy on delegation (deputy);

-- A firm (法人) by its unified social credit code (统一社会信用代码, GB 32100), and who may act for it.
create table firm (
  id uuid primary key,
  credit_code text not null unique check (credit_code ~ '^[0-9A-HJ-NP-RTUWXY]{18}$'),
  name text not null check (name <> ''),
  status text not null default 'active' check (status in ('active', 'closed')),
  created_at timestamptz not null default now()
);
create index firm_name on firm (name text_pattern_ops);
create table firm_agent (
  firm uuid not null references firm (id),
  person uuid not null references person (id),
  kind text not null check (kind in ('legal-representative', 'agent')),
  from_at timestamptz not null default now(),
  until_at timestamptz,
  primary key (firm, person, kind, from_at)
);
create index firm_agent_person on firm_agent (person);
