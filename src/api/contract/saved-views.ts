import { z } from "zod";
import { id, lineAsked } from "./scalars.ts";

const FIELDS_AT_MOST = 12;

/** The part of the page's address that narrows, sorts and chooses columns. */
const keptSearch = z
  .record(z.string().max(20), z.string().max(200))
  .refine((search) => Object.keys(search).length <= FIELDS_AT_MOST, "has too many fields");

export const savedViewAsked = z.object({
  name: lineAsked(60).min(1, "must not be empty"),
  /** Shown to everybody who works here. */
  shared: z.boolean(),
  search: keptSearch,
});

const savedView = z.object({
  id,
  name: z.string(),
  shared: z.boolean(),
  /** Whether it is the reader's own, who alone can remove it. */
  own: z.boolean(),
  search: keptSearch,
});
export type SavedView = z.infer<typeof savedView>;

export const savedViewList = z.object({ views: z.array(savedView) });
