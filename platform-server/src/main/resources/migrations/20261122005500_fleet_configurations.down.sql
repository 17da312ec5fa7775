drop table fleet.configurations;
