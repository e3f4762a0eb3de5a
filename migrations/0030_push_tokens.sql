-- Meters that send their values to SmartPM's own address: each line of the kind push has a token.

create table push_token (
  line_id int primary key references line on delete cascade,
  token_sha256 text not null unique,
  created_at timestamptz not null,
  created_by text not null
);
comment on table push_token is 'By what token the values of a line come in. Only its SHA-256 is kept: the token itself was shown once, when it was made.';
