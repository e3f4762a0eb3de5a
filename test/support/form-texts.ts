/** What the library of forms says by itself, where a rule has no words of ours. */
import { z } from "zod";

/** Rules as they stand in forms, each with something that breaks it. */
const BROKEN: readonly (readonly [rule: z.ZodType, value: unknown])[] = [
  [z.string(), undefined],
  [z.literal(1), 2],
  [z.union([z.literal(1), z.literal(2)]), 3],
  [z.enum(["a", "b"]), "c"],
  [z.discriminatedUnion("kind", [z.object({ kind: z.literal("a") })]), { kind: "b" }],
  [z.string().max(2), "abc"],
  [z.string().min(2), "a"],
  [z.string().length(2), "a"],
  [z.string().length(2), "abc"],
  [z.array(z.int()).max(1), [1, 2]],
  [z.array(z.int()).min(1), []],
  [z.array(z.int()).length(2), [1]],
  [z.array(z.int()).length(2), [1, 2, 3]],
  [z.int().max(1), 2],
  [z.int().min(1), 0],
  [z.int().negative(), 1],
  [z.int().positive(), 0],
  [z.number().multipleOf(2), 3],
  [z.email(), "a"],
  [z.url(), "a"],
  [z.iso.datetime(), "a"],
  [z.iso.date(), "a"],
  [z.base64(), "!"],
  [z.string().regex(/^a$/), "b"],
  [z.string().startsWith("$"), "a"],
  [z.strictObject({}), { a: 1 }],
  [z.strictObject({}), { a: 1, b: 2 }],
  [z.record(z.string().regex(/a/), z.int()), { b: 1 }],
];

/** Every text of the library, as it comes back from the API. */
export function formTexts(): readonly string[] {
  return BROKEN.flatMap(([rule, value]) => {
    const issues = rule.safeParse(value).error?.issues ?? [];
    if (issues.length === 0) throw new Error(`${JSON.stringify(value)} was expected to be wrong`);
    return issues.map(({ message }) => message);
  });
}
