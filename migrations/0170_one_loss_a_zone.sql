-- One cause is one alarm: of the rules that see a zone lose, the one that saw it first has the alarm.
-- Zones that two rules have accused at once keep the older alarm.
update alarm newer
   set cleared_at = now()
  from alarm older
 where newer.kind = 'evasion'
   and older.kind = 'evasion'
   and newer.source_kind = older.source_kind
   and newer.source_id = older.source_id
   and newer.cleared_at is null
   and older.cleared_at is null
   and newer.id > older.id;

create unique index alarm_one_loss_a_zone on alarm (site_id, source_kind, source_id)
 where kind = 'evasion' and cleared_at is null;

comment on index alarm_one_loss_a_zone is
  'A zone has one open evasion alarm at most, whichever rule raised it.';
