import "react";

declare module "react" {
  /** Custom properties are styles too. */
  interface CSSProperties {
    readonly [property: `--${string}`]: string | number | undefined;
  }
}
