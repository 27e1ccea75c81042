-- A snapshot is filled after it was answered for: whoever fills it says from time to time that he still does, so that one whose process
-- ended is known to be lost.
alter table snapshot add column filling_at timestamptz not null default now();
create index snapshot_preparing on snapshot (filling_at) where status = 'preparing';
