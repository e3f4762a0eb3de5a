import { schemaOf, type JsonSchema } from "./document-reader.ts";
import { readDocument } from "./parse-tariff.ts";

/**
 * The tariff document as JSON Schema, for editors that complete and check while one writes. It is
 * told by the readers themselves, so it takes every document that they take; what one part says of
 * another (references, holes in a day) only `parseTariff` checks.
 */
export function tariffSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "SmartPM tariff",
    description: "A tariff document, as docs/adding-a-tariff.md describes it.",
    ...schemaOf(readDocument),
  };
}
