// The drives of this phone: joined by a scanned code ("device:7"), or by one's account ("account:7").
import * as store from "./store.js";
import * as tabs from "./tabs.js";
import * as wire from "./wire.js";

// Not a drive, yet a desk like one: where an inspector's records go, by their account.
export const INSPECTIONS = "inspections:0";

export const keyOf = (way, pk) => `${way}:${pk}`;

export function wayOf(key) {
  const [way, pk] = key.split(":");
  return { way, pk: Number(pk) };
}

function queryOf(key) {
  const { way, pk } = wayOf(key);
  if (way === "inspections") return "?account=1";
  return way === "account" ? `?drive=${pk}` : `?joined=${pk}`;
}

// Whether one has to be signed in to send there.
export const isByAccount = (key) => wayOf(key).way !== "device";

const referenceUrl = (key) => `/api/field/${key === INSPECTIONS ? "inspections" : "drive"}${queryOf(key)}`;

export const recordsUrl = (key) => `/api/field/records${queryOf(key)}`;
export const photosUrl = (key, number = "") => `/api/field/photos${number && `/${number}`}${queryOf(key)}`;

export const requestsUrl = (key, part = "") => `/api/field/requests${part}${queryOf(key)}`;

export function get(key) {
  return store.read(["drives"], (find) => find("drives").get(key));
}

export function all() {
  return store.read(["drives"], (find) => find("drives").getAll());
}

export async function ofDrives() {
  return (await all()).filter(({ key }) => key !== INSPECTIONS);
}

// Changes what the phone knows of a drive, and makes the entry where there is none.
export async function note(key, changes) {
  const kept = await store.jot(["drives"], async (find) => {
    const drive = { key, name: "", refusal: "", reference: null, etag: null, ...(await find("drives").get(key)), ...changes };
    await find("drives").put(drive);
    return drive;
  });
  tabs.tell("drives");
  return kept;
}

const REST_MS = 5 * 60_000;
const SAYS_NO = new Set([401, 403, 404, 410]);

// A drive that refused this phone is left alone for a while: it will hardly say otherwise at once. A
// refusal from the future is one of a clock that was set back.
export function isResting(drive, now = Date.now()) {
  const { refusal, status, refusedAt = 0 } = drive || {};
  return Boolean(refusal) && SAYS_NO.has(status) && refusedAt <= now && now - refusedAt < REST_MS;
}

// Somebody wants to know now.
export async function wake() {
  for (const { key, refusedAt } of await all()) if (refusedAt) await note(key, { refusedAt: 0 });
}

export function noteRefusal(key, { message, status }) {
  const forgotten = status === 401 ? { requests: null } : {}; // residents are no longer this phone's
  return note(key, { refusal: message, status, refusedAt: Date.now(), ...forgotten });
}

// The reference data as the server has it now. Throws NoAnswer or Refused; a refusal is kept beside
// the drive, whose data stay.
export async function refresh(key) {
  const known = await get(key);
  const headers = known?.etag && known.reference ? { "If-None-Match": known.etag } : {};
  try {
    const answer = await wire.ask(referenceUrl(key), { headers });
    if (answer.status === 304) return known.refusal ? note(key, { refusal: "", status: 0 }) : known;
    const { server_time: _time, ...reference } = answer.body;
    return note(key, { reference, name: reference.name || "", etag: answer.headers.get("ETag"), refusal: "", status: 0 });
  } catch (error) {
    if (error instanceof wire.Refused) await noteRefusal(key, error);
    throw error;
  }
}

// What this phone joined and what the signed-in member may count, as the server sees it.
export async function discover() {
  const { body } = await wire.ask("/api/field/drives");
  const found = [
    ...body.joined.map((drive) => [keyOf("device", drive.id), drive]),
    ...body.by_account.map((drive) => [keyOf("account", drive.id), drive]),
  ];
  await store.jot(["drives"], async (find) => {
    for (const [key, { name, place }] of found) {
      const kept = await find("drives").get(key);
      if (kept?.hasLeft) continue;
      const blank = { key, refusal: "", reference: null, etag: null, isOffered: key.startsWith("account:") };
      if (!kept || kept.name !== name) await find("drives").put({ ...blank, ...kept, name, place });
    }
  });
  tabs.tell("drives");
  return body;
}

// The phone's pass goes; what the phone knows of the drive stays, for the records that may wait.
export async function leave(key) {
  if (wayOf(key).way === "device") await wire.ask(`/api/field/leave${queryOf(key)}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  await note(key, { hasLeft: true, refusal: "", requests: null });
}

// Opened by the phone's owner: it is theirs from now on.
export async function take(key) {
  const known = await get(key);
  if (known && !known.isOffered && !known.hasLeft) return known;
  return note(key, { isOffered: false, hasLeft: false });
}

export function shiftAt(reference, now) {
  const shift = reference.shifts.find((one) => Date.parse(one.starts_at) <= now && now < Date.parse(one.ends_at));
  return shift ? shift.id : null;
}
