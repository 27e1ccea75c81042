-- Screens mark what is about generated data (演示数据).
alter table notice add column is_demo boolean not null default false;
