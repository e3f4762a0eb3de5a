-- Which file brought a payment, so that taking a file back leaves what another one brought.

alter table ledger_entry
  add column file_sha256 text check (file_sha256 ~ '^[0-9a-f]{64}$');
comment on column ledger_entry.file_sha256 is 'Digest of the bank''s file that brought the entry; null where none did, or before files were noted.';
create index ledger_entry_of_file on ledger_entry (site_id, file_sha256) where file_sha256 is not null;
