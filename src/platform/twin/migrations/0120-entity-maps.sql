-- Entity maps (ETSI GS CIM 009, clauses 4.5.25, 5.14): which entities a query found, in order, and which sources know each of them.
create table entity_map (
  tenant text not null default '',
  id text not null,
  -- Who asked: only he, and who sees everything, may use it.
  actor text not null,
  -- Does it stand for evolutions?
  is_temporal boolean not null default false,
  -- What was asked, in short: only the same question may strike out entities that no longer fit.
  question text not null,
  -- [{ "id": …, "sources": ["@none" for here, or the id of a registration] }]
  entries jsonb not null,
  -- The maps that sources made, by registration.
  linked jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant, id)
);
create index entity_map_expires on entity_map (expires_at);
