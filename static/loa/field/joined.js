// The drives that this phone is in, going from one to another, and leaving.
import { openDrive } from "./counting.js";
import * as drives from "./drives.js";
import * as legacy from "./legacy.js";
import * as outbox from "./outbox.js";
import { filled, find, fresh, isSure, say, words } from "./page.js";
import { go, here, onShow, showHead, wanted } from "./screens.js";
import * as store from "./store.js";
import { NoAnswer } from "./wire.js";

let onOpened = () => {};

// Asks the server which drives there are for this phone. The only one is opened by itself.
export async function discover() {
  const found = await drives.discover();
  here.account = found.account;
  const isIn = (list, pk) => list.some((one) => one.id === pk);
  await legacy.takeOver((pk) => {
    const isByAccount = !isIn(found.joined, pk) && isIn(found.by_account, pk);
    return drives.keyOf(isByAccount ? "account" : "device", pk);
  });
  const mine = (await drives.ofDrives()).filter((one) => !one.isOffered && !one.hasLeft);
  if (!here.drive && !here.inspector && mine.length === 1) await openDrive(mine[0].key);
  else if (wanted() === "drives") await show();
}

function wayText({ key, reference }) {
  if (key.startsWith("device:")) return words.byPhone;
  return filled(words.byAccount, { name: reference?.sender || here.account?.name });
}

function line(one, waits) {
  const item = fresh("drive");
  const put = (name, text) => { item.querySelector(`.loa-drive-${name}`).textContent = text; };
  put("name", one.name || `#${drives.wayOf(one.key).pk}`);
  put("place", [one.reference?.place || one.place, wayText(one)].filter(Boolean).join(" · "));
  put("state", [waits && filled(words.waitsHere, { count: waits }), one.refusal].filter(Boolean).join(" · "));
  item.firstElementChild.classList.toggle("is-current", one.key === here.drive?.key);
  item.firstElementChild.addEventListener("click", async () => {
    await openDrive(one.key);
    await go("");
    onOpened();
  });
  return item;
}

async function show() {
  const waits = await outbox.waiting();
  const count = (key) => waits.filter((record) => record.drive === key).length;
  const known = (await drives.ofDrives()).filter((one) => !one.hasLeft);
  const fill = (part, list, ones) => {
    find(part).hidden = !ones.length;
    find(list).replaceChildren(...ones.map((one) => line(one, count(one.key))));
  };
  fill("drives-part", "drives", known.filter((one) => !one.isOffered));
  fill("offers-part", "offers", known.filter((one) => one.isOffered));
  find("elsewhere").hidden = !waits.length;
  find("elsewhere-word").textContent = filled(words.waitElsewhere, { count: waits.length });
}

async function leave() {
  const { key, name } = here.drive;
  const waits = (await outbox.waiting()).filter((record) => record.drive === key).length;
  const text = waits ? filled(words.leaveWaiting, { count: waits }) : filled(words.leaveText, { name });
  if (!(await isSure(words.leaveAsk, text, words.leaveYes))) return;
  try {
    await drives.leave(key);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    say(words.leaveNeedsNetwork, "danger");
    return;
  }
  await store.setMeta("current", null);
  here.drive = here.draft = null;
  showHead();
  await go("drives");
}

export function listenOnce({ opened }) {
  onOpened = opened;
  onShow("drives", show);
  find("leave").addEventListener("click", leave);
}
