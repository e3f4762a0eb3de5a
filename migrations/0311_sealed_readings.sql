-- A byte of a packed month that is changed in the database itself is found by
-- ./smartpm audit verify.
alter table reading_month add column seal bytea;

comment on column reading_month.seal is 'HMAC-SHA-256 of the row''s other columns, its first 16 bytes, by the key of the audit chain. Null: packed before there were seals, and sealed at the next start.';
