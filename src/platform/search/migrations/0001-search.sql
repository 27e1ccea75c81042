-- What can be found, as it is shown and as it is searched. Fed from other rooms; may be thrown away and built anew.
create table document (
  kind text not null,
  id text not null,
  -- Sequence of what it was made from: an older one never replaces a newer one.
  version bigint not null,
  -- How texts were cut into words; documents of an older scheme are made anew.
  scheme smallint not null,
  title_zh text not null,
  -- Null where it is the same in both languages.
  title_en text,
  body_zh text not null,
  body_en text,
  words tsvector not null,
  -- Paths of offices that may find it, with all paths above them; null for kinds that everybody may read.
  reach text[],
  owner text,
  -- Keyed hashes of phone numbers and names: for exact search by those who may, never shown.
  secrets text[] not null default '{}',
  status text,
  facts jsonb not null default '{}',
  is_demo boolean not null default false,
  at timestamptz not null,
  indexed_at timestamptz not null default now(),
  primary key (kind, id)
);
create index document_words on document using gin (words);
create index document_reach on document using gin (reach) where reach is not null;
create index document_owner on document (owner, at desc) where owner is not null;
create index document_secrets on document using gin (secrets) where secrets <> '{}';
create index document_at on document (at desc);

-- What has changed since it was indexed.
create table pending (
  kind text not null,
  id text not null,
  primary key (kind, id)
);
