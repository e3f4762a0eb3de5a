import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Entry } from "./entry.ts";
import { wordsOf } from "./entry.ts";
import { useErrorText } from "#web/components/states.tsx";
import { serverWords } from "#web/i18n/server-words.ts";

/** What went wrong and belongs to no field: above the fields, read out at once. */
export function EntryFaults<V extends Readonly<Record<string, unknown>>, Answer>({
  entry: { saving, otherFaults, isToldAtFields },
}: {
  entry: Entry<V, Answer>;
}) {
  const errorText = useErrorText();
  if (!saving.isError || isToldAtFields) return null;
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
      {otherFaults.length === 0
        ? errorText(saving.error)
        : otherFaults.map((fault) => (
            <div key={`${fault.subject} ${fault.message}`}>
              {fault.subject.startsWith("body") ? "" : `${serverWords(fault.subject)}: `}
              {wordsOf(fault)}
            </div>
          ))}
    </Alert>
  );
}
