-- Programs that call the API under a user's name, and requests of theirs that arrive twice.

create table api_token (
  id int generated always as identity primary key,
  user_id int not null references user_account on delete cascade,
  name text not null check (name <> ''),
  token_sha256 text not null unique,
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ '{read,readings,billing,property}'),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_token_of_user on api_token (user_id);
comment on table api_token is 'By which programs call the API: as their user, within the scopes; known by the SHA-256 of a token that only the program has.';
comment on column api_token.last_used_at is 'To the minute.';

create table idempotent_request (
  owner text not null,
  key text not null,
  route text not null,
  body_sha256 text not null,
  begun_at timestamptz not null,
  status int,
  answer jsonb,
  primary key (owner, key)
);
create index idempotent_request_begun on idempotent_request (begun_at);
comment on table idempotent_request is 'Requests with the header Idempotency-Key and how they were answered: one that comes again gets the same answer and does nothing. Forgotten after two days.';
comment on column idempotent_request.owner is 'Whose key it is: user 7, or the digest of a line''s token.';
comment on column idempotent_request.status is 'Null: it is under way, or was cut off and its end is not known.';

comment on table recovery_code is 'Codes that let a user in once each without the app; 118 random bits, stored as their SHA-256.';
