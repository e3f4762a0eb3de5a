import { Alert, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ReadingCheck, ReadingList } from "#api/contract/readings.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { formatDecimal, formatInstant, unitSign } from "#web/components/format.ts";
import { useEntry } from "#web/components/form/entry.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { readDecimal, useRules } from "#web/components/form/rules.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";

const CHECK_AFTER_MS = 250;

/** A register value read off the meter, typed on the number pad; says at once what it would mean. */
export function EnterDrawer({
  meterId,
  list,
  onClose,
}: {
  meterId: number;
  list: ReadingList;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const rules = useRules();
  const { channelId: channel, unit } = list;
  const params = { id: meterId };
  const entry = useEntry({
    initialValues: { value: "", at: "", note: "" },
    rules: { value: (value) => rules.wanted(value) ?? rules.decimal(value) },
    send: ({ value, at, note }) =>
      call("POST /meters/:id/readings", {
        params,
        body: { channel, value: readDecimal(value), note, ...(at !== "" && { at }) },
      }),
    renews: ["GET /meters/:id/readings", "GET /meters/:id", "GET /meters/:id/trend"],
    onSaved: (_, { value }) => {
      sayDone(t("readings.entered", { value: formatDecimal(readDecimal(value)) }));
      onClose();
    },
  });
  const { value, at } = entry.form.getValues();
  const [typed] = useDebouncedValue(readDecimal(value), CHECK_AFTER_MS);
  const check = useQuery({
    ...read("GET /meters/:id/reading-check", {
      params,
      query: { channel, value: typed, ...(at !== "" && { at }) },
    }),
    enabled: /^\d+(\.\d+)?$/.test(typed),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <EntryDrawer
      title={t("readings.enter")}
      help={t("readings.enterHelp")}
      entry={entry}
      onClose={onClose}
    >
      <TextInput
        label={`${t("readings.shown")} (${unitSign(unit)})`}
        inputMode="decimal"
        size="xl"
        data-autofocus
        {...entry.form.getInputProps("value")}
      />
      <div role="status">
        {check.data && typed !== "" && !check.isError && <Verdict check={check.data} />}
      </div>
      <TextInput
        label={t("readings.at")}
        description={t("readings.atHelp")}
        type="datetime-local"
        {...entry.form.getInputProps("at")}
      />
      <TextInput label={t("readings.note")} maxLength={500} {...entry.form.getInputProps("note")} />
    </EntryDrawer>
  );
}

const UNREMARKABLE: readonly ReadingCheck["verdict"][] = ["usual", "first", "rollover"];

function Verdict({ check }: { check: ReadingCheck }) {
  const { t } = useTranslation();
  const amount = (text: string | null) =>
    text === null ? "–" : `${formatDecimal(text)} ${unitSign(check.unit)}`;
  const fine = UNREMARKABLE.includes(check.verdict);
  const Icon = fine ? IconInfoCircle : IconAlertTriangle;
  return (
    <Alert color={fine ? "teal" : "yellow"} icon={<Icon aria-hidden />}>
      {t(`readings.verdict.${check.verdict}`, {
        use: amount(check.use),
        usual: amount(check.usual),
        since: check.beforeAt === null ? "–" : formatInstant(check.beforeAt, check.timeZone),
      })}
    </Alert>
  );
}
