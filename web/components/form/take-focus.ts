/** What a form starts with, in the order of the page, where no field of it is named for that. */
const FIELDS = ["input", "textarea", "select", "button"]
  .map((name) => `${name}:not([type=hidden], [tabindex="-1"], :disabled)`)
  .join(", ");
/** The component library sets the focus to what bears it, a little after a drawer has come. */
const NAMED = "data-autofocus";

/**
 * For the `ref` of a form that opens over a page: it has the focus at once, in the field that is
 * named for it or the first one; it keeps it where the person has put it, however late the drawer
 * around it comes to set it; and what had the focus before has it again once the form is gone.
 */
export function takeFocus(form: HTMLFormElement): () => void {
  const opener = document.activeElement;
  form.addEventListener("focusin", ({ target }) => {
    for (const named of form.querySelectorAll(`[${NAMED}]`)) named.removeAttribute(NAMED);
    if (target instanceof HTMLElement) target.setAttribute(NAMED, "");
  });
  focusFirst(form);
  return () => {
    // The form is still there, and with it the focus.
    queueMicrotask(() => {
      const isLost = document.activeElement === document.body;
      if (isLost && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    });
  };
}

function focusFirst(form: HTMLFormElement): void {
  const fields = [form.querySelector(`[${NAMED}]`), ...form.querySelectorAll(FIELDS)];
  for (const field of fields) {
    if (field instanceof HTMLElement) field.focus({ preventScroll: true });
    // One that is not shown does not take it.
    if (field !== null && document.activeElement === field) return;
  }
}
