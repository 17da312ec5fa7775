-- Takes away tokens of enrolment that nobody can use any more, of all tenants whatever their state.
create policy enrolment_tokens_owner on fleet.enrolment_tokens to current_user using (true) with check (true);

create function fleet.purge_enrolment_tokens(before timestamptz, most integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from fleet.enrolment_tokens where ctid = any (array(
    select ctid from fleet.enrolment_tokens where expires_at < before limit most));
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke all on function fleet.purge_enrolment_tokens(timestamptz, integer) from public;
grant execute on function fleet.purge_enrolment_tokens(timestamptz, integer) to ${app};
