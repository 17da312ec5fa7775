drop table fleet.orders;
