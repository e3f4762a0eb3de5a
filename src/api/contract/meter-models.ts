import { z } from "zod";
import { commodity } from "./scalars.ts";

/** A type of meter that SmartPM can read: an entry of catalogue/meters. */
export const meterModel = z.object({
  id: z.string(),
  maker: z.string(),
  name: z.string(),
  commodities: z.array(commodity),
  protocol: z.string(),
  quantities: z.array(z.object({ name: z.string(), unit: z.string(), role: z.string() })),
});
export type MeterModelSummary = z.infer<typeof meterModel>;

export const meterModelList = z.object({ meterModels: z.array(meterModel) });
export type MeterModelList = z.infer<typeof meterModelList>;
