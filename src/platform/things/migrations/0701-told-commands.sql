-- Who asked for a command and wants to hear what became of it: told as `things.commandTold`.
alter table things.command add column for_whom text;
