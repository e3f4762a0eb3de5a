-- Guessing of passwords is slowed down; people see where they are signed in.

alter table session add column address text;
alter table session add column agent text;
comment on column session.address is 'From where it was begun.';
comment on column session.agent is 'The browser as it names itself.';

create table sign_in_record (
  email text not null,
  address text not null,
  failures int not null default 0 check (failures >= 0),
  last_failure_at timestamptz,
  last_success_at timestamptz,
  primary key (email, address)
);
comment on table sign_in_record is 'Attempts to sign in by e-mail address and network address, whether there is such a user or not.';
comment on column sign_in_record.failures is 'Wrong attempts since the last right one.';
