-- Nodes that were taken out of service are let in again.
drop function fleet.admissions_within(integer);
drop policy nodes_owner on fleet.nodes;
alter table fleet.nodes drop column revoked_at, drop column revoked_reason, drop column admission_at;
-- Tokens that nobody made: their agents need another.
alter table fleet.enrolment_tokens no force row level security;
delete from fleet.enrolment_tokens where created_by is null;
alter table fleet.enrolment_tokens force row level security;
alter table fleet.enrolment_tokens alter column created_by set not null;
