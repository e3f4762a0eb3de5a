import type { Alarm } from "#api/contract/alarms.ts";
import { AlarmCard } from "./alarm-card.tsx";
import styles from "./alarm-card.module.css";

/** Alarms as the server orders them: open first, worst first, then the newest. */
export function AlarmList({ alarms }: { alarms: readonly Alarm[] }) {
  return (
    <ul className={styles["list"]}>
      {alarms.map((alarm) => (
        <AlarmCard key={alarm.id} alarm={alarm} />
      ))}
    </ul>
  );
}
