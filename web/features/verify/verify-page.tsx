import { Alert, Button, Container, FileButton, Stack, Text, Title } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DocumentVerification } from "#api/contract/verification.ts";
import { type Verification, verifyEvidence } from "#domain/billing/verify-evidence.ts";
import { sha256Hex } from "#domain/core/sha256.ts";
import { call } from "#web/api/call.ts";
import { formatDay, formatMoney } from "#web/components/format.ts";
import { useErrorText } from "#web/components/states.tsx";
import { DigestForm } from "./digest-form.tsx";
import { attachedText } from "./pdf-attachment.ts";
import { Verdict } from "./verdict.tsx";
import { VerifiedSteps } from "./verified-steps.tsx";

type Outcome =
  | {
      readonly kind: "document";
      readonly answer: DocumentVerification;
      /** Of the evidence within it; undefined where there is none that could be read. */
      readonly verification: Verification | undefined;
    }
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
    <Container component="main" size="md" py="xl">
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
        <DigestForm />
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
    const answer = await call("GET /verification", { query });
    return { kind: "document", answer, verification: await verifyAttached(bytes) };
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

/** Also of a document that is not genuine: what stands in it may still tell what was changed. */
async function verifyAttached(pdf: Uint8Array<ArrayBuffer>): Promise<Verification | undefined> {
  try {
    const text = await attachedText(pdf, "evidence.json");
    const result = text === undefined ? undefined : verifyEvidence(JSON.parse(text));
    return result?.ok ? result.value : undefined;
  } catch {
    return undefined;
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
