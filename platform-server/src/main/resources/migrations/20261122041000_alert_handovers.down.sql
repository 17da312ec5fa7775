drop table alert.handovers;
drop function alert.refuse_signed();
