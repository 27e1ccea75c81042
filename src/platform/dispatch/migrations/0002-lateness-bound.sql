-- No plan whatever is fewer weighted minutes late than this.
alter table dispatch.plan add column late_bound double precision;
