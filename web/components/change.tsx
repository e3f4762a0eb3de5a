import { IconArrowDownRight, IconArrowUpRight, IconEqual } from "@tabler/icons-react";
import { formatChange } from "./format.ts";
import { Mark } from "./mark.tsx";

/** Below this nothing has changed. */
const SMALLEST_SHARE = 0.005;

/** How a quantity compares with one before, in percent; nothing where it cannot be said. */
export function Change({ now, before }: { now: string | null; before: string | null }) {
  if (now === null || before === null || Number(before) === 0) return null;
  const share = Number(now) / Number(before) - 1;
  const Icon =
    Math.abs(share) < SMALLEST_SHARE
      ? IconEqual
      : share > 0
        ? IconArrowUpRight
        : IconArrowDownRight;
  return (
    <Mark tone="neutral" icon={<Icon aria-hidden />}>
      {formatChange(share)}
    </Mark>
  );
}
