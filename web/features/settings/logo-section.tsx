import { Alert, Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconPhoto, IconTrash, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Organisation } from "#api/contract/organisation.ts";
import { call } from "#web/api/call.ts";
import { bytesInBase64 } from "#web/components/form/file-bytes.ts";
import { wordsOf } from "#web/components/form/entry.ts";
import { Section } from "#web/components/section.tsx";
import { useErrorText } from "#web/components/states.tsx";
import { CallError } from "#web/api/call.ts";
import styles from "./settings.module.css";

const PICTURES = ["image/svg+xml", "image/png", "image/jpeg"] as const;
/** As the contract's LOGO_BYTES_AT_MOST; written here so that its schemas are not loaded. */
const BYTES_AT_MOST = 400_000;

/** The logo on bills: what it looks like there, another one, none. */
export function LogoSection({
  organisation,
  mayChange,
}: {
  organisation: Organisation;
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Section title={t("settings.logo")}>
      <LogoForm organisation={organisation} mayChange={mayChange} />
      <Text c="dimmed" size="sm" mt="sm">
        {t("settings.logoHelp", { kilobytes: BYTES_AT_MOST / 1000 })}
      </Text>
    </Section>
  );
}

/** The logo and what can be done with it; also a step of the first set-up. */
export function LogoForm({
  organisation,
  mayChange,
}: {
  organisation: Organisation;
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const { logoSha256 } = organisation;
  const renew = () => client.invalidateQueries({ queryKey: ["GET /organisation"] });
  const store = useMutation({
    async mutationFn(file: File) {
      const mediaType = PICTURES.find((kind) => kind === file.type);
      if (!mediaType) throw new Error(t("settings.logoKind"));
      if (file.size > BYTES_AT_MOST) throw new Error(t("settings.logoLarge"));
      const base64 = await bytesInBase64(file);
      return call("POST /organisation/logo", { body: { mediaType, base64 } });
    },
    onSuccess: renew,
  });
  const remove = useMutation({
    mutationFn: () => call("DELETE /organisation/logo"),
    onSuccess: renew,
  });
  const { error } = store;
  const [fault] = error instanceof CallError ? error.faults : [];
  return (
    <Stack gap="sm">
      {error && (
        <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
          {fault ? wordsOf(fault) : error instanceof CallError ? errorText(error) : error.message}
        </Alert>
      )}
      <Group gap="lg" align="center">
        <div className={styles["paper"]}>
          {logoSha256 === null ? (
            <IconPhoto aria-label={t("settings.noLogo")} size={40} stroke={1.3} />
          ) : (
            <img src={`/api/organisation/logo?${logoSha256}`} alt={t("settings.logo")} />
          )}
        </div>
        {mayChange && (
          <Group gap="sm">
            <FileButton
              accept={PICTURES.join(",")}
              onChange={(file) => file && store.mutate(file)}
              inputProps={{ "aria-label": t("settings.chooseLogo") }}
            >
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  loading={store.isPending}
                  leftSection={<IconUpload aria-hidden size={18} />}
                >
                  {t("settings.chooseLogo")}
                </Button>
              )}
            </FileButton>
            {logoSha256 !== null && (
              <Button
                variant="subtle"
                color="red"
                loading={remove.isPending}
                leftSection={<IconTrash aria-hidden size={18} />}
                onClick={() => remove.mutate()}
              >
                {t("common.remove")}
              </Button>
            )}
          </Group>
        )}
      </Group>
    </Stack>
  );
}
