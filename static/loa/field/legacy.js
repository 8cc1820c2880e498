// What the first version of the app kept in localStorage, taken over once. A key is removed only
// after the database has its content; a run that was broken off is taken up again.
import { KIND } from "./support.js";
import * as store from "./store.js";

const RECORD = "loa.field.record.";
const DRAFT = "loa.field.draft.";

function keysOf(prefix) {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
}

function parsed(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// The old page did not say by which way a record was to be sent; `wayOf(pk)` knows or guesses.
function recordOf(old, order, key) {
  return {
    number: old.number,
    kind: KIND,
    schema: 1,
    payload: old.payload,
    drive: key,
    sender: null,
    replaces: null,
    order,
    capturedAt: old.capturedAt,
    wasOffline: Boolean(old.wasOffline),
    frozen: old.frozen || null,
    state: old.refusal ? "refused" : "waiting",
    message: old.refusal || "",
  };
}

function draftOf(old, key) {
  const counts = { ...old.counts };
  if (old.people) counts.people = old.people;
  const setting = localStorage.getItem("loa.field.setting");
  const form = "point";
  return { key: `${key}|${form}`, form, counts, history: [], extras: setting ? { setting } : {}, corrects: null };
}

async function keepRecords(find, olds, wayOf) {
  let order = (await find("meta").get("order")) || 0;
  for (const old of olds) {
    if (await find("records").get(old.number)) continue;
    order += 1;
    await find("records").put(recordOf(old, order, wayOf(old.payload.drive)));
  }
  await find("meta").put(order, "order");
}

// How many records were taken over.
export async function takeOver(wayOf) {
  const found = keysOf(RECORD).map((key) => [key, parsed(key)]).filter(([, old]) => old?.number && old.payload);
  const drafts = keysOf(DRAFT).map((key) => [key, parsed(key)]).filter(([, old]) => old?.counts);
  if (!found.length && !drafts.length) return 0;
  const device = localStorage.getItem("loa.field.device");
  const olds = found.map(([, old]) => old).sort((one, other) => one.capturedAt.localeCompare(other.capturedAt));
  await store.write(["records", "drafts", "meta"], async (find) => {
    if (device && !(await find("meta").get("device"))) await find("meta").put(device, "device");
    await keepRecords(find, olds, wayOf);
    for (const [key, old] of drafts) {
      const draft = draftOf(old, wayOf(Number(key.slice(DRAFT.length))));
      if (!(await find("drafts").get(draft.key))) await find("drafts").put(draft);
    }
  });
  for (const [key] of [...found, ...drafts]) localStorage.removeItem(key);
  return found.length;
}
