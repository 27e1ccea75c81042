-- Cases that came in while no office had the duty of their first step: few, and looked for whenever an office is opened.
create index case_unheld on cases.case (id) where status = 'open' and not is_history and involved = '{}';
