drop table alert.topologies;
