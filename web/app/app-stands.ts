/** Tells who keeps what is pressed (first-paint.ts) that the main screen answers. */
export function tellAppStands(): void {
  dispatchEvent(new Event("app-stands"));
}
