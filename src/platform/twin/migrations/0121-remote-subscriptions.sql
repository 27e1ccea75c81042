-- Subscriptions that this city holds at sources it knows by registrations (ETSI GS CIM 009, clauses 5.8.1 to 5.8.5): one a subscription and source.
create table remote_subscription (
  tenant text not null,
  subscription text not null,
  registration text not null,
  -- The id it has at the source.
  remote text not null,
  -- What the source shows when it notifies: the last part of the address it was given.
  key text not null unique,
  -- 'waiting' until the source took it, 'refused' when it will not.
  state text not null default 'waiting' check (state in ('waiting', 'held', 'refused')),
  primary key (tenant, subscription, registration),
  foreign key (tenant, subscription) references subscription (tenant, id) on delete cascade
);
create index remote_subscription_waiting on remote_subscription (tenant) where state = 'waiting';

-- Through whom a subscription came here (Via), so that it does not go in a circle.
alter table subscription add column via text[] not null default '{}';
