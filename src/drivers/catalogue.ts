import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { type MeterModel, WORDS_OF_TYPE, type RegisterType } from "#domain/metering/meter-model.ts";

const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, 'is not a decimal like "0.01"');

const meterRegister = z
  .strictObject({
    quantity: z.string().min(1),
    address: z.int().min(0).max(0xffff),
    functionCode: z.union([z.literal(3), z.literal(4)]),
    type: z.enum(Object.keys(WORDS_OF_TYPE) as RegisterType[]),
    wordOrder: z.enum(["big", "little"]),
    scale: decimalText,
    unit: z.string(),
    role: z.enum(["billing", "register", "live"]),
    resolution: decimalText.optional(),
    digits: z.int().min(0).max(15).optional(),
    noValue: z.array(z.string().regex(/^[0-9a-f]+$/i)).optional(),
  })
  .refine(
    ({ role, resolution, digits }) => role !== "billing" || (resolution && digits !== undefined),
    {
      message: "a billing register needs resolution and digits",
    },
  );

const meterModel = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/, "is not lower case with dashes"),
    maker: z.string().min(1),
    name: z.string().min(1),
    commodities: z.array(z.enum(COMMODITIES)).min(1),
    protocol: z.literal("modbus"),
    registersAtMost: z.int().min(1).max(125),
    holesReadable: z.boolean(),
    transformers: z.enum(["none", "primary", "secondary"]),
    registers: z.array(meterRegister).min(1),
    sources: z.array(z.string().min(1)).min(1),
    confidence: z.enum(["A", "B", "C"]),
    notes: z.string().optional(),
    frames: z.array(
      z.strictObject({
        source: z.string().min(1),
        address: z.int().min(0).max(0xffff),
        words: z.string().regex(/^([0-9a-f]{4})+$/i),
        expected: z.array(z.strictObject({ quantity: z.string(), value: decimalText })).min(1),
      }),
    ),
  })
  .refine(({ registers }) => registers.filter(({ role }) => role === "billing").length === 1, {
    path: ["registers"],
    message: "exactly one has the role billing",
  });

/**
 * Reads every `<maker>/<model>.json` under `folder`, by maker and name. Throws with file and field
 * when an entry is not as it should be, or when two have the same id.
 */
export function loadCatalogue(folder: string): MeterModel[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .toSorted();
  const models = files.map((file) => readModel(folder, file));
  const ids = new Map<string, string>();
  models.forEach(({ id }, n) => {
    const other = ids.get(id);
    if (other) throw new Error(`${files[n]}: the id ${id} is that of ${other}; choose another`);
    ids.set(id, files[n] ?? "");
  });
  return models;
}

function readModel(folder: string, file: string): MeterModel {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(folder, file), "utf8"));
  } catch (error) {
    throw new Error(`catalogue entry ${file} is not JSON`, { cause: error });
  }
  const parsed = meterModel.safeParse(json);
  // The schema says the same as the type, but for optional fields that zod lets be undefined.
  if (parsed.success) return parsed.data as MeterModel;
  const issue = parsed.error.issues[0];
  throw new Error(`catalogue entry ${file}, ${issue?.path.join(".")}: ${issue?.message}`);
}
