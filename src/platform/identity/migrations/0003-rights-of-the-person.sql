-- What people ask about their own data (PIPL articles 44 to 49): access and copy are answered at once by the
-- interface; correction and deletion are decided by an administrator, and the answer is kept.
create table data_request (
  id uuid primary key,
  person uuid not null references person (id),
  kind text not null check (kind in ('correct', 'delete')),
  says text not null,
  wanted jsonb not null,
  made_at timestamptz not null default now(),
  answered_at timestamptz,
  answered_by uuid references person (id),
  granted boolean,
  answer text,
  check ((answered_at is null) = (granted is null)),
  check (granted is not false or answer <> '')
);
create index data_request_person on data_request (person);
create unique index data_request_open on data_request (person, kind) where answered_at is null;
create index data_request_waiting on data_request (made_at) where answered_at is null;
