-- The postings of an entry sum to zero in the very statement that inserts them: looking at those
-- alone is enough, and takes as long in a large book as in an empty one. Before, a plan that had
-- been made for an empty book read all of it at each batch of a bill run.

create or replace function ledger_entry_balances() returns trigger language plpgsql as $$
declare
  entry int := (
    select entry_id
      from posted
     group by entry_id
    having sum(amount_minor) <> 0
     limit 1);
begin
  if entry is not null then
    raise exception 'the postings of ledger entry % do not sum to zero', entry
      using errcode = 'check_violation', constraint = 'ledger_entry_balances';
  end if;
  return null;
end $$;
