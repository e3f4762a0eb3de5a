import type { MbusModel } from "#domain/metering/meter-model.ts";
import type { FoundMeter, ScanOptions, ScanStep } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import { type MbusDevice, mediumName } from "./mbus-device.ts";
import { type MbusLink, SELECTED } from "./mbus-link.ts";
import type { MbusTelegram } from "./mbus-telegram.ts";
import {
  ANY_METER,
  narrowed,
  type SecondaryAddress,
  secondaryAddress,
} from "./secondary-address.ts";

/** EN 13757-2: 1 to 250 are meters, 0 one that was not given an address yet. */
const PRIMARY = { first: 0, last: 250 } as const;
/** EN 13757-2: a meter answers within 330 bit times and 50 ms: 188 ms at 2400 baud. */
const SCAN_TIMEOUT_MS = 300;
/** The share of the primary addresses in the whole scan. */
const PRIMARY_SHARE = 0.5;

/**
 * Asks every primary address, then looks for the secondary ones by narrowing the groups in which
 * several answer at once. A meter is told of once; by its secondary address where it has no primary
 * one of its own. first and last bound the primary addresses.
 */
export async function* scanMbus(link: MbusLink, options: ScanOptions): AsyncGenerator<ScanStep> {
  const { first = PRIMARY.first, last = PRIMARY.last } = options;
  const known = new Set<SecondaryAddress>();
  for (let address = first; address <= last; address += 1) {
    const done = (PRIMARY_SHARE * (address - first + 1)) / Math.max(1, last - first + 1);
    const asked = String(address);
    const heard = await heardOf(
      () => link.reset(address, link.waitOf(SCAN_TIMEOUT_MS)),
      async () => link.telegrams(address, undefined),
    );
    if (heard.telegram) {
      const found = foundMeter(heard.telegram, asked, options);
      if (found.secondary !== undefined) known.add(found.secondary);
      yield { done, asked, found: found.meter };
    } else yield { done, asked, ...heard.step };
  }
  yield* scanSecondary(link, known, options);
}

async function* scanSecondary(
  link: MbusLink,
  known: Set<SecondaryAddress>,
  options: ScanOptions,
): AsyncGenerator<ScanStep> {
  const groups: { readonly group: SecondaryAddress; readonly share: number }[] = [
    { group: ANY_METER, share: 1 - PRIMARY_SHARE },
  ];
  let done = PRIMARY_SHARE;
  for (let next = groups.pop(); next; next = groups.pop()) {
    const { group, share } = next;
    const heard = await heardOf(
      () => link.select(group, link.waitOf(SCAN_TIMEOUT_MS)),
      () => link.telegrams(SELECTED, group),
    );
    const parts = heard.step.problem === undefined && !heard.telegram ? [] : narrowed(group);
    // One clear answer may have drowned others; a meter that is known again is alone, or louder.
    const isCollision = heard.telegram === undefined && parts.length > 0;
    if (isCollision || (heard.telegram && group === ANY_METER)) {
      for (const part of parts.toReversed()) {
        groups.push({ group: part, share: share / parts.length });
      }
    } else done += share;
    const found = heard.telegram && foundMeter(heard.telegram, group, options);
    const isNew = found?.secondary !== undefined && !known.has(found.secondary);
    if (found?.secondary !== undefined) known.add(found.secondary);
    const problem = isCollision ? {} : heard.step;
    yield { done, asked: group, ...(isNew ? { found: found.meter } : problem) };
  }
}

interface Heard {
  readonly telegram: MbusTelegram | undefined;
  readonly step: Pick<ScanStep, "problem">;
}

/** Calls and, when somebody is there, asks who. Throws when the line cannot be reached. */
async function heardOf(
  call: () => Promise<void>,
  ask: () => Promise<MbusTelegram[]>,
): Promise<Heard> {
  let isCalled = false;
  try {
    await call();
    isCalled = true;
    const [telegram] = await ask();
    return { telegram, step: {} };
  } catch (error) {
    if (!(error instanceof LineError) || error.kind === "not-connected") throw error;
    if (!isCalled && error.kind === "no-answer") return { telegram: undefined, step: {} };
    return { telegram: undefined, step: { problem: error.kind } };
  }
}

function foundMeter(
  telegram: MbusTelegram,
  address: string,
  { catalogue }: ScanOptions,
): { readonly meter: FoundMeter; readonly secondary: SecondaryAddress | undefined } {
  if (telegram.kind === "fixed" || !telegram.device) {
    const serialNumber = telegram.kind === "fixed" ? telegram.identification : undefined;
    const saysOfItself = serialNumber ?? "";
    const meter = { address, saysOfItself, modelIds: [], ...(serialNumber && { serialNumber }) };
    return { meter, secondary: undefined };
  }
  const { device } = telegram;
  const secondary = secondaryAddress(device);
  const { identification, maker, version, medium } = device;
  return {
    secondary,
    meter: {
      address: /^\d{1,3}$/.test(address) ? address : secondary,
      saysOfItself: `${maker} ${identification}, ${mediumName(medium)}, version ${version}`,
      modelIds: fittingModels(device, catalogue),
      serialNumber: identification,
    },
  };
}

/** Those that fit, the ones that name maker, version and medium first. */
function fittingModels(device: MbusDevice, catalogue: ScanOptions["catalogue"]): string[] {
  return catalogue
    .filter((model): model is MbusModel => model.protocol === "mbus")
    .map(({ id, identities }) => ({
      id,
      fit: Math.max(0, ...identities.map((identity) => fitOf(identity, device))),
    }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit)
    .map(({ id }) => id);
}

/** 0 when it does not fit; the more it names, the likelier it is. */
function fitOf(identity: MbusModel["identities"][number], device: MbusDevice): number {
  const { manufacturer, version, medium } = identity;
  if (manufacturer !== undefined && manufacturer !== device.maker) return 0;
  if (version !== undefined && version !== device.version) return 0;
  if (medium !== undefined && medium !== device.medium) return 0;
  const named = [manufacturer, manufacturer, version, medium];
  return 1 + named.filter((part) => part !== undefined).length;
}
