-- What waits to be merged into these indexes is read by every search: at most 256 kB of it, not 4 MB.
alter index document_words set (gin_pending_list_limit = 256);
alter index document_reach set (gin_pending_list_limit = 256);
alter index document_secrets set (gin_pending_list_limit = 256);

-- Each kind is looked through by itself, newest first.
drop index document_at;
create index document_kind_at on document (kind, at desc);
