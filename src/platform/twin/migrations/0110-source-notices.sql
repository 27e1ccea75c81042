-- Why subscribers of registrations are told (ETSI GS CIM 009, clause 5.3.2): newlyMatching, updated, noLongerMatching; null for those of entities.
alter table notification add column reason text;
