drop table customers;
drop sequence customer_number;
