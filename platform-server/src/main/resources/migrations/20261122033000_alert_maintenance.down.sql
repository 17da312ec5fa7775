drop table alert.maintenance;
