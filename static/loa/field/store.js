// The phone's own database. What was counted lies here first; only then anything is sent.
import { openDB } from "../../vendor/idb/index.js";

export const NAME = "loa-field";
const VERSION = 1;

// The phone has no room: nothing was written, and nothing that was there before is lost.
export class StorageFull extends Error {}

let opening = null;

function upgrade(db, from) {
  if (from < 1) {
    db.createObjectStore("drives", { keyPath: "key" });
    db.createObjectStore("drafts", { keyPath: "key" });
    db.createObjectStore("photos", { keyPath: "number" });
    db.createObjectStore("meta");
    db.createObjectStore("records", { keyPath: "number" }).createIndex("state", "state");
  }
}

export function open() {
  opening ||= openDB(NAME, VERSION, {
    upgrade,
    // A newer version of the app in another tab waits for this one to let go.
    blocking(_from, _to, event) {
      event.target.close();
      opening = null;
      globalThis.dispatchEvent?.(new Event("loa:replaced"));
    },
    terminated() { opening = null; },
  }).catch((error) => { opening = null; throw error; });
  return opening;
}

async function begin(stores, mode, durability) {
  try {
    return (await open()).transaction(stores, mode, { durability });
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    opening = null; // closed under our hands; it opens again
    return (await open()).transaction(stores, mode, { durability });
  }
}

function isFull(error) {
  return error?.name === "QuotaExceededError";
}

// All of `change` or nothing of it, and back only when the disk has it: a phone whose battery dies a
// moment later still has it. `change` gets the stores by name and may await nothing but them.
export function write(stores, change) {
  return changed(stores, change, "strict");
}

// The same for what comes often and may be a second old after a battery died: taps, the clock's log.
export function jot(stores, change) {
  return changed(stores, change, "relaxed");
}

async function changed(stores, change, durability) {
  const tx = await begin(stores, "readwrite", durability);
  const done = tx.done;
  done.catch(() => {});
  try {
    const result = await change((name) => tx.objectStore(name));
    await done;
    return result;
  } catch (error) {
    try { tx.abort(); } catch { /* it has ended already */ }
    throw isFull(error) || isFull(tx.error) ? new StorageFull() : error;
  }
}

export async function read(stores, look) {
  const tx = await begin(stores, "readonly", "default");
  tx.done.catch(() => {});
  return look((name) => tx.objectStore(name));
}

export function getMeta(key) {
  return read(["meta"], (store) => store("meta").get(key));
}

export function setMeta(key, value) {
  return jot(["meta"], (store) => store("meta").put(value, key));
}

// crypto.randomUUID needs https; a drive's laptop may serve plain http.
export function newNumber() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const raw = crypto.getRandomValues(new Uint8Array(16));
  raw[6] = (raw[6] & 0x0f) | 0x40;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  const hex = Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// Of this browser, made once; one tab alone decides where two ask at the same moment.
export function deviceId() {
  return write(["meta"], async (store) => {
    const kept = await store("meta").get("device");
    if (kept) return kept;
    const made = newNumber();
    await store("meta").put(made, "device");
    return made;
  });
}
