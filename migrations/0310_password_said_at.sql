-- Before what would lock the owner of an account out, the password is asked for again where it was
-- not said lately.
alter table session add column password_said_at timestamptz;
update session set password_said_at = created_at;
alter table session alter column password_said_at set not null;

comment on column session.password_said_at is 'When the user said the password last: at the sign-in, or once more since.';
