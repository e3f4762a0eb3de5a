-- A second factor at sign-in: codes of an authenticator app by RFC 6238, and codes for when it is lost.

create table second_factor (
  user_id int primary key references user_account on delete cascade,
  sealed_secret bytea not null,
  begun_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0
);
comment on table second_factor is 'The authenticator app of a user; asked for at sign-in from confirmed_at on.';
comment on column second_factor.sealed_secret is 'Encrypted at rest with a key that lies outside the database, under the name "second factor of user 7".';
comment on column second_factor.confirmed_at is 'When a first right code showed that the app has the secret; null: it is not in force yet.';
comment on column second_factor.last_step is 'The newest step of 30 seconds whose code was used: none is taken twice.';

create table recovery_code (
  user_id int not null references second_factor (user_id) on delete cascade,
  code_sha256 text not null,
  used_at timestamptz,
  primary key (user_id, code_sha256)
);
comment on table recovery_code is 'Codes that let a user in once each without the app; 50 random bits, stored as their SHA-256.';
