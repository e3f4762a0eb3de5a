-- The audit log as a chain: each entry is sealed to all before it, so that no change goes unseen.

alter table audit_entry add column origin text;
comment on column audit_entry.origin is 'From where: the caller''s address, or "command line"; null: the program by itself.';

create table audit_pending (
  audit_entry_id bigint primary key references audit_entry
);
comment on table audit_pending is 'Entries that are not sealed yet; emptied every few seconds.';

create table audit_link (
  position bigint primary key check (position > 0),
  audit_entry_id bigint not null unique references audit_entry,
  digest bytea not null check (octet_length(digest) = 32)
);
comment on table audit_link is 'The chain over audit_entry in the order of sealing, without a gap.';
comment on column audit_link.digest is 'HMAC-SHA-256 of the digest before it and the entry, with a key that lies outside the database.';
create trigger audit_link_is_final before update or delete on audit_link
  for each row execute function refuse_change();

create function note_audit_pending() returns trigger language plpgsql as $$
begin
  insert into audit_pending select id from added;
  return null;
end $$;
create trigger audit_entry_is_pending after insert on audit_entry
  referencing new table as added
  for each statement execute function note_audit_pending();

insert into audit_pending select id from audit_entry;
