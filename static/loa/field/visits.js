// The inspector's visits: fetched with network, kept for days without. The screens themselves are
// loaded when they are first wanted.
import * as drives from "./drives.js";
import "./inspection.js";
import { find } from "./page.js";
import { go, here, onShow, route, showHead, wanted } from "./screens.js";
import * as wire from "./wire.js";

export const KEY = drives.INSPECTIONS;

const screens = () => import("./inspecting.js");

function showLink(entry) {
  find("inspect-link").hidden = !entry?.reference;
  find("inspect-count").textContent = entry?.reference?.visits.length ?? "";
}

async function look() {
  const entry = await drives.get(KEY);
  here.inspector = entry?.reference?.sender || "";
  showLink(entry);
  showHead();
  return entry;
}

// Throws NoAnswer. Volunteers have no visits, and are asked for none.
export async function refresh() {
  const known = await drives.get(KEY);
  if (!known && !here.account?.may_inspect) return;
  if (here.account?.may_inspect && known?.refusal) await drives.note(KEY, { refusedAt: 0 });
  else if (drives.isResting(known)) return;
  const before = JSON.stringify(known?.reference);
  try {
    await drives.refresh(KEY);
  } catch (error) {
    if (!(error instanceof wire.Refused)) throw error; // kept beside what the phone knows
  }
  const entry = await look();
  const isFirst = !known?.reference && entry?.reference;
  if (isFirst && !here.drive && !location.hash) await route();
  else if (JSON.stringify(entry?.reference) !== before || known?.refusal !== entry?.refusal) await showAgain();
}

// The list says what became of each visit: looked at anew when that changed.
export async function showAgain() {
  if (wanted() === "inspections") await (await screens()).showList();
}

export async function hear(key) {
  if (wanted().startsWith("inspection")) await (await screens()).hear(key);
}

export async function correct(record) {
  await (await screens()).correct(record);
}

export async function listenOnce({ saved }) {
  onShow("inspections", async () => (await screens()).showList());
  onShow("inspection", async () => (await screens()).showVisit());
  find("inspection-finish").addEventListener("click", async () => { if (await (await screens()).finish()) saved(); });
  find("inspection-later").addEventListener("click", () => go("inspections"));
  await look();
}
