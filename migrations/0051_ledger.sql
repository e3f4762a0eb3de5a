-- Corrections of bills, and the books: who owes what.

alter table bill add column credits_bill_id int unique references bill;
alter table bill add constraint bill_credit_note_credits
  check ((kind = 'credit-note') = (credits_bill_id is not null));
comment on column bill.credits_bill_id is 'The bill that a credit note takes back as a whole.';

create or replace function bill_only_state_changes() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an issued bill is never deleted';
  end if;
  if to_jsonb(new) - 'state' <> to_jsonb(old) - 'state' then
    raise exception 'an issued bill is never changed; correct it by a credit note and a new bill';
  end if;
  if old.state = 'credited' and new.state <> 'credited' then
    raise exception 'a credited bill stays credited';
  end if;
  return new;
end $$;

create table ledger_entry (
  id int generated always as identity primary key,
  site_id int not null references site,
  lease_id int not null references lease,
  kind text not null check (kind in (
    'opening', 'bill', 'credit-note', 'payment', 'refund', 'deposit-received', 'deposit-used',
    'deposit-refunded', 'late-fee', 'write-off', 'reversal')),
  booked_on date not null,
  due_on date not null,
  bill_id int references bill,
  reverses_entry_id int unique references ledger_entry,
  note text not null default '',
  external_key text,
  booked_at timestamptz not null,
  actor text not null,
  unique (site_id, external_key),
  check ((kind = 'reversal') = (reverses_entry_id is not null)),
  check (kind not in ('bill', 'credit-note') or bill_id is not null)
);
create index ledger_entry_lease on ledger_entry (lease_id, id);
create index ledger_entry_of_bill on ledger_entry (bill_id);
create unique index ledger_entry_books_bill_once on ledger_entry (bill_id) where kind in ('bill', 'credit-note');
comment on table ledger_entry is 'What happened to the account of a lease; never changed, taken back by a reversal.';
comment on column ledger_entry.due_on is 'When what is owed by it is due; else the day of booking.';
comment on column ledger_entry.bill_id is 'The bill that is booked, or that a payment, credit note or fee is for.';
comment on column ledger_entry.external_key is 'Names a line of a bank file, so that it is booked once.';

create table ledger_posting (
  entry_id int not null references ledger_entry,
  account text not null check (account in (
    'receivable', 'deposit', 'bank', 'revenue', 'tax', 'late-fees', 'bad-debt', 'opening')),
  amount_minor bigint not null check (amount_minor <> 0),
  primary key (entry_id, account)
);
comment on table ledger_posting is 'The sides of an entry, debit above zero; they sum to zero when the transaction ends.';

create function ledger_entry_balances() returns trigger language plpgsql as $$
begin
  if (select sum(amount_minor) from ledger_posting where entry_id = new.entry_id) <> 0 then
    raise exception 'the postings of ledger entry % do not sum to zero', new.entry_id
      using errcode = 'check_violation', constraint = 'ledger_entry_balances';
  end if;
  return null;
end $$;
create constraint trigger ledger_entry_balances after insert on ledger_posting
  deferrable initially deferred for each row execute function ledger_entry_balances();
create trigger ledger_entry_is_final before update or delete on ledger_entry
  for each row execute function refuse_change();
create trigger ledger_posting_is_final before update or delete on ledger_posting
  for each row execute function refuse_change();

-- Bills issued before there were books.
with booked as (
  insert into ledger_entry
    (site_id, lease_id, kind, booked_on, due_on, bill_id, booked_at, actor)
  select b.site_id, b.lease_id, 'bill', (b.issued_at at time zone s.time_zone)::date, b.due_on,
         b.id, b.issued_at, 'migration'
    from bill b
    join site s on s.id = b.site_id
   where b.state = 'issued'
     and b.kind <> 'credit-note'
   order by b.id
  returning id, bill_id
)
insert into ledger_posting (entry_id, account, amount_minor)
select booked.id, side.account, side.amount_minor
  from booked
  join bill b on b.id = booked.bill_id
 cross join lateral (values ('receivable', b.total_minor), ('revenue', -b.net_minor),
                            ('tax', -b.tax_minor)) as side(account, amount_minor)
 where side.amount_minor <> 0;

create table reminder (
  bill_id int not null references bill,
  step int not null check (step >= 0),
  sent_on date not null,
  open_minor bigint not null,
  fee_minor bigint not null default 0,
  primary key (bill_id, step)
);
comment on table reminder is 'Each step of reminding of a bill, once.';

alter table site
  add column reminder_policy jsonb,
  add column bill_profile text not null default 'general',
  add column bill_texts jsonb not null default '{}';
comment on column site.reminder_policy is 'Steps, fees and least amount as domain/ledger/reminder.ts; null: nobody is reminded.';
comment on column site.bill_profile is 'Which blocks a bill of the site must contain: domain/billing/bill-profile.ts.';
comment on column site.bill_texts is 'Texts of blocks that the profile asks for, by block.';
