drop function fleet.purge_spans(timestamptz, integer);
drop trigger spans_changed on fleet.nodes;
drop trigger spans on fleet.nodes;
do $$
declare
  thing text;
begin
  foreach thing in array array['dependency', 'replication', 'container', 'workload'] loop
    execute format('drop trigger spans_changed on fleet.%I', thing || '_state');
    execute format('drop trigger spans on fleet.%I', thing || '_state');
  end loop;
end
$$;
drop function fleet.note_node();
drop function fleet.note_state();
drop table fleet.state_spans;
