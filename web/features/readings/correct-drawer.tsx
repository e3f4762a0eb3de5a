import { Alert, Checkbox, List, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChangedReading, Reading, ReadingList } from "#api/contract/readings.ts";
import { call } from "#web/api/call.ts";
import { formatInstant, unitSign } from "#web/components/format.ts";
import { useEntry } from "#web/components/form/entry.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { readDecimal, useRules } from "#web/components/form/rules.ts";
import { offerUndo } from "#web/components/form/undo-toast.tsx";

/** Another value for a stored reading, with its reason; tells which bills used the old one. */
export function CorrectDrawer({
  meterId,
  list,
  reading,
  onClose,
}: {
  meterId: number;
  list: ReadingList;
  reading: Reading;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const rules = useRules();
  const client = useQueryClient();
  const [bills, setBills] = useState<ChangedReading["bills"]>();
  const { channelId: channel, timeZone, unit } = list;
  const { at } = reading;
  const params = { id: meterId };
  const correct = (value: string | null, reason: string) =>
    call("POST /meters/:id/corrections", { params, body: { channel, at, value, reason } });
  const entry = useEntry({
    initialValues: { value: reading.value, withdraw: false, reason: "" },
    rules: {
      value: (value, { withdraw }) =>
        withdraw ? null : (rules.wanted(value) ?? rules.decimal(value)),
      reason: rules.wanted,
    },
    send: ({ value, withdraw, reason }) => correct(withdraw ? null : readDecimal(value), reason),
    renews: ["GET /meters/:id/readings", "GET /meters/:id/trend", "GET /exceptions"],
    onSaved: (changed) => {
      offerUndo({
        done: t("readings.corrected"),
        undo: async () => {
          await correct(reading.value, t("readings.undone"));
          await client.invalidateQueries({ queryKey: ["GET /meters/:id/readings"] });
        },
      });
      if (changed.bills.length === 0) onClose();
      else setBills(changed.bills);
    },
  });
  const { withdraw } = entry.form.getValues();
  return (
    <EntryDrawer
      title={t("readings.correctTitle", { when: formatInstant(at, timeZone) })}
      entry={entry}
      onClose={onClose}
    >
      {bills && (
        <Alert color="yellow" role="status" title={t("readings.billsUsed")}>
          <List>
            {bills.map((bill) => (
              <List.Item key={bill.id}>
                <Link to="/bills/$billId" params={{ billId: bill.id }}>
                  {bill.number}
                </Link>{" "}
                · {bill.tenant}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <TextInput
        label={`${t("readings.shown")} (${unitSign(unit)})`}
        inputMode="decimal"
        disabled={withdraw}
        {...entry.form.getInputProps("value")}
      />
      <Checkbox
        label={t("readings.withdraw")}
        {...entry.form.getInputProps("withdraw", { type: "checkbox" })}
      />
      <TextInput
        label={t("readings.reason")}
        description={t("readings.reasonHelp")}
        maxLength={500}
        {...entry.form.getInputProps("reason")}
      />
    </EntryDrawer>
  );
}
