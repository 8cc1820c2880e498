// All of the app besides the counters: what waits and is sent, the other screens, newer versions.
import * as clock from "./clock.js";
import * as counting from "./counting.js";
import * as drives from "./drives.js";
import * as joined from "./joined.js";
import * as outbox from "./outbox.js";
import { config, find, say, words } from "./page.js";
import * as records from "./records.js";
import { onShow, route } from "./screens.js";
import * as requests from "./requests.js";
import * as sending from "./sending.js";
import * as store from "./store.js";
import * as tabs from "./tabs.js";
import * as update from "./update.js";
import * as visits from "./visits.js";
import * as wire from "./wire.js";

const TICK_MS = 60_000;

async function correct(record) {
  if (record.drive !== visits.KEY) return counting.correct(record);
  await visits.correct(record);
  return changed();
}

async function changed() {
  tabs.tell("records");
  await sending.showOutbox();
  sending.send({ isSaid: true });
}

async function hear(what) {
  await visits.hear(what);
  return what.includes("|") ? counting.hearDraft(what) : sending.showOutbox();
}

async function listen() {
  onShow("outbox", records.show);
  counting.listenOnce({ saved: changed });
  joined.listenOnce({ opened: sending.work });
  requests.listenOnce();
  records.listenOnce({ correct, change: changed });
  find("send").addEventListener("click", sending.sendNow);
  addEventListener("hashchange", route);
  addEventListener("online", sending.workSoon);
  addEventListener("offline", () => { sending.showNet(false); say(words.offline); });
  addEventListener("unhandledrejection", () => say(words.fault, "danger"));
  addEventListener("loa:replaced", () => location.reload());
  document.addEventListener("visibilitychange", () => {
    clock.tick();
    if (!document.hidden) sending.workSoon();
  });
  tabs.listen(hear);
  setInterval(() => clock.tick(), TICK_MS);
  await visits.listenOnce({ saved: changed });
}

async function show(asked, isOpen) {
  if (asked) await drives.note(asked, { refusedAt: 0 }); // joined anew, or signed in: it may say yes
  if (isOpen) return counting.takeUp(asked);
  const key = asked || await store.getMeta("current");
  return key ? counting.openDrive(key) : route();
}

// `letGo` does what was pressed meanwhile.
export async function start({ asked, isOpen, letGo }) {
  wire.configure(config);
  await listen();
  sending.showNet(navigator.onLine);
  if (location.pathname.startsWith("/field/join/")) say(words.joinNeedsNetwork, "warning");
  await show(asked, isOpen);
  letGo();
  await sending.showOutbox();
  performance.mark("loa-ready");
  await clock.tick();
  await outbox.tidy();
  update.keepApp();
  await sending.work();
}
