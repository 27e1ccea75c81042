-- Snapshots (ETSI GS CIM 009, clauses 5.2.41, 5.5.15, 5.16): what queries found once, kept apart. What they hold lies in a tenant of its own
-- that no client can name.
create table snapshot (
  tenant text not null default '',
  id text not null,
  -- Who made it: only he, and who sees everything, may use it.
  actor text not null,
  -- What the client says of it, and what became of its queries.
  body jsonb not null,
  status text not null check (status in ('preparing', 'success', 'partial', 'empty', 'failure')),
  priority int not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (tenant, id)
);
create index snapshot_expires on snapshot (expires_at);
