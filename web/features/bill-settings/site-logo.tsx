import { Alert, Button, FileButton, Group } from "@mantine/core";
import { IconTrash, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call, CallError } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { wordsOf } from "#web/components/form/entry.ts";
import { bytesInBase64 } from "#web/components/form/file-bytes.ts";
import { useErrorText } from "#web/components/states.tsx";

const PICTURES = ["image/svg+xml", "image/png", "image/jpeg"] as const;

/** The logo of this site's bills, where it is not the organisation's; stored at once. */
export function SiteLogo({ sha256 }: { sha256: string | null }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const params = { id: site.id };
  const onSuccess = () =>
    client.invalidateQueries({
      predicate: ({ queryKey: [name] }) =>
        name === "GET /sites/:id/bill-settings" || name === "bill preview",
    });
  const store = useMutation({
    async mutationFn(file: File) {
      const mediaType = PICTURES.find((kind) => kind === file.type);
      if (!mediaType) throw new Error(t("settings.logoKind"));
      const base64 = await bytesInBase64(file);
      return call("POST /sites/:id/bill-logo", { params, body: { mediaType, base64 } });
    },
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: () => call("DELETE /sites/:id/bill-logo", { params }),
    onSuccess,
  });
  const { error } = store;
  const [fault] = error instanceof CallError ? error.faults : [];
  return (
    <>
      {error && (
        <Alert color="red" role="alert" mb="sm">
          {fault ? wordsOf(fault) : error instanceof CallError ? errorText(error) : error.message}
        </Alert>
      )}
      <Group mb="md">
        <FileButton
          accept={PICTURES.join(",")}
          onChange={(file) => file && store.mutate(file)}
          inputProps={{ "aria-label": t("billSettings.siteLogo") }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={store.isPending}
              leftSection={<IconUpload aria-hidden size={18} />}
            >
              {t("billSettings.siteLogo")}
            </Button>
          )}
        </FileButton>
        {sha256 !== null && (
          <Button
            variant="subtle"
            color="red"
            loading={remove.isPending}
            leftSection={<IconTrash aria-hidden size={18} />}
            onClick={() => remove.mutate()}
          >
            {t("billSettings.organisationsLogo")}
          </Button>
        )}
      </Group>
    </>
  );
}
