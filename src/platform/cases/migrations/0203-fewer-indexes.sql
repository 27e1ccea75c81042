-- Lists and numbers by class, office and division are found in the facts: here these indexes only cost at every write.
drop index cases.case_open_by_class;
drop index cases.case_main_path;
drop index cases.case_division;
