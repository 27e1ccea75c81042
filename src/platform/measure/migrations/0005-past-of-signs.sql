-- When the past of a sign was computed from the readings that were there before it.
alter table sign_series add column filled_at timestamptz;
