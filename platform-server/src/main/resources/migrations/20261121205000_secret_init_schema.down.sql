-- Keys are not thrown away while a field is encrypted with one of them: that could never be read again.
do $$
begin
  if exists (select 1 from public.field_keys) then
    raise exception 'public.field_keys holds % keys; drop it by hand when no encrypted field is to be read again',
      (select count(*) from public.field_keys);
  end if;
end
$$;
drop table public.field_keys;
