import type { Endpoint } from "#api/endpoint.ts";
import { wire } from "#api/wire.ts";
import { listLines as list } from "#storage/line-views.ts";

export const listLines: Endpoint<"listLines"> = async ({ database, clock }) => ({
  lines: wire(await list(database, { now: clock.now() })),
});
