import { Alert, Button, Container, FileButton, Group, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconFileUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DocumentVerification } from "#api/contract/verification.ts";
import { type Verification, verifyEvidence } from "#domain/billing/verify-evidence.ts";
import { sha256Hex } from "#domain/core/sha256.ts";
import { call } from "#web/api/call.ts";
import { formatDay, formatMoney } from "#web/components/format.ts";
import { useErrorText } from "#web/components/states.tsx";
import { VerifiedSteps } from "./verified-steps.tsx";

type Outcome =
  | { readonly kind: "document"; readonly answer: DocumentVerification }
  | { readonly kind: "evidence"; readonly verification: Verification }
  | { readonly kind: "unreadable"; readonly message: string };

/**
 * For anybody who has a bill: says whether it is genuine, and computes it again from its evidence
 * file in this browser, by the code that made it. Of a document only the digest leaves the browser.
 */
export function VerifyPage() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const look = useMutation({ mutationFn: verify });
  const choose = (file: File | null) => file && look.mutate(file);
  return (
    <Container size="md" py="xl">
      <Stack gap="lg">
        <div>
          <Title order={1}>{t("verify.title")}</Title>
          <Text c="dimmed" mt={4}>
            {t("verify.help")}
          </Text>
        </div>
        <div
          className="surface"
          style={{ padding: 32, textAlign: "center" }}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            choose(event.dataTransfer.files[0] ?? null);
          }}
        >
          <Text mb="md">{t("verify.drop")}</Text>
          <FileButton onChange={choose} accept=".pdf,.json,.gz">
            {(props) => (
              <Button
                {...props}
                size="md"
                loading={look.isPending}
                leftSection={<IconFileUpload aria-hidden size={20} />}
              >
                {t("verify.choose")}
              </Button>
            )}
          </FileButton>
        </div>
        <div aria-live="polite">
          {look.isError && (
            <Alert color="red" role="alert">
              {errorText(look.error)}
            </Alert>
          )}
          {look.data && <OutcomeOf outcome={look.data} />}
        </div>
      </Stack>
    </Container>
  );
}

async function verify(file: File): Promise<Outcome> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const isJson = bytes[0] === 0x7b;
  if (!isGzip && !isJson) {
    const query = { sha256: sha256Hex(bytes) };
    return { kind: "document", answer: await call("GET /verification", { query }) };
  }
  const text = isGzip ? await unzipped(bytes) : new TextDecoder().decode(bytes);
  try {
    const result = verifyEvidence(JSON.parse(text));
    if (result.ok) return { kind: "evidence", verification: result.value };
    return { kind: "unreadable", message: result.faults[0]?.message ?? "" };
  } catch {
    return { kind: "unreadable", message: "" };
  }
}

async function unzipped(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

function OutcomeOf({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  switch (outcome.kind) {
    case "unreadable":
      return (
        <Verdict good={false} title={t("verify.unreadable")}>
          {outcome.message}
        </Verdict>
      );
    case "document": {
      const { document } = outcome.answer;
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
    case "evidence": {
      const { bill, steps, isEqual } = outcome.verification;
      const { number } = bill;
      const wrong = steps.filter((step) => !step.isEqual).length;
      return (
        <Stack gap="md">
          <Verdict
            good={isEqual}
            title={t(isEqual ? "verify.equal" : "verify.different", { number })}
          >
            {isEqual
              ? t("verify.equalHelp", { count: steps.length })
              : t("verify.differentHelp", { wrong, count: steps.length })}
          </Verdict>
          <VerifiedSteps verification={outcome.verification} />
        </Stack>
      );
    }
  }
}

function Verdict({
  good,
  title,
  children,
}: {
  good: boolean;
  title: string;
  children: React.ReactNode;
}) {
  const Icon = good ? IconCircleCheck : IconCircleX;
  return (
    <Alert color={good ? "teal" : "red"} icon={<Icon aria-hidden />} title={title}>
      <Group>{children}</Group>
    </Alert>
  );
}
