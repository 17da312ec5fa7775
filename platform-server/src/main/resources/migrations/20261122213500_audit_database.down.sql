-- Checkpoints outside of the database go on naming it.
drop table public.audit_database;
