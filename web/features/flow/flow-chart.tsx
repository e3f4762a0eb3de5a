import { useElementSize } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { sankey, sankeyJustify, sankeyLinkHorizontal } from "d3-sankey";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNamed } from "#web/components/format.ts";
import type { FlowBand, FlowCause, FlowGraph, FlowNode } from "./flow-graph.ts";
import styles from "./flow.module.css";

export interface FlowChartProps {
  readonly graph: FlowGraph;
  readonly label: string;
  readonly color: string;
  readonly textOf: (quantity: string) => string;
  readonly onOpen: (cause: FlowCause) => void;
}

const NODE_WIDTH = 14;
/** A row for each user on the right edge, as high as a finger where it can be pressed. */
const ROW_HEIGHT = 46;
const HEIGHT_AT_LEAST = 220;
const LABEL_GAP = 6;
const LETTER_WIDTH = 7.4;
/** As many as the number of a unit has. */
const LETTERS_OF_END = 4;

/** Supply to zones to who used it: as wide as what was counted, each band and name leads to its cause. */
export function FlowChart({ graph, label, color, textOf, onOpen }: FlowChartProps) {
  const { ref, width } = useElementSize();
  const ends = graph.nodes.filter(({ key }) => graph.bands.every(({ source }) => source !== key));
  const height = Math.max(HEIGHT_AT_LEAST, ends.length * ROW_HEIGHT);
  return (
    <div ref={ref} className={styles["chart"]}>
      {width > 0 && <Drawing {...{ graph, label, color, textOf, onOpen, width, height }} />}
    </div>
  );
}

function Drawing({
  graph,
  label,
  color,
  textOf,
  onOpen,
  width,
  height,
}: FlowChartProps & { readonly width: number; readonly height: number }) {
  const { t } = useTranslation();
  const layout = sankey<FlowNode, FlowBand>()
    .nodeId(({ key }) => key)
    .nodeAlign(sankeyJustify)
    .nodeWidth(NODE_WIDTH)
    .nodePadding(ROW_HEIGHT / 2)
    .extent([
      [0, LABEL_GAP * 2],
      [width, height - LABEL_GAP * 2],
    ])({
    nodes: graph.nodes.map((node) => ({ ...node })),
    links: graph.bands.map((band) => ({ ...band, value: Number(band.quantity) })),
  });
  const path = sankeyLinkHorizontal<FlowNode, FlowBand>();
  const lettersAtMost = Math.floor((width / 3 - NODE_WIDTH - LABEL_GAP) / LETTER_WIDTH);
  return (
    <svg width={width} height={height} role="group" aria-label={label}>
      {layout.links.map((band) => {
        const name = formatNamed(band.name, textOf(band.quantity));
        return (
          <Pressable key={name + band.index} cause={band.cause} name={name} onOpen={onOpen}>
            <path
              d={path(band) ?? ""}
              className={styles["band"]}
              stroke={band.cause.kind === "loss" ? "var(--mantine-color-error)" : color}
              strokeWidth={Math.max(1, band.width ?? 0)}
            />
          </Pressable>
        );
      })}
      {layout.nodes.map((node) => {
        const { x0 = 0, x1 = 0, y0 = 0, y1 = 0 } = node;
        const isRight = x0 > width / 2;
        const name = t("flow.node", { name: node.name, quantity: textOf(String(sumOf(node))) });
        return (
          <g key={node.key}>
            <Pressable cause={node.cause} name={name} onOpen={onOpen}>
              <rect
                x={x0}
                y={y0}
                width={x1 - x0}
                height={Math.max(1, y1 - y0)}
                rx={3}
                fill={node.kind === "loss" ? "var(--mantine-color-error)" : color}
              />
            </Pressable>
            {/* Cut where there is little room: what is read out is the whole name. */}
            <text
              aria-hidden
              pointerEvents="none"
              className={styles["name"]}
              x={isRight ? x0 - LABEL_GAP : x1 + LABEL_GAP}
              y={(y0 + y1) / 2}
              dy="0.35em"
              textAnchor={isRight ? "end" : "start"}
            >
              {shortened(node.name, lettersAtMost)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** A name that is too long loses its middle: units differ by their end, tenants by their beginning. */
function shortened(name: string, lettersAtMost: number): string {
  if (name.length <= lettersAtMost) return name;
  const head = Math.max(1, lettersAtMost - 1 - LETTERS_OF_END);
  return `${name.slice(0, head).trimEnd()}…${name.slice(-LETTERS_OF_END)}`;
}

/** What flows through a node, for the eye: the sums of the table are exact. */
function sumOf({ value = 0 }: { readonly value?: number | undefined }): number {
  return Math.round(value * 1000) / 1000;
}

interface PressableProps {
  readonly cause: FlowCause;
  readonly name: string;
  readonly onOpen: (cause: FlowCause) => void;
  readonly children: ReactNode;
}

/** A part of the drawing that leads to its cause, by mouse, touch and keyboard. */
function Pressable({ cause, name, onOpen, children }: PressableProps) {
  if (cause.kind === "none") {
    return (
      <g role="img" aria-label={name}>
        <title>{name}</title>
        {children}
      </g>
    );
  }
  return (
    <g
      role="link"
      tabIndex={0}
      aria-label={name}
      className={styles["pressable"]}
      onClick={() => onOpen(cause)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onOpen(cause);
      }}
    >
      <title>{name}</title>
      {children}
    </g>
  );
}

/** Leads to the meter with its consumption of the same days, the tenant, the zones or the alarms. */
export function useOpenCause(trend: {
  readonly range: "day" | "week" | "month" | "year";
  readonly at: string;
}): (cause: FlowCause) => void {
  const navigate = useNavigate();
  return (cause) => {
    if (cause.kind === "meter") {
      void navigate({ to: "/meters/$meterId", params: { meterId: cause.id }, search: trend });
    } else if (cause.kind === "tenant") {
      void navigate({ to: "/tenants/$tenantId", params: { tenantId: cause.id } });
    } else if (cause.kind === "zone") {
      void navigate({ to: "/property" });
    } else if (cause.kind === "loss") {
      void navigate({ to: "/alarms" });
    }
  };
}
