import { Alert, Button, FileButton, Group } from "@mantine/core";
import { IconAlertTriangle, IconTrash, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CallError } from "#web/api/call.ts";
import { useErrorText } from "#web/components/states.tsx";
import { wordsOf } from "./entry.ts";
import { bytesInBase64 } from "./file-bytes.ts";

const PICTURES = ["image/svg+xml", "image/png", "image/jpeg"] as const;
/** As the contract's LOGO_BYTES_AT_MOST; written here so that its schemas are not loaded. */
export const LOGO_BYTES_AT_MOST = 400_000;

/** A picture as it is sent. */
export interface ChosenLogo {
  readonly mediaType: (typeof PICTURES)[number];
  readonly base64: string;
}

export interface LogoChoiceProps {
  readonly chooseLabel: string;
  readonly removeLabel: string;
  /** Whether there is one to remove. */
  readonly isStored: boolean;
  readonly store: (logo: ChosenLogo) => Promise<unknown>;
  readonly remove: () => Promise<unknown>;
  /** The first word of what is asked anew after a change. */
  readonly renews: readonly string[];
}

/** The two buttons of a logo, another one and none; what is chosen is stored at once. */
export function LogoChoice(props: LogoChoiceProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const onSuccess = () =>
    client.invalidateQueries({
      predicate: ({ queryKey: [name] }) => props.renews.includes(String(name)),
    });
  const store = useMutation({
    async mutationFn(file: File) {
      const mediaType = PICTURES.find((kind) => kind === file.type);
      if (!mediaType) throw new Error(t("settings.logoKind"));
      if (file.size > LOGO_BYTES_AT_MOST) throw new Error(t("settings.logoLarge"));
      return props.store({ mediaType, base64: await bytesInBase64(file) });
    },
    onSuccess,
  });
  const remove = useMutation({ mutationFn: props.remove, onSuccess });
  const error = store.error ?? remove.error;
  return (
    <>
      {error && <LogoFault error={error} />}
      <Group gap="sm">
        <FileButton
          accept={PICTURES.join(",")}
          onChange={(file) => file && store.mutate(file)}
          inputProps={{ "aria-label": props.chooseLabel }}
        >
          {(button) => (
            <Button
              {...button}
              variant="default"
              loading={store.isPending}
              leftSection={<IconUpload aria-hidden size={18} />}
            >
              {props.chooseLabel}
            </Button>
          )}
        </FileButton>
        {props.isStored && (
          <Button
            variant="subtle"
            color="red"
            loading={remove.isPending}
            leftSection={<IconTrash aria-hidden size={18} />}
            onClick={() => remove.mutate()}
          >
            {props.removeLabel}
          </Button>
        )}
      </Group>
    </>
  );
}

/** What is wrong with the picture, or with sending it. */
function LogoFault({ error }: { error: Error }) {
  const errorText = useErrorText();
  const [fault] = error instanceof CallError ? error.faults : [];
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
      {fault ? wordsOf(fault) : error instanceof CallError ? errorText(error) : error.message}
    </Alert>
  );
}
