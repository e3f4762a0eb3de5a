import { IconPlugConnectedX, IconShieldExclamation } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { read } from "#web/api/queries.ts";
import styles from "./shell.module.css";

const LIGHTS = [
  { kind: "communication", Icon: IconPlugConnectedX },
  { kind: "evasion", Icon: IconShieldExclamation },
] as const;

/** The two red lights: something does not communicate, or somebody evades payment. */
export function AlarmLights() {
  const { t } = useTranslation();
  const { data } = useQuery({ ...read("GET /alarms", { query: {} }), refetchInterval: 60_000 });
  const total = data ? Object.values(data.counts).reduce((sum, { open }) => sum + open, 0) : 0;
  useEffect(() => {
    document.title = total > 0 ? `(${total}) SmartPM` : "SmartPM";
  }, [total]);
  return LIGHTS.map(({ kind, Icon }) => {
    const { open = 0, unacknowledged = 0 } = data?.counts[kind] ?? {};
    return (
      <Link
        key={kind}
        to="/alarms"
        className={styles["light"]}
        data-lit={open > 0}
        data-seen={unacknowledged === 0}
        data-light={kind}
        aria-label={`${t(`alarms.kind.${kind}`)} ${open}: ${t("alarms.openCount", { count: open })}`}
      >
        <Icon aria-hidden size={20} stroke={1.9} />
        <span className={styles["lightWord"]}>{t(`alarms.kind.${kind}`)}</span>{" "}
        <span className="figures">{open}</span>
      </Link>
    );
  });
}
