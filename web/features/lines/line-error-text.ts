import { useTranslation } from "react-i18next";
import type { LineCommand } from "#api/contract/lines.ts";

type LineError = NonNullable<LineCommand["error"]>;
const KINDS = [
  "not-connected",
  "closed",
  "no-answer",
  "noisy",
  "wrong-checksum",
  "wrong-unit",
  "wrong-answer",
  "refused",
  "no-value",
  "unsupported",
] as const;

/** Modbus exceptions that people meet: the register is not there, or nobody is behind the gateway. */
const CODES = [2, 3, 6, 10, 11] as const;

function kindOf({ kind }: Pick<LineError, "kind">) {
  return KINDS.find((known) => known === kind) ?? "wrong-answer";
}

function codeOf({ code }: LineError) {
  return CODES.find((known) => known === code);
}

/** Why a line gave no value, and what to do, in plain words. */
export function useLineErrorText() {
  const { t } = useTranslation();
  return {
    title(error: Pick<LineError, "kind">): string {
      return t(`lines.error.${kindOf(error)}`);
    },
    help(error: LineError): string {
      const code = kindOf(error) === "refused" ? codeOf(error) : undefined;
      return code === undefined
        ? t(`lines.errorHelp.${kindOf(error)}`)
        : t(`lines.exception.${code}`);
    },
  };
}
