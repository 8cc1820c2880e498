// Records on this phone, whatever their kind: each waits, until the server has said what became of
// it. None is ever dropped; only what was never sent can be deleted.
import * as clock from "./clock.js";
import { isWithdrawal, migrated, WITHDRAWAL } from "./kinds.js";
import { canonical, sha256 } from "./sha256.js";
import * as store from "./store.js";

const KEPT_DAYS = 60;
const DONE = new Set([200, 201]);
const GONE = 410;

export class AlreadySent extends Error {}

// Inside a transaction over "records" and "meta". `made` holds kind, schema, payload, drive, sender.
export async function add(find, made) {
  const order = ((await find("meta").get("order")) || 0) + 1;
  await find("meta").put(order, "order");
  const record = {
    number: store.newNumber(),
    replaces: null,
    ...made,
    order,
    state: "waiting",
    frozen: null,
    capturedAt: made.capturedAt || new Date().toISOString(),
    mark: made.mark ?? await clock.mark(find("meta")),
    wasOffline: made.wasOffline ?? !navigator.onLine,
  };
  await find("records").add(record);
  return record;
}

export const STORES = ["records", "meta"];

export function get(number) {
  return store.read(["records"], (find) => find("records").get(number));
}

export async function all() {
  const records = await store.read(["records"], (find) => find("records").getAll());
  return records.sort((one, other) => one.order - other.order);
}

export async function waiting() {
  const records = await store.read(["records"], (find) => find("records").index("state").getAll("waiting"));
  return records.sort((one, other) => one.order - other.order);
}

export function counts() {
  return store.read(["records"], async (find) => {
    const by = find("records").index("state");
    const [waits, refused] = await Promise.all([by.count("waiting"), by.count("refused")]);
    return { waiting: waits, refused };
  });
}

// Deletes what the server never saw, or did not accept. A correction that goes lets its original stand.
export function remove(number) {
  return store.write(["records", "photos"], async (find) => {
    const record = await find("records").get(number);
    if (!record) return;
    if (record.state === "waiting" ? record.frozen : record.state !== "refused") throw new AlreadySent();
    await stand(find, record);
    await find("records").delete(number);
    for (const photo of await find("photos").getAll()) if (photo.record === number) await find("photos").delete(photo.number);
  });
}

async function stand(find, record) {
  const original = record.replaces && await find("records").get(record.replaces);
  if (original?.replacedBy === record.number) await find("records").put({ ...original, replacedBy: null });
}

// Takes a record back that was sent, or may have been: a record of its own tells the server so.
export function withdraw(number) {
  return store.write(STORES, async (find) => {
    const record = await find("records").get(number);
    if (!record || record.replacedBy) return null;
    const withdrawal = await add(find, {
      kind: record.kind + WITHDRAWAL,
      schema: 1,
      payload: { drive: record.payload.drive },
      drive: record.drive,
      sender: record.sender,
      replaces: number,
    });
    await find("records").put({ ...record, replacedBy: withdrawal.number });
    return withdrawal;
  });
}

// Inside a transaction: keeps `payload` in place of what the record said. What was never sent is
// changed itself; what may have reached the server is corrected by a new record that names it.
export async function correct(find, number, changes) {
  const record = await find("records").get(number);
  if (!record || record.replacedBy) throw new AlreadySent();
  if (record.state === "waiting" && !record.frozen) {
    const changed = { ...record, ...changes };
    await find("records").put(changed);
    return changed;
  }
  const { capturedAt, mark, wasOffline, kind, drive, sender } = record;
  const isKnown = record.state !== "refused";
  const made = { capturedAt, mark, wasOffline, kind, drive, sender, ...changes, replaces: isKnown ? number : record.replaces };
  const correction = await add(find, made);
  if (isKnown) {
    await find("records").put({ ...record, replacedBy: correction.number });
    return correction;
  }
  await find("records").delete(number);
  const original = record.replaces && await find("records").get(record.replaces);
  if (original) await find("records").put({ ...original, replacedBy: correction.number });
  return correction;
}

// --- sending ---------------------------------------------------------------------------------

function sealed(record, offset, device, release) {
  return JSON.stringify({
    client_uuid: record.number,
    kind: record.kind,
    schema_version: record.schema,
    payload: record.payload,
    payload_sha256: sha256(canonical(record.payload)),
    captured_at: record.capturedAt,
    clock_offset_s: offset,
    device_id: device,
    app_version: release,
    was_offline: record.wasOffline,
    replaces_uuid: record.replaces,
  });
}

// Fixed at first send and never written again: the server tells a repetition by these bytes.
export async function freeze(numbers, release) {
  const device = await store.deviceId();
  return store.write(STORES, async (find) => {
    const { log } = (await find("meta").get("clock")) || { log: [] };
    const frozen = [];
    for (const number of numbers) {
      let record = await find("records").get(number);
      if (!record || record.state !== "waiting") continue;
      if (!record.frozen) {
        record = migrated(record);
        const offset = clock.offsetOf(log, record.mark ?? Infinity, Date.parse(record.capturedAt), Date.now());
        record = { ...record, frozen: sealed(record, offset, device, release) };
        await find("records").put(record);
      }
      frozen.push(record);
    }
    return frozen;
  });
}

// What the server said of each record; one of which it said nothing goes on waiting.
export function settle(answers) {
  return store.write(STORES, async (find) => {
    for (const answer of answers) {
      const record = await find("records").get(answer.client_uuid);
      if (record?.state === "waiting") await find("records").put(answered(record, answer));
    }
    const left = await find("records").index("state").count("waiting");
    if (!left) await clock.forget(find("meta"));
    return left;
  });
}

export function isRefusal(verdict) {
  return !DONE.has(verdict) && verdict !== GONE;
}

function answered(record, { verdict, message, is_held: isHeld }) {
  if (DONE.has(verdict)) return { ...record, state: "sent", sentAt: Date.now(), isHeld: Boolean(isHeld), message: message || "" };
  if (verdict === GONE) return { ...record, state: "withdrawn", sentAt: Date.now(), message: message || "" };
  return { ...record, state: "refused", verdict, message: message || String(verdict) };
}

// --- care --------------------------------------------------------------------------------------

// Brings what was never sent up to the newest schema, and forgets what was sent long ago.
export function tidy(now = Date.now()) {
  return store.write(["records"], async (find) => {
    for (const record of await find("records").getAll()) {
      const newer = migrated(record);
      if (record.state === "waiting" && newer !== record) await find("records").put(newer);
      const isOld = record.sentAt && now - record.sentAt > KEPT_DAYS * 86_400_000;
      if (isOld && ["sent", "withdrawn"].includes(record.state)) await find("records").delete(record.number);
    }
  });
}

// As a file: the envelopes that were or would be sent.
export async function exported(numbers, release) {
  const device = await store.deviceId();
  const { log } = await clock.state();
  const now = Date.now();
  const text = (record) => record.frozen
    || sealed(record, clock.offsetOf(log, record.mark ?? Infinity, Date.parse(record.capturedAt), now), device, release);
  const records = (await all()).filter((record) => !numbers || numbers.includes(record.number));
  return {
    device_id: device,
    records: records.map((record) => ({
      state: record.state,
      message: record.message || "",
      is_sealed: Boolean(record.frozen),
      record: JSON.parse(text(record)),
    })),
  };
}

export { isWithdrawal };
