/**
 * What the main screen shows is asked for before anything else of the app has run: on a slow machine
 * reading the app takes longer than the answers do. Imported first, for that.
 */

/** Whether somebody of the staff is signed in here; nobody else may read what stands below. */
const STAFF_KEY = "smartpm.staff";

const MAIN_SCREEN: readonly string[] = ["/api/overview", "/api/overview/flows", "/api/alarms"];

if (location.pathname === "/" && localStorage.getItem(STAFF_KEY) !== null) {
  for (const href of MAIN_SCREEN) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href });
    document.head.append(link);
  }
}

/** Notes for the next visit who is signed in; nothing of what was read is kept. */
export function noteStaff(isStaff: boolean): void {
  if (isStaff) localStorage.setItem(STAFF_KEY, "");
  else localStorage.removeItem(STAFF_KEY);
}
