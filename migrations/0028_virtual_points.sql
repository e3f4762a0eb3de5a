-- Points that are calculated from others: common area = supply - tenants.

create table virtual_point_part (
  service_point_id int not null references service_point,
  part_point_id int not null references service_point,
  factor numeric not null check (factor <> 0),
  primary key (service_point_id, part_point_id),
  check (service_point_id <> part_point_id)
);
create index virtual_point_part_of on virtual_point_part (part_point_id);
comment on table virtual_point_part is
  'What a calculated service point is the sum of. It has a channel, and no readings of its own: its consumption is worked out from its parts when it is asked for.';
comment on column virtual_point_part.part_point_id is
  'The point that counts; a calculated one counts by its own parts. Never, by whatever way, the point itself.';
comment on column virtual_point_part.factor is
  'How often it counts: 1 is added, -1 taken off, 0.5 half of it added.';
