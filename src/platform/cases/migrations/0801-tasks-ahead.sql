-- Steps that an office is going to have: whoever is to answer finds the case before its step begins.
create index task_ahead on cases.task (office_path text_pattern_ops) where status = 'ahead';
