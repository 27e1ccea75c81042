-- Every scope that a permission of any room names, written at start: commands on the machine check against it.
create table scope (name text primary key);
