const INTRODUCTION = `SmartPM reads the meters of a building, bills its tenants, and watches for losses.

Usage: ./smartpm COMMAND [OPTIONS]
`;

/** What `./smartpm help` prints. */
export function helpText(commands: Readonly<Record<string, { readonly summary: string }>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return `${INTRODUCTION}\n${lines.join("\n")}\n\n./smartpm help COMMAND explains one.\n`;
}
