-- A password that somebody else typed opens nothing but the choice of one's own.
alter table user_account add column password_given_at timestamptz;
comment on column user_account.password_given_at is 'When an administrator or the command line set the password: for a week from then on it lets its user choose another, and nothing else. Null: its user chose it.';
