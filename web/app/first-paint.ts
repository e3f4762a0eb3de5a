/**
 * Runs before anything is painted, and so without any import: which colours are wanted, and, where the
 * server has drawn the page (`data-app` on the root), what is pressed before the app has come. The app is
 * started when the page is painted, for else it would run first.
 */
{
  const html = document.documentElement;
  const { app } = html.dataset;
  /** As web/i18n/i18n.ts keeps it. */
  const chosenLanguage = localStorage.getItem("smartpm.language");
  /** A press that waits for the app. */
  let kept: (() => void) | undefined;

  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  html.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
  if (app !== undefined) {
    // The page is in the user's language; who has chosen another one here does not see it.
    if (chosenLanguage !== null && !html.lang.startsWith(chosenLanguage)) html.hidden = true;
    addEventListener("click", keepPress, { capture: true });
    addEventListener("keydown", keepShortcut, { capture: true });
    addEventListener("app-stands", letGo, { once: true });
    const start = () => void import(/* @vite-ignore */ app).catch(letGo);
    addEventListener("DOMContentLoaded", () => {
      requestAnimationFrame(() => {
        // Painted, and answering a press: compiling the app takes longer than all that went before.
        if ("requestIdleCallback" in globalThis) requestIdleCallback(start, { timeout: 500 });
        // Safari has no such call before version 26.
        else setTimeout(start);
      });
    });
  }

  function keepPress(event: MouseEvent): void {
    const { target } = event;
    // Into another tab, or somewhere that nothing answers.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const pressed = target instanceof Element ? target.closest("a, button") : null;
    if (!(pressed instanceof HTMLElement)) return;
    keep(event, () => pressed.click());
  }

  /** Those that the frame around every screen knows: find-button.tsx. */
  function keepShortcut(event: KeyboardEvent): void {
    const { key, code, ctrlKey, metaKey, altKey } = event;
    const isFind = key === "/" || (key.toLowerCase() === "k" && (ctrlKey || metaKey));
    if (!isFind && !(altKey && /^Digit[1-9]$/.test(code))) return;
    const again = { key, code, ctrlKey, metaKey, altKey, bubbles: true, cancelable: true };
    keep(event, () => html.dispatchEvent(new KeyboardEvent("keydown", again)));
  }

  function keep(event: Event, act: () => void): void {
    event.preventDefault();
    event.stopPropagation();
    kept = act;
    html.style.cursor = "progress";
  }

  /** The app answers now, or never will: then links lead where they lead without it. */
  function letGo(): void {
    removeEventListener("click", keepPress, { capture: true });
    removeEventListener("keydown", keepShortcut, { capture: true });
    html.style.cursor = "";
    html.hidden = false;
    kept?.();
  }
}
