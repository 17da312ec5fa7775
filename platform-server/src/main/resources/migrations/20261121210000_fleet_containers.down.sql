drop table fleet.container_state;
drop table fleet.workload_state;
