-- Insight: models of the city's own messages, what they were taught, what they suggested, and topics as they form.

-- What a person decided about a case, for a model to learn from: one row a case, the latest decision. A row with words of its
-- own (`title`, `text`) was taught from a file without becoming a case.
create table insight.example (
  id uuid primary key,
  pack text not null,
  -- Field of the sorting step → what was decided: class path `A/B/C`, or the value of a choice.
  decided jsonb not null,
  source text not null check (source in ('sorter', 'import', 'file')),
  decided_by text,
  decided_at timestamptz not null,
  -- What had been suggested then, and by which version: the difference is a correction.
  suggested jsonb,
  suggested_by text,
  title text,
  text text,
  is_demo boolean not null default false
);
create index example_pack on insight.example (pack, decided_at);

-- Versions of models. The file is small (some hundred kB) and kept here, so that every process and every backup has it.
create table insight.model (
  version text primary key,
  pack text not null,
  field text not null,
  serial integer not null,
  made_at timestamptz not null,
  made_by text not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  card jsonb not null,
  file bytea not null,
  -- The newest decision it has seen, and how many.
  examples integer not null,
  seen_until timestamptz not null,
  is_active boolean not null default false,
  activated_at timestamptz,
  activated_by text,
  -- Why it was, or was not, put to use by itself.
  verdict jsonb,
  unique (pack, field, serial)
);
create unique index model_active on insight.model (pack, field) where is_active;

-- What each version took each message of its training set for when it had not seen it: two versions compare on these.
create table insight.held_out (
  version text not null references insight.model (version) on delete cascade,
  example uuid not null,
  predicted text not null,
  confidence real not null,
  primary key (version, example)
);

-- A version that a person put to use stays until he lets go of it.
create table insight.held_version (
  pack text not null,
  field text not null,
  since timestamptz not null default now(),
  by text not null,
  primary key (pack, field)
);

-- Cases waiting to be read.
create table insight.pending (
  case_id uuid primary key,
  added_at timestamptz not null default now()
);
create index pending_added on insight.pending (added_at, case_id);

-- What was suggested, in short; the whole suggestion lies with the case.
create table insight.suggestion (
  case_id uuid primary key,
  version text,
  class text,
  -- How it was found: learnt, names, file.
  basis text,
  confidence real,
  urgency smallint not null,
  values jsonb not null,
  made_at timestamptz not null
);

-- Topics: messages about one thing.
create table insight.topic (
  id uuid primary key,
  pack text not null,
  title text not null,
  evidence jsonb not null,
  messages integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  formed_at timestamptz not null,
  changed_at timestamptz not null,
  merged_into uuid
);
create index topic_last on insight.topic (pack, last_at desc) where merged_into is null;

-- Every message that took part in the search for topics, in the order it was read.
create table insight.topic_message (
  case_id uuid primary key,
  seq bigint generated always as identity unique,
  pack text not null,
  topic uuid,
  at timestamptz not null,
  votes integer not null default 0,
  is_demo boolean not null default false
);
create index topic_message_topic on insight.topic_message (topic, at) where topic is not null;
create index topic_message_pack on insight.topic_message (pack, seq desc);
