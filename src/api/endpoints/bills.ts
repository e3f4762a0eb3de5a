import { Readable } from "node:stream";
import { BILLS_ON_A_PAGE } from "#api/contract/bills.ts";
import { tenantLimit, type Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { availableBillActions } from "#domain/billing/run-state.ts";
import { asId, type BillId, type LeaseId, type TenantId } from "#domain/core/id.ts";
import { accountState } from "#domain/ledger/open-items.ts";
import { zipStream } from "#platform/zip-stream.ts";
import { listBillEvents } from "#storage/bill-events.ts";
import { findBill, findBillPdf, listBillPage, listDocumentedBills } from "#storage/bill-views.ts";
import { listAccountChanges } from "#storage/ledger.ts";

/** Another tenant's bills are not in a tenant's list, whatever it asks for. */
export const listBills: Endpoint<"listBills"> = async ({ database }, { query, caller }) => {
  const { page, tenant, month, state } = query;
  const own = tenantLimit(caller);
  if (own !== undefined && tenant !== undefined && tenant !== own) {
    return { bills: [], page, pageSize: BILLS_ON_A_PAGE, total: 0 };
  }
  const tenantId = own ?? (tenant === undefined ? undefined : asId<TenantId>(tenant));
  const selection = { tenantId, month, state, page, pageSize: BILLS_ON_A_PAGE };
  const { bills, total } = await listBillPage(database, selection);
  return { bills: wire(bills), page, pageSize: BILLS_ON_A_PAGE, total };
};

export const readBill: Endpoint<"readBill"> = async ({ database }, { params, caller }) => {
  const tenantId = tenantLimit(caller);
  const found = await findBill(database, { id: asId<BillId>(params.id), tenantId });
  if (!found) throw notFound(`bill ${params.id}`);
  const changes = await listAccountChanges(database, { leaseIds: [asId<LeaseId>(found.leaseId)] });
  const { items } = accountState(changes);
  const openMinor = items
    .filter(({ billId }) => billId === found.id)
    .reduce((sum, item) => sum + item.openMinor, 0n);
  const events = await listBillEvents(database, found.id);
  return wire({ ...found, openMinor, events, availableActions: availableBillActions(found) });
};

/** Shown in the browser, under the bill's number when it is saved. */
export const readBillPdf: Endpoint<"readBillPdf"> = async (
  { database },
  { params, caller, reply },
) => {
  const tenantId = tenantLimit(caller);
  const document = await findBillPdf(database, { id: asId<BillId>(params.id), tenantId });
  if (!document) throw notFound(`document of bill ${params.id}`);
  return reply
    .header("content-type", "application/pdf")
    .header("content-disposition", `inline; filename="${fileNameOf(document)}"`)
    .header("etag", `"${document.sha256}"`)
    .header("content-security-policy", PDF_POLICY)
    .send(document.pdf);
};

/** A PDF needs nothing of ours; our own pages may show it in a frame. */
const PDF_POLICY =
  "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

function fileNameOf({ number }: { readonly number: string }): string {
  return `${number.replaceAll(/[^A-Za-z0-9._-]/g, "-")}.pdf`;
}

/** Some 900 MB of usual bills: a month of a large installation. */
const ARCHIVED_AT_MOST = 10_000;

/** Read from the database one after the other, as fast as they are taken. */
export const readBillArchive: Endpoint<"readBillArchive"> = async (
  { database, clock },
  { query, caller, reply },
) => {
  const { tenant, month, state } = query;
  const own = tenantLimit(caller);
  if (own !== undefined && tenant !== undefined && tenant !== own) throw notFound("such a bill");
  const tenantId = own ?? (tenant === undefined ? undefined : asId<TenantId>(tenant));
  const selection = { tenantId, month, state, atMost: ARCHIVED_AT_MOST + 1 };
  const ids = await listDocumentedBills(database, selection);
  if (ids.length === 0) throw notFound("such a bill with a document");
  if (ids.length > ARCHIVED_AT_MOST) {
    const asked = `at most ${ARCHIVED_AT_MOST} bills in one file: choose a month`;
    throw new ProblemError("not-possible", asked);
  }
  const documents = async function* () {
    for (const id of ids) {
      const document = await findBillPdf(database, { id, tenantId });
      if (document) yield { name: fileNameOf(document), bytes: document.pdf };
    }
  };
  const at = clock.now().toZonedDateTimeISO("UTC").toPlainDateTime();
  const fileName = ["bills", ...(month === undefined ? [] : [month])].join("-");
  return reply
    .header("content-type", "application/zip")
    .header("content-disposition", `attachment; filename="${fileName}.zip"`)
    .send(Readable.from(zipStream(documents(), at), { objectMode: false }));
};
