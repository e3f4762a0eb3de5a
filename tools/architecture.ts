/** Who may import whom: the only place where it is written. Read by oxlint.config.ts and tidy.test.ts. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // The domain: pure. In the order of a reading's journey.
  "domain/core": [],
  "domain/metering": ["domain/core"],
  "domain/consumption": ["domain/core", "domain/metering"],
  "domain/tariff": ["domain/core"],
  "domain/rating": ["domain/core", "domain/consumption", "domain/tariff"],
  "domain/tenancy": ["domain/core", "domain/metering"],
  "domain/billing": [
    "domain/core",
    "domain/consumption",
    "domain/metering",
    "domain/rating",
    "domain/tariff",
    "domain/tenancy",
  ],
  "domain/balance": ["domain/core", "domain/consumption", "domain/metering"],
  "domain/alarms": ["domain/core", "domain/balance", "domain/metering"],
  // The machinery: one outside thing each.
  platform: [],
  drivers: ["domain", "platform"],
  storage: ["domain", "platform"],
  documents: ["domain", "platform"],
  delivery: ["domain", "platform"],
  // The stages: load, call the domain, save.
  collector: ["domain", "drivers", "platform", "storage"],
  jobs: ["domain", "delivery", "documents", "platform", "storage"],
  // The edges: where a person or a program comes in.
  "api/contract": ["domain"],
  api: ["domain", "documents", "jobs", "platform", "storage"],
  simulator: ["domain", "drivers", "platform"],
  cli: [
    "api",
    "collector",
    "delivery",
    "documents",
    "domain",
    "drivers",
    "jobs",
    "platform",
    "simulator",
    "storage",
  ],
};
