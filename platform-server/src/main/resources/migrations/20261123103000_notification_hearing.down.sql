drop index notification.deliveries_sent;
drop table notification.hearing;
