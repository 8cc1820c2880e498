// When to send, how often to try, and what is said of it.
import { refreshDrive, showRefusal } from "./counting.js";
import * as drives from "./drives.js";
import { discover } from "./joined.js";
import * as outbox from "./outbox.js";
import { dayOf, filled, find, release, say, words } from "./page.js";
import * as photos from "./photos.js";
import * as records from "./records.js";
import * as requests from "./requests.js";
import { here, route, wanted } from "./screens.js";
import { NoAnswer, sync } from "./sync.js";
import * as visits from "./visits.js";

const RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 5 * 60_000;

let retryMs = RETRY_MS;
let timer = 0;

export function showNet(isOn) {
  find("net").dataset.on = String(isOn);
  find("net-word").textContent = isOn ? words.netOn : words.netOff;
}

// How many records and photos wait.
export async function showOutbox() {
  const [{ waiting, refused }, pictures] = await Promise.all([outbox.counts(), photos.count()]);
  const waits = waiting + pictures;
  find("pending").textContent = waits;
  find("pill").dataset.waits = String(waits > 0);
  find("refused").hidden = !refused;
  find("refused-number").textContent = refused;
  find("refused-word").textContent = filled(words.refusedCount, { count: refused });
  if (wanted() === "outbox") await records.show();
  await visits.showAgain();
  await showToday();
  return waits;
}

async function showToday() {
  requests.showLink();
  if (!here.drive) return;
  const sum = records.sumOfDay(await outbox.all(), here.drive.key, dayOf(Date.now()));
  const parts = ["people", "households", "records"].filter((name) => sum[name])
    .map((name) => filled(words[name], { count: sum[name] }));
  find("today").hidden = !sum.records;
  find("today").textContent = filled(words.today, { parts: parts.join(", ") });
}

function sayWhatCame({ sent, held, refused, left, refusals }) {
  if (refusals.length) showRefusal(refusals.find(({ key }) => key === here.drive?.key) || refusals[0]);
  else if (refused) say(filled(words.notTaken, { count: refused }), "danger");
  else if (held) say(filled(words.held, { count: held }), "warning");
  else if (sent && !left) say(words.sent, "good");
}

// `isSaid`: whoever just saved something was told already that it is kept.
export async function send({ isSaid = false } = {}) {
  clearTimeout(timer);
  try {
    const done = await sync(release, (sent, total) => { if (total > 1) say(filled(words.sending, { sent, total })); });
    retryMs = RETRY_MS;
    if (done?.sent || done?.refusals.length) {
      showNet(true);
      sayWhatCame(done);
    }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    showNet(false);
    retryMs = Math.min(Math.max(retryMs * 2, error.retryAfterS * 1000), LONGEST_RETRY_MS);
    if (!isSaid && (await outbox.counts()).waiting) say(words.kept);
  }
  if (await showOutbox()) timer = setTimeout(() => send(), retryMs);
}

// Asked for by hand: drives that said no are asked again.
export async function sendNow() {
  await drives.wake();
  await send();
}

// What there is to do with the server, as soon as there is one.
export async function work() {
  try {
    await discover();
    await refreshDrive();
    await requests.refresh();
    await visits.refresh();
    showNet(true);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    showNet(false);
  }
  here.wasAsked = true;
  if (wanted() === "wait") await route();
  await send();
}

export function workSoon() {
  retryMs = RETRY_MS;
  return work();
}
