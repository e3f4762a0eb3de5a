import { ActionIcon } from "@mantine/core";
import {
  IconArrowsMaximize,
  IconChevronLeft,
  IconChevronRight,
  IconZoomIn,
  IconZoomOut,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./bar-chart.module.css";

interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface ZoomButtonsProps {
  readonly whole: Stretch;
  /** The part that is shown. */
  readonly view: Stretch;
  readonly leastSeconds: number;
  readonly onZoom: (part: Stretch) => void;
}

/** Shows half as much, twice as much, what lies beside it, or all again. */
export function ZoomButtons({ whole, view, leastSeconds, onZoom }: ZoomButtonsProps) {
  const { t } = useTranslation();
  const length = view.to - view.from;
  const isWhole = view.from <= whole.from && view.to >= whole.to;
  const show = (middle: number, wished: number) => {
    const shown = Math.min(whole.to - whole.from, Math.max(leastSeconds, wished));
    const from = Math.min(whole.to - shown, Math.max(whole.from, middle - shown / 2));
    onZoom({ from, to: from + shown });
  };
  const middle = view.from + length / 2;
  return (
    <div className={styles["zoom"]} role="group" aria-label={t("trend.zoom")}>
      <Zoom
        name={t("trend.zoomIn")}
        icon={<IconZoomIn size={20} />}
        isOff={length <= leastSeconds}
        onClick={() => show(middle, length / 2)}
      />
      <Zoom
        name={t("trend.zoomOut")}
        icon={<IconZoomOut size={20} />}
        isOff={isWhole}
        onClick={() => show(middle, length * 2)}
      />
      {!isWhole && (
        <>
          <Zoom
            name={t("trend.zoomBefore")}
            icon={<IconChevronLeft size={20} />}
            isOff={view.from <= whole.from}
            onClick={() => show(middle - length / 2, length)}
          />
          <Zoom
            name={t("trend.zoomAfter")}
            icon={<IconChevronRight size={20} />}
            isOff={view.to >= whole.to}
            onClick={() => show(middle + length / 2, length)}
          />
          <Zoom
            name={t("trend.zoomAll")}
            icon={<IconArrowsMaximize size={20} />}
            isOff={false}
            onClick={() => onZoom(whole)}
          />
        </>
      )}
    </div>
  );
}

function Zoom(props: {
  readonly name: string;
  readonly icon: ReactNode;
  readonly isOff: boolean;
  readonly onClick: () => void;
}) {
  const { name, icon, isOff, onClick } = props;
  return (
    <ActionIcon variant="subtle" size={44} aria-label={name} disabled={isOff} onClick={onClick}>
      {icon}
    </ActionIcon>
  );
}
