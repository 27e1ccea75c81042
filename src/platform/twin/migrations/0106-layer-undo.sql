-- An import can be taken back: what it made goes, what it replaced is put back as it was.
alter table layer_import drop constraint layer_import_state_check;
alter table layer_import add constraint layer_import_state_check
  check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone'));
alter table layer_import add column undone jsonb, add column undone_at timestamptz;

create table layer_before (
  import uuid not null references layer_import (id) on delete cascade,
  id text not null,
  before jsonb not null,
  primary key (import, id)
);
create index entity_import on entity ((lineage ->> 'import'), key) where lineage ->> 'import' is not null;
