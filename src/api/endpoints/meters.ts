import { alarmOnWire } from "#api/alarm-on-wire.ts";
import { ALARMS_AT_MOST } from "#api/contract/alarms.ts";
import { METERS_ON_A_PAGE, type MeterSummary } from "#api/contract/meters.ts";
import { type ApiContext, type Caller, type Endpoint, tenantLimit } from "#api/endpoint.ts";
import { mainValueOf, registerOf } from "#api/main-value.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { asId } from "#domain/core/id.ts";
import { listAlarms } from "#storage/alarms.ts";
import {
  countMeters,
  listChannels,
  listInstallations,
  listMeters as list,
  type MeterView,
} from "#storage/meter-views.ts";

export const listMeters: Endpoint<"listMeters"> = async (context, { query, caller }) => {
  const { database, clock } = context;
  const { page } = query;
  const selection = { now: clock.now(), tenantId: tenantLimit(caller) };
  const paged = page === undefined ? undefined : { page, pageSize: METERS_ON_A_PAGE };
  const meters = await list(database, { ...selection, page: paged });
  return {
    meters: meters.map((meter) => summaryOf(meter, context, caller)),
    ...(paged && { ...paged, total: await countMeters(database, selection) }),
  };
};

/** A tenant sees its meters without the history before it, and without alarms. */
export const readMeter: Endpoint<"readMeter"> = async (context, { params, caller }) => {
  const { database, clock } = context;
  const tenantId = tenantLimit(caller);
  const [meter] = await list(database, {
    now: clock.now(),
    ids: [asId(params.id)],
    tenantId,
  });
  if (!meter) throw notFound(`meter ${params.id}`);
  const sources = [
    { kind: "meter", id: meter.id } as const,
    ...(meter.line ? [{ kind: "line", id: meter.line.id } as const] : []),
  ];
  const [installations, channels, alarms] = await Promise.all([
    listInstallations(database, meter.id),
    meter.point ? listChannels(database, meter.point.id) : [],
    tenantId === undefined
      ? listAlarms(database, { sources, openOnly: true, now: clock.now(), atMost: ALARMS_AT_MOST })
      : [],
  ]);
  return {
    ...summaryOf(meter, context, caller),
    timeZone: meter.timeZone,
    live: wire(meter.live),
    communication: wire(meter.communication),
    installations: wire(
      tenantId === undefined
        ? installations
        : installations.filter((installation) => installation.removedAt === null),
    ),
    channels,
    alarms: alarms.map(alarmOnWire),
  };
};

function summaryOf(
  meter: MeterView,
  { catalogue }: Pick<ApiContext, "catalogue">,
  caller: Caller,
): MeterSummary {
  const model = catalogue.find((candidate) => candidate.id === meter.modelId);
  return wire({
    id: meter.id,
    siteId: meter.siteId,
    serialNumber: meter.serialNumber,
    model: { id: meter.modelId, maker: model?.maker ?? "", name: model?.name ?? meter.modelId },
    line: meter.line,
    unitAddress: meter.unitAddress,
    state: meter.state,
    lastGoodAt: meter.communication?.lastGoodAt ?? null,
    point: meter.point,
    space: meter.space,
    tenant: meter.tenant,
    main: mainValueOf(meter),
    register: registerOf(meter),
    tags: tenantLimit(caller) === undefined ? meter.tags : [],
  });
}
