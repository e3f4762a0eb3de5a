import {
  IconBolt,
  IconDroplet,
  IconDropletBolt,
  IconFlame,
  IconSnowflake,
  IconTemperature,
} from "@tabler/icons-react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Commodity } from "#domain/core/commodity.ts";
import { COMMODITY_COLOR } from "#web/app/theme.ts";
import styles from "./commodity.module.css";

const ICONS = {
  electricity: IconBolt,
  gas: IconFlame,
  "cold-water": IconDroplet,
  "hot-water": IconDropletBolt,
  heat: IconTemperature,
  cooling: IconSnowflake,
} as const;

/** The sign of a commodity; a word stands beside it. */
export const CommodityIcon = memo(function CommodityIcon({
  commodity,
  size = 34,
}: {
  commodity: Commodity;
  size?: number;
}) {
  const Icon = ICONS[commodity];
  return (
    <span
      className={styles["icon"]}
      style={{ "--commodity": COMMODITY_COLOR[commodity], width: size, height: size }}
    >
      <Icon aria-hidden size={size * 0.6} stroke={1.9} />
    </span>
  );
});

/** Sign and word; the word is the commodity's where no other is given. */
export function CommodityName({
  commodity,
  children,
}: {
  commodity: Commodity;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <span className={styles["name"]}>
      <CommodityIcon commodity={commodity} size={26} />
      {children ?? t(`commodity.${commodity}`)}
    </span>
  );
}
