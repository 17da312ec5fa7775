drop function fleet.purge_gaps(timestamptz, integer);
drop policy gaps_owner on fleet.gaps;
drop function public.keep_partitions(text, date, date, date);
drop function fleet.rollup_tenants(timestamptz);
drop index fleet.series_metric;
drop index fleet.samples_at;
drop table fleet.rollup_due;
drop table fleet.rollup_hour;
drop table fleet.rollup_minute;
