-- Names are listed as people look for them: "Flat 2" before "Flat 11", capitals and accents aside.
do $$
begin
  if exists (select from pg_collation where collprovider = 'i') then
    create collation by_name (provider = icu, locale = 'und-u-kn-true');
  else
    -- A PostgreSQL built without ICU knows no such order.
    create collation by_name from "C";
  end if;
end
$$;
comment on collation by_name is 'The order of names in lists: of letters as Unicode has it for no language in particular, of numbers by their value. Nothing is stored or billed by it.';
