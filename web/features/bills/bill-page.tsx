import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { BillDetails } from "#api/contract/bills.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatDay, formatInstant, formatMoney } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { MailStateMark } from "#web/components/state-marks.tsx";
import { Answered } from "#web/components/states.tsx";
import { BillActions } from "./bill-actions.tsx";
import { BillEvents } from "./bill-events.tsx";
import { BillLines } from "./bill-lines.tsx";
import { BillPoints } from "./bill-points.tsx";
import { BillShares } from "./bill-shares.tsx";
import styles from "./bill-page.module.css";
import { formatPeriod } from "./period.ts";

const ASK_EVERY_MS = 2_000;

/** One bill: its total, how it came about, and what became of its mails. */
export function BillPage() {
  const { billId } = useParams({ from: "/bills/$billId" });
  const bill = useQuery({
    ...read("GET /bills/:id", { params: { id: billId } }),
    // Its PDF is made soon after it was issued.
    refetchInterval: ({ state }) => (state.data?.hasDocument === false ? ASK_EVERY_MS : false),
  });
  return (
    <Answered query={bill} height={720}>
      {(data) => <BillContent bill={data} />}
    </Answered>
  );
}

function BillContent({ bill }: { bill: BillDetails }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const { content, currency, tenant } = bill;
  return (
    <Page
      back={{ to: "/bills", name: t("nav.bills") }}
      title={`${t(`bills.kind.${bill.kind}`)} ${bill.number}`}
      hint={
        <>
          <Link to="/tenants/$tenantId" params={{ tenantId: tenant.id }}>
            {tenant.name}
          </Link>{" "}
          · {bill.space.name} · {formatPeriod(bill)}
        </>
      }
      actions={<BillActions bill={bill} />}
    >
      <Stack gap="md">
        <section className={`surface ${styles["total"]}`}>
          <div>
            <Text c="dimmed">{t("bills.total")}</Text>
            <div className={`figures ${styles["amount"]}`}>
              {formatMoney(bill.totalMinor, currency)}
            </div>
            <Text c="dimmed" className="figures">
              {t("bills.netAndTax", {
                net: formatMoney(bill.netMinor, currency),
                tax: formatMoney(bill.taxMinor, currency),
              })}
            </Text>
          </div>
          <Facts
            facts={[
              [t("bills.issued"), formatInstant(bill.issuedAt, site.timeZone)],
              [t("bills.due"), formatDay(bill.dueOn)],
              [t("bills.stateName"), t(`bills.state.${bill.state}`)],
              [t("bills.delivery"), <MailStateMark key="mail" state={bill.delivery} />],
              [t("accounts.stillOpen"), formatMoney(bill.openMinor, currency)],
              [
                t("accounts.account"),
                <Link key="account" to="/accounts/$leaseId" params={{ leaseId: bill.leaseId }}>
                  {t("accounts.toAccount")}
                </Link>,
              ],
              ...(content.corrects
                ? ([
                    [
                      t(bill.kind === "credit-note" ? "bills.credits" : "bills.replaces"),
                      `${content.corrects.number} · ${content.corrects.reason}`,
                    ],
                  ] as const)
                : []),
            ]}
          />
        </section>
        <BillPoints bill={bill} />
        <BillLines bill={bill} />
        <BillShares bill={bill} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Section title={t("bills.parties")}>
            <Facts
              facts={[
                [t("bills.issuer"), <Lines key="i" lines={partyLines(content.issuer)} />],
                [t("bills.recipient"), <Lines key="r" lines={partyLines(content.recipient)} />],
                [t("bills.premises"), content.premises],
              ]}
            />
          </Section>
          <BillEvents bill={bill} />
        </SimpleGrid>
      </Stack>
    </Page>
  );
}

function partyLines({
  name,
  addressLines,
}: {
  readonly name: string;
  readonly addressLines: readonly string[];
}): readonly string[] {
  return [name, ...addressLines];
}

function Lines({ lines }: { lines: readonly string[] }) {
  return lines.map((line) => <div key={line}>{line}</div>);
}
