drop function fleet.purge_enrolment_tokens(timestamptz, integer);
drop policy enrolment_tokens_owner on fleet.enrolment_tokens;
