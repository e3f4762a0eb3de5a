import encode from "qr";

const QUIET_MODULES = 4;

/** A QR code to be read off the screen: dark on white in either scheme, as scanners want it. */
export function QrCode({ text, label, size }: { text: string; label: string; size: number }) {
  const rows = encode(text, "raw", { ecc: "medium", border: QUIET_MODULES });
  const path = rows
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      width={size}
      height={size}
      shapeRendering="crispEdges"
      style={{ background: "#fff", borderRadius: 8 }}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
