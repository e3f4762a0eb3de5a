-- The books and the shares of costs balance after every statement, not only at the end of a
-- transaction; checked once for all rows of a statement, a bill run is not held up by it.

drop trigger ledger_entry_balances on ledger_posting;
create or replace function ledger_entry_balances() returns trigger language plpgsql as $$
declare
  entry int := (
    select p.entry_id
      from ledger_posting p
     where p.entry_id in (select entry_id from posted)
     group by p.entry_id
    having sum(p.amount_minor) <> 0
     limit 1);
begin
  if entry is not null then
    raise exception 'the postings of ledger entry % do not sum to zero', entry
      using errcode = 'check_violation', constraint = 'ledger_entry_balances';
  end if;
  return null;
end $$;
create trigger ledger_entry_balances after insert on ledger_posting
  referencing new table as posted for each statement execute function ledger_entry_balances();
comment on table ledger_posting is 'The sides of an entry, debit above zero; those of one entry are inserted together and sum to zero.';

drop trigger shared_cost_is_divided on shared_cost_part;
create or replace function shared_cost_is_divided() returns trigger language plpgsql as $$
declare
  cost int := (
    select p.shared_cost_id
      from shared_cost_part p
      join shared_cost c on c.id = p.shared_cost_id
     where p.shared_cost_id in (select shared_cost_id from parts_stored)
     group by p.shared_cost_id, c.amount_minor
    having sum(p.amount_minor) <> c.amount_minor
     limit 1);
begin
  if cost is not null then
    raise exception 'the parts of shared cost % do not sum to it', cost
      using errcode = 'check_violation', constraint = 'shared_cost_is_divided';
  end if;
  return null;
end $$;
create trigger shared_cost_is_divided after insert on shared_cost_part
  referencing new table as parts_stored for each statement execute function shared_cost_is_divided();
