-- Between these a number of this series can be true, by the kind of thing that measures it; null where nothing is known.
alter table series add column least double precision;
alter table series add column most double precision;
