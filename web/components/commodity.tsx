import { __iconNode as bolt } from "@tabler/icons-react/dist/esm/icons/IconBolt.mjs";
import { __iconNode as droplet } from "@tabler/icons-react/dist/esm/icons/IconDroplet.mjs";
import { __iconNode as dropletBolt } from "@tabler/icons-react/dist/esm/icons/IconDropletBolt.mjs";
import { __iconNode as flame } from "@tabler/icons-react/dist/esm/icons/IconFlame.mjs";
import { __iconNode as snowflake } from "@tabler/icons-react/dist/esm/icons/IconSnowflake.mjs";
import { __iconNode as temperature } from "@tabler/icons-react/dist/esm/icons/IconTemperature.mjs";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Commodity } from "#domain/core/commodity.ts";
import { COMMODITY_COLOR } from "#web/app/theme.ts";
import styles from "./commodity.module.css";
import { linesOf, Sign } from "./sign.tsx";

const LINES: Readonly<Record<Commodity, string>> = {
  electricity: linesOf(bolt),
  gas: linesOf(flame),
  "cold-water": linesOf(droplet),
  "hot-water": linesOf(dropletBolt),
  heat: linesOf(temperature),
  cooling: linesOf(snowflake),
};

/** The sign of a commodity; a word stands beside it. Hidden where there is none. */
export const CommodityIcon = memo(function CommodityIcon({
  commodity,
  size = 34,
}: {
  commodity: Commodity | undefined;
  size?: number;
}) {
  return (
    <span
      className={styles["icon"]}
      hidden={commodity === undefined}
      style={{ "--commodity": commodity && COMMODITY_COLOR[commodity], width: size, height: size }}
    >
      <Sign lines={commodity && LINES[commodity]} size={size * 0.6} />
    </span>
  );
});

/** What makes a sign that is in the page that of another commodity. */
export function commodityFiller(cell: Element): (commodity: Commodity | undefined) => void {
  const icon = cell.querySelector<HTMLElement>(`.${styles["icon"]}`);
  const path = icon?.querySelector("path");
  let shown: Commodity | undefined;
  return (commodity) => {
    if (icon) icon.hidden = commodity === undefined;
    if (commodity === undefined || commodity === shown) return;
    icon?.style.setProperty("--commodity", COMMODITY_COLOR[commodity]);
    path?.setAttribute("d", LINES[commodity]);
    shown = commodity;
  };
}

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
