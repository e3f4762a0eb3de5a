-- Users who set their own first password: by a link that works once and ends after days.

create table invitation (
  user_id int primary key references user_account on delete cascade,
  token_sha256 text not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table invitation is 'The link by which a user sets a password, the newest only; gone when it was used. Known by the SHA-256 of a token that only the mail has.';
