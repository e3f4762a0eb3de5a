import { Anchor, Stack, Title } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Verification } from "#domain/billing/verify-evidence.ts";
import { Mark } from "#web/components/mark.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { FileOutcome } from "./file-outcome.tsx";
import { Verdict } from "./verdict.tsx";
import { isInOrder, type Outcome } from "./verify-file.ts";

/** One of several files that were looked at. */
export interface FileLook {
  /** Its place among those that were chosen: names may be alike. */
  readonly n: number;
  readonly name: string;
  readonly outcome: Outcome;
}

/** Several files, each with its verdict; the one that is pressed, step by step. */
export function FileList({ looks }: { looks: readonly FileLook[] }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<FileLook>();
  const good = looks.filter(({ outcome }) => isInOrder(outcome)).length;
  const count = looks.length;
  const columns: readonly Column<FileLook>[] = [
    {
      name: t("verify.file"),
      renderCell: (look) => (
        <Anchor component="button" ta="left" onClick={() => setOpened(look)}>
          {look.name}
        </Anchor>
      ),
    },
    { name: t("verify.verdict"), renderCell: ({ outcome }) => <ShortVerdict outcome={outcome} /> },
  ];
  return (
    <Stack gap="md">
      <Verdict
        good={good === count}
        title={t(good === count ? "verify.allInOrder" : "verify.notAllInOrder", {
          count,
          bad: count - good,
        })}
      >
        {t("verify.pressFile")}
      </Verdict>
      <div className="surface">
        <Rows label={t("verify.files")} rows={looks} columns={columns} keyOf={({ n }) => n} />
      </div>
      {opened && (
        // It stands below a list that may be long.
        <section key={opened.n} ref={(section) => section?.scrollIntoView()}>
          <Title order={2} mb="sm" style={{ overflowWrap: "anywhere" }}>
            {opened.name}
          </Title>
          <FileOutcome outcome={opened.outcome} />
        </section>
      )}
    </Stack>
  );
}

function ShortVerdict({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  const isGood = isInOrder(outcome);
  const { key, number } = shortVerdict(outcome);
  return (
    <Mark
      tone={isGood ? "good" : "bad"}
      icon={isGood ? <IconCheck aria-hidden /> : <IconX aria-hidden />}
    >
      {t(key, { number })}
    </Mark>
  );
}

/** What weighs most of all that is known of a file. */
function shortVerdict(outcome: Outcome) {
  if (outcome.kind === "unreadable") return { key: "verify.unreadable", number: "" } as const;
  if (outcome.kind === "evidence") return evidenceVerdict(outcome.verification);
  const { answer, verification } = outcome;
  if (!answer.document) return { key: "verify.notGenuine", number: "" } as const;
  if (verification && !verification.isEqual) return evidenceVerdict(verification);
  return { key: "verify.genuine", number: answer.document.number } as const;
}

function evidenceVerdict({ isEqual, bill }: Verification) {
  return { key: isEqual ? "verify.equal" : "verify.different", number: bill.number } as const;
}
