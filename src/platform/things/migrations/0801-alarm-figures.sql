-- The figures that led to an alarm of several measures, by their names: so that its cause can be told as long as it stands.
alter table alarm add column figures jsonb;
