drop schema fleet cascade;
