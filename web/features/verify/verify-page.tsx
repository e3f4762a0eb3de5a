import { Alert, Button, Container, FileButton, Progress, Stack, Text, Title } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#web/components/states.tsx";
import { DigestForm } from "./digest-form.tsx";
import { FileOutcome } from "./file-outcome.tsx";
import { type FileLook, FileList } from "./file-list.tsx";
import { verifyFile } from "./verify-file.ts";

/**
 * For anybody who has bills: says whether they are genuine, and computes them again from their evidence
 * files in this browser, by the code that made them. Of a document only the digest leaves the browser.
 */
export function VerifyPage() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [done, setDone] = useState(0);
  const look = useMutation({
    async mutationFn(files: readonly File[]): Promise<readonly FileLook[]> {
      const looks: FileLook[] = [];
      for (const [n, file] of files.entries()) {
        setDone(n);
        // One after the other: a computation takes the processor anyway.
        // oxlint-disable-next-line no-await-in-loop
        looks.push({ n, name: file.name, outcome: await verifyFile(file) });
      }
      return looks;
    },
  });
  const choose = (files: readonly File[]) => {
    if (files.length > 0 && !look.isPending) look.mutate(files);
  };
  const count = look.variables?.length ?? 0;
  const [only] = look.data ?? [];
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
            choose([...event.dataTransfer.files]);
          }}
        >
          <Text mb="md">{t("verify.drop")}</Text>
          <FileButton multiple onChange={choose} accept=".pdf,.json,.gz">
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
          {look.isPending && count > 1 && (
            <>
              <Progress mt="lg" value={(done / count) * 100} aria-label={t("verify.files")} />
              <Text size="sm" c="dimmed" mt={4} className="figures">
                {t("verify.progress", { done, count })}
              </Text>
            </>
          )}
        </div>
        <div aria-live="polite">
          {look.isError && (
            <Alert color="red" role="alert">
              {errorText(look.error)}
            </Alert>
          )}
          {only && count === 1 && <FileOutcome outcome={only.outcome} />}
          {look.data && count > 1 && <FileList key={look.submittedAt} looks={look.data} />}
        </div>
        <DigestForm />
      </Stack>
    </Container>
  );
}
