import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DocumentVerification } from "#api/contract/verification.ts";
import type { Verification } from "#domain/billing/verify-evidence.ts";
import { formatDay, formatMoney } from "#web/components/format.ts";
import { Verdict } from "./verdict.tsx";
import { VerifiedSteps } from "./verified-steps.tsx";
import type { Outcome } from "./verify-file.ts";

/** All that is known of a file, step by step. */
export function FileOutcome({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  switch (outcome.kind) {
    case "unreadable":
      return (
        <Verdict good={false} title={t("verify.unreadable")}>
          {outcome.message}
        </Verdict>
      );
    case "document":
      return (
        <Stack gap="md">
          <DocumentVerdict answer={outcome.answer} />
          {outcome.verification && <EvidenceVerdict verification={outcome.verification} />}
        </Stack>
      );
    case "evidence":
      return <EvidenceVerdict verification={outcome.verification} />;
  }
}

function DocumentVerdict({ answer: { document } }: { answer: DocumentVerification }) {
  const { t } = useTranslation();
  if (!document) {
    return (
      <Verdict good={false} title={t("verify.notGenuine")}>
        {t("verify.notGenuineHelp")}
      </Verdict>
    );
  }
  const { number, issuer, issuedOn, currency, totalMinor } = document;
  return (
    <Verdict good title={t("verify.genuine", { number })}>
      {t("verify.issued", {
        issuer,
        day: formatDay(issuedOn),
        total: formatMoney(totalMinor, currency),
      })}
      {document.state === "credited" && ` ${t("verify.credited")}`}
    </Verdict>
  );
}

function EvidenceVerdict({ verification }: { verification: Verification }) {
  const { t } = useTranslation();
  const { bill, steps, isEqual } = verification;
  const wrong = steps.filter((step) => !step.isEqual).length;
  return (
    <Stack gap="md">
      <Verdict
        good={isEqual}
        title={t(isEqual ? "verify.equal" : "verify.different", { number: bill.number })}
      >
        {isEqual
          ? t("verify.equalHelp", { count: steps.length })
          : t("verify.differentHelp", { wrong, count: steps.length })}
      </Verdict>
      <VerifiedSteps verification={verification} />
    </Stack>
  );
}
