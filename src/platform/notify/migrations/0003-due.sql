-- What is to be sent next on a channel.
create index message_due on message (channel, due_at, id) where state = 'waiting';
