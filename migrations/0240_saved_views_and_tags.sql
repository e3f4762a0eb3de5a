-- The list of meters as somebody wants to see it again, and words that group meters.

create table saved_view (
  id int generated always as identity primary key,
  user_id int not null references user_account on delete cascade,
  name text not null check (name <> ''),
  shared boolean not null default false,
  search jsonb not null check (jsonb_typeof(search) = 'object'),
  unique (user_id, name)
);
comment on table saved_view is 'How the list of meters is narrowed, sorted and which columns it has, under a name: of one user, or shown to all who work here.';
comment on column saved_view.search is 'As the address of the page has it, e.g. {"commodity": "heat", "sort": "-age", "columns": "line,age"}.';

alter table saved_view enable row level security;
create policy of_own_user on saved_view to smartpm_staff
  using (user_id = (select own_user_id())) with check (user_id = (select own_user_id()));
create policy shared_with_all on saved_view for select to smartpm_staff using (shared);
grant select, insert, update, delete on saved_view to smartpm_staff;

alter table meter add column tags text[] not null default '{}';
comment on column meter.tags is 'Words by which people group meters, in the order of the alphabet.';
