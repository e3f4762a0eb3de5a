import type { MeterModel, MeterProtocol } from "#domain/metering/meter-model.ts";
import { meterModelJsonSchema } from "#drivers/meter-model-file.ts";

const PROTOCOL_NAMES: Readonly<Record<MeterProtocol, string>> = {
  modbus: "Modbus",
  "dlt645-1997": "DL/T 645-1997",
  "dlt645-2007": "DL/T 645-2007",
  cjt188: "CJ/T 188",
  mbus: "M-Bus",
  "iec62056-21": "IEC 62056-21",
  "mqtt-json": "MQTT (JSON)",
  push: "HTTP push",
  manual: "read by a person",
};

/** The JSON Schema of an entry, as the file beside the entries holds it. */
export function schemaText(): string {
  return `${JSON.stringify(meterModelJsonSchema(), null, 2)}\n`;
}

/** The page that lists every type of meter by its maker. */
export function metersPage(models: readonly MeterModel[]): string {
  const makers = Map.groupBy(
    models.toSorted((a, b) => a.maker.localeCompare(b.maker) || a.name.localeCompare(b.name)),
    ({ maker }) => maker,
  );
  return `${intro(models)}\n${Array.from(makers, section).join("\n")}`;
}

function intro(models: readonly MeterModel[]): string {
  const doubtful = models.filter(({ confidence }) => confidence === "C").length;
  return `# Meters that SmartPM knows

${models.length} types, ready to be chosen. This page is made from the files in
[catalogue/meters](../catalogue/meters/README.md) (\`node tools/write-catalogue-page.ts\`), and a test
holds it to them. Another type is added without code: [adding-a-meter.md](adding-a-meter.md).

| founded on | |
| --- | --- |
| A | two sources that agree |
| B | one source |
| C | incomplete or doubtful (${doubtful} types): shown, but nothing is billed before a person has compared a meter with its display and confirmed the type |

None of these entries has been tried by us on the maker's hardware. Whatever its letter, compare a
meter's first reading with its face before it is billed.
`;
}

function section([maker, models]: readonly [string, readonly MeterModel[]]): string {
  const rows = models.map(
    ({ id, name, aliases, commodities, protocol, confidence, frames }) =>
      `| ${cell([name, ...(aliases ?? [])].join("; "))} | ${commodities.join(", ")} | ${PROTOCOL_NAMES[protocol]} | ${confidence} | ${frames.length > 0 ? "yes" : ""} | \`${id}\` |`,
  );
  return `## ${maker}

| type | measures | by | founded | tested on a real telegram | id |
| --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
