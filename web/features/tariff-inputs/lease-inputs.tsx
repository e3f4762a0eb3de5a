import { useQuery } from "@tanstack/react-query";
import type { Lease } from "#api/contract/tenants.ts";
import { read } from "#web/api/queries.ts";
import { Answered } from "#web/components/states.tsx";
import { AddOnsSection } from "./add-ons-section.tsx";
import { TermsSection } from "./terms-section.tsx";

/** What a lease's bills count by beside the registers and the tariff of each point. */
export function LeaseInputs({ lease, mayKeep }: { lease: Lease; mayKeep: boolean }) {
  const inputs = useQuery(read("GET /leases/:id/tariff-inputs", { params: { id: lease.id } }));
  return (
    <Answered query={inputs} height={240}>
      {({ terms, addOns }) => (
        <>
          <AddOnsSection lease={lease} addOns={addOns} mayKeep={mayKeep && lease.endsOn === null} />
          <TermsSection lease={lease} terms={terms} mayKeep={mayKeep && lease.endsOn === null} />
        </>
      )}
    </Answered>
  );
}
