-- Bills, their mails and reminders in German.

alter table tenant drop constraint tenant_language_check;
alter table tenant add constraint tenant_language_check check (language in ('en', 'zh', 'de'));
