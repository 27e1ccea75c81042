-- The task of SensorThings that a command came from, which is told what becomes of it.
alter table command add column task bigint;
