-- What is late or urgent now, among all cases there ever were: only open cases stand in these indexes.
create index fact_late on cases.fact (late_after) where late_after is not null;
create index fact_urgent on cases.fact (urgency) where status = 'open' and urgency > 0;
