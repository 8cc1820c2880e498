// Which of the app's screens is seen; the address names it, so that the phone's own way back works.
import { find, findAll, words } from "./page.js";

// What the app works with now: the drive as the phone knows it, its counters, who is signed in, and
// whether the server was asked since the app was opened; `inspector` names whoever has visits here.
export const here = { drive: null, draft: null, account: null, wasAsked: false, inspector: "" };

const shows = {};

export function showHead() {
  const { drive } = here;
  const isInspecting = wanted().startsWith("inspection");
  find("title").textContent = isInspecting ? words.inspect.title : drive?.name || "Loa";
  find("sender").textContent = isInspecting ? here.inspector : drive?.reference?.sender || "";
  find("ended").hidden = drive?.reference?.is_open !== false;
}

export function onShow(name, show) {
  shows[name] = show;
}

export function wanted() {
  const name = location.hash.slice(1);
  if (["outbox", "drives", "inspections"].includes(name)) return name;
  if (name.startsWith("inspection-")) return "inspection";
  if (!here.drive) return here.inspector ? "inspections" : "drives";
  if (name === "requests") return name;
  return here.drive.reference ? "count" : "wait";
}

export async function route() {
  const name = wanted();
  for (const screen of findAll("screen")) screen.hidden = screen.dataset.screen !== name;
  find("tools").hidden = name !== "count";
  find("inspection-tools").hidden = name !== "inspection";
  showHead();
  const before = document.body.dataset.at;
  document.body.dataset.at = name;
  if (before !== name) scrollTo(0, 0);
  // Whoever goes by keyboard or hears the page goes on where the new screen begins.
  // Only where they asked for it: what was waited for takes the focus from nobody.
  if (before && before !== name && before !== "wait") document.getElementById("main").focus({ preventScroll: true });
  await shows[name]?.();
}

export function go(name) {
  if (location.hash.slice(1) === name) return route();
  location.hash = name; // which is heard, and routed
  return Promise.resolve();
}

onShow("wait", () => {
  find("wait").textContent = here.wasAsked && !here.drive.refusal ? words.needsNetwork : words.opening;
});
