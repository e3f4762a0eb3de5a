-- What a bill run stores a bill costs the database less. A column that is empty in nearly all rows has
-- no place in its unique index; what makes the rows of a work list is the trigger of the very table
-- they point to, so that nothing else can be in it.

alter table bill drop constraint bill_credits_bill_id_key;
create unique index bill_is_credited_once on bill (credits_bill_id) where credits_bill_id is not null;

alter table ledger_entry
  drop constraint ledger_entry_reverses_entry_id_key,
  drop constraint ledger_entry_site_id_external_key_key;
create unique index ledger_entry_is_reversed_once on ledger_entry (reverses_entry_id) where reverses_entry_id is not null;
create unique index ledger_entry_of_a_bank_line on ledger_entry (site_id, external_key) where external_key is not null;

alter table audit_pending drop constraint audit_pending_audit_entry_id_fkey;
