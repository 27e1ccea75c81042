-- Requests that came by Open311: the service that was asked for, as a class of the pack's taxonomy ('' for none in
-- particular). Who sent it stands in `cases.case.source` (`open311:<actor>`).
create table cases.open311 (
  case_id uuid primary key,
  class text not null
);
-- The feed of updates looks for what changed lately among these.
create index case_open311_changed on cases.case (changed_at) where channel = 'open311';
