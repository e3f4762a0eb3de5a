/** The lines of a sign, which the module of each has beside its component. */
declare module "@tabler/icons-react/dist/esm/icons/*.mjs" {
  import type { IconNode } from "@tabler/icons-react";

  // oxlint-disable-next-line eslint/no-underscore-dangle -- what the package calls it
  export const __iconNode: IconNode;
}
