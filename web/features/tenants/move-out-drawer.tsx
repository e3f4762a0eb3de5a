import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Lease } from "#api/contract/tenants.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { dayAfter, dayBefore, todayAt } from "#web/components/days.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { useRules } from "#web/components/form/rules.ts";
import { offerUndo } from "#web/components/form/undo-toast.tsx";
import { formatDay } from "#web/components/format.ts";
import { RegisterFields, registersOf, type WrittenRegisters } from "./register-fields.tsx";

/** Moving out: the last day, and what the meters showed when it was over. */
export function MoveOutDrawer({ lease, onClose }: { lease: Lease; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const end = (body: Parameters<typeof call<"POST /leases/:id/end">>[1]["body"]) =>
    call("POST /leases/:id/end", { params: { id: lease.id }, body });
  const entry = useEntry({
    initialValues: {
      endsOn: lease.endsOn ? dayBefore(lease.endsOn) : todayAt(site.timeZone),
      registers: {} as WrittenRegisters,
    },
    rules: { endsOn: rules.wanted },
    send: ({ endsOn, registers }) =>
      end({ endsOn: dayAfter(endsOn), registers: registersOf(registers) }),
    renews: ["GET /tenants", "GET /tenants/:id", "GET /sites/:id/property"],
    onSaved: (_answer, { endsOn }) => {
      onClose();
      offerUndo({
        done: t("leases.movedOut", { unit: lease.space.name, day: formatDay(endsOn) }),
        undo: () => end({ endsOn: null, registers: [] }),
      });
    },
  });
  const { form } = entry;
  const { endsOn, registers } = form.values;
  const points = lease.points.filter((point) => point.endsOn === null || point.endsOn > endsOn);
  const registersError = form.errors["registers"];
  return (
    <EntryDrawer
      title={t("leases.moveOutOf", { unit: lease.space.name })}
      help={t("leases.moveOutHelp")}
      entry={entry}
      saveWord={t("leases.moveOut")}
      onClose={onClose}
    >
      <TextInput
        label={t("leases.lastDay")}
        description={t("leases.lastDayHelp")}
        type="date"
        data-autofocus
        {...form.getInputProps("endsOn")}
      />
      <RegisterFields
        day={endsOn === "" ? "" : dayAfter(endsOn)}
        points={[...new Set(points.map(({ id }) => id))]}
        values={registers}
        onChange={(values) => form.setFieldValue("registers", values)}
        error={typeof registersError === "string" ? registersError : undefined}
      />
    </EntryDrawer>
  );
}
