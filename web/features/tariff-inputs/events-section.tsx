import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TariffEventEntry } from "#api/contract/tariff-inputs.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { formatInstant } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Answered } from "#web/components/states.tsx";
import { AddedList } from "./added-list.tsx";
import { EventDrawer } from "./event-drawer.tsx";

/** Declared times that tariffs price by: a critical peak, a generator that runs. */
export function EventsSection() {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const events = useQuery(read("GET /tariff-events"));
  const [declaring, setDeclaring] = useState(false);
  const mayChange = mayCorrectMoney(user);
  const own = events.data?.events.filter(({ siteId }) => siteId === site.id);
  return (
    <AddedList
      title={t("inputs.events")}
      addWord={mayChange && t("inputs.declare")}
      onAdd={() => setDeclaring(true)}
      emptyText={own?.length === 0 ? t("inputs.noEvents") : undefined}
    >
      <Answered query={events} height={120}>
        {() => own && own.length > 0 && <EventRows rows={own} mayChange={mayChange} />}
      </Answered>
      {declaring && <EventDrawer onClose={() => setDeclaring(false)} />}
    </AddedList>
  );
}

function EventRows({ rows, mayChange }: { rows: readonly TariffEventEntry[]; mayChange: boolean }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const columns: readonly Column<TariffEventEntry>[] = [
    { name: t("inputs.nameInTariffs"), renderCell: ({ name }) => name },
    {
      name: t("leases.from"),
      renderCell: ({ from }) => formatInstant(from, site.timeZone),
    },
    { name: t("inputs.endsAt"), renderCell: ({ to }) => formatInstant(to, site.timeZone) },
    { name: t("tenants.note"), from: "tablet", renderCell: ({ note }) => note || "–" },
    ...(mayChange ? [{ name: t("leases.change"), renderCell: renderRemoval }] : []),
  ];
  return <Rows label={t("inputs.events")} rows={rows} columns={columns} keyOf={({ id }) => id} />;
}

function renderRemoval({ id, ...body }: TariffEventEntry) {
  return (
    <RemoveButton
      name={body.name}
      remove={() => call("DELETE /tariff-events/:id", { params: { id } })}
      restore={() => call("POST /tariff-events", { body })}
      renews={["GET /tariff-events"]}
    />
  );
}
