drop schema alert cascade;
