import type { ModbusModel } from "#domain/metering/meter-model.ts";
import { type ModbusRegister, WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import { partsOfQuantity } from "#domain/metering/quantity.ts";
import type { FoundMeter } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import { decodeRegister } from "./decode-register.ts";
import type { ModbusConnection } from "./modbus-connection.ts";
import type { RegisterRequest } from "./modbus-frame.ts";
import { spanOf } from "./plan-blocks.ts";
import { sunspecBlocks, sunspecIdentity } from "./sunspec.ts";
import { looksRight } from "./usual-values.ts";

/** What a meter that is there tells of its type. */
export type Recognised = Omit<FoundMeter, "address">;

/** Quantities whose values are so narrow that they tell where they stand. */
const TELLING: readonly string[] = ["voltage", "frequency"];
/** So many of a model's registers are looked at. */
const TELLING_AT_MOST = 3;
/** Of one right value alone too many models would be believed. */
const TELLING_AT_LEAST = 2;
/** Reads on the search for a plausible model; a line is not blocked for longer. */
const READS_AT_MOST = 80;
/** Some devices say nothing to a wrong question: then the search is given up. */
const SILENCES_AT_MOST = 3;
/** A meter that is there answers far sooner. */
const TIMEOUT_MS = 300;

/**
 * Of what type a unit is: by the probes of the catalogue, by what it says of itself (device
 * identification, the common model of SunSpec), and where none of these tell by where it shows
 * voltages and a frequency as they are in a grid: then the models are only candidates.
 */
export async function recogniseUnit(
  connection: ModbusConnection,
  unitAddress: number,
  models: readonly ModbusModel[],
): Promise<Recognised> {
  const unit = new AskedUnit(connection, unitAddress);
  const probed = await probedModels(unit, models);
  const said = await saidOfItself(unit, models);
  const modelIds = [...new Set([...probed, ...said.modelIds])];
  const candidateIds = modelIds.length > 0 ? [] : await plausibleModels(unit, models);
  const { saysOfItself, serialNumber } = said;
  return { saysOfItself, modelIds, candidateIds, ...(serialNumber && { serialNumber }) };
}

/** A unit that is asked many things, each once. */
class AskedUnit {
  readonly connection: ModbusConnection;
  readonly unitAddress: number;
  reads = 0;
  silences = 0;
  readonly #answers = new Map<string, Uint16Array | undefined>();

  constructor(connection: ModbusConnection, unitAddress: number) {
    this.connection = connection;
    this.unitAddress = unitAddress;
  }

  /** The words, or undefined where it refuses or is silent. */
  async words(request: Omit<RegisterRequest, "unitAddress">): Promise<Uint16Array | undefined> {
    const { functionCode, address, count } = request;
    const key = `${functionCode} ${address} ${count}`;
    if (this.#answers.has(key)) return this.#answers.get(key);
    const { unitAddress } = this;
    const words = await this.orNothing(() =>
      this.connection.read({ unitAddress, ...request }, TIMEOUT_MS),
    );
    this.reads += 1;
    this.#answers.set(key, words);
    return words;
  }

  /** What it answers; undefined where it refuses, is silent or says something else. */
  async orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LineError) || error.kind === "not-connected") throw error;
      if (error.kind === "no-answer") this.silences += 1;
      return undefined;
    }
  }
}

/** Those whose probe is answered as they say. */
async function probedModels(unit: AskedUnit, models: readonly ModbusModel[]): Promise<string[]> {
  const fitting: string[] = [];
  for (const { id, probe } of models) {
    if (!probe) continue;
    const { functionCode, address } = probe;
    const count = (probe.answers[0]?.length ?? 0) / 4;
    const words = await unit.words({ functionCode, address, count });
    const hex = words && Array.from(words, (word) => word.toString(16).padStart(4, "0")).join("");
    if (probe.answers.some((expected) => expected.toLowerCase() === hex)) fitting.push(id);
  }
  return fitting;
}

interface Said {
  readonly saysOfItself: string;
  readonly modelIds: readonly string[];
  readonly serialNumber?: string;
}

async function saidOfItself(unit: AskedUnit, models: readonly ModbusModel[]): Promise<Said> {
  const { connection, unitAddress } = unit;
  const blocks = await unit.orNothing(() => sunspecBlocks(connection, unitAddress));
  if (blocks) {
    const identity = await unit.orNothing(() => sunspecIdentity(connection, unitAddress, blocks));
    const { maker = "", model = "", serialNumber = "" } = identity ?? {};
    const ids = new Set(blocks.map(({ id }) => id));
    const fitting = models.filter(({ sunspec }) => sunspec?.some((id) => ids.has(id)));
    return {
      saysOfItself: [maker, model].filter(Boolean).join(" "),
      modelIds: fitting.map(({ id }) => id),
      ...(serialNumber !== "" && { serialNumber }),
    };
  }
  const identity = await unit.orNothing(() => connection.identify(unitAddress, TIMEOUT_MS));
  if (!identity) return { saysOfItself: "", modelIds: [] };
  const { vendor, product, revision } = identity;
  const named = models.filter((model) => isNamed(model, product));
  return {
    saysOfItself: [vendor, product, revision].filter(Boolean).join(" "),
    modelIds: named.map(({ id }) => id),
  };
}

/** A shorter name stands in too many products. */
const NAME_AT_LEAST = 4;

/** Whether the product's name is the model's, or one of its other names. */
function isNamed({ name, aliases = [] }: ModbusModel, product: string): boolean {
  const wanted = lettersOf(product);
  return [name, ...aliases].some((one) => {
    const own = lettersOf(one);
    return own.length >= NAME_AT_LEAST && wanted.includes(own);
  });
}

/** Without blanks, dashes and the like, which makers set as they please. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Those by which the meter shows what is usual, the surest first. */
async function plausibleModels(unit: AskedUnit, models: readonly ModbusModel[]): Promise<string[]> {
  const scores: { readonly id: string; readonly score: number }[] = [];
  for (const model of models) {
    const telling = tellingRegisters(model);
    if (telling.length < TELLING_AT_LEAST) continue;
    let score = 0;
    for (const register of telling) {
      if (unit.reads >= READS_AT_MOST || unit.silences >= SILENCES_AT_MOST) break;
      if (!(await showsUsual(unit, register))) break;
      score += 1;
    }
    if (score >= TELLING_AT_LEAST) scores.push({ id: model.id, score });
  }
  return scores.toSorted((a, b) => b.score - a.score).map(({ id }) => id);
}

/** A frequency where the model has one, and voltages; those of a moved map cannot be asked blindly. */
function tellingRegisters({ sunspec, registers }: ModbusModel): ModbusRegister[] {
  if (sunspec) return [];
  const telling = registers.filter(({ quantity }) =>
    TELLING.includes(partsOfQuantity(quantity)[0]),
  );
  return [
    ...telling.filter(({ quantity }) => quantity !== "frequency").slice(0, TELLING_AT_MOST - 1),
    ...telling.filter(({ quantity }) => quantity === "frequency"),
  ];
}

async function showsUsual(unit: AskedUnit, register: ModbusRegister): Promise<boolean> {
  const { functionCode, exponentAddress, address } = register;
  const { start, end } = spanOf(register);
  const words = await unit.words({ functionCode, address: start, count: end - start });
  if (!words) return false;
  const exponent = exponentAddress === undefined ? undefined : words[exponentAddress - start];
  const own = words.subarray(address - start, address - start + WORDS_OF_TYPE[register.type]);
  const value = decodeRegister(register, own, exponent);
  return value !== undefined && !value.isZero() && looksRight(register.quantity, value);
}
