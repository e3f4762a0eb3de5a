/** What a service point delivers. */
export const COMMODITIES = [
  "electricity",
  "gas",
  "cold-water",
  "hot-water",
  "heat",
  "cooling",
] as const;
export type Commodity = (typeof COMMODITIES)[number];
