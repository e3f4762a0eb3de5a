-- Workers take the leases of a run batch by batch, in order. By state alone, each batch read and sorted
-- all that were left: of 50,000 leases longer than it took to bill them.

drop index bill_run_lease_open;
create index bill_run_lease_open on bill_run_lease (bill_run_id, state, lease_id, period_from);
