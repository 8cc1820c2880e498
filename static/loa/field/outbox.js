// Records that wait on this phone. One key of localStorage each, so that two tabs never overwrite
// each other's; nothing leaves before the server has said what became of it.

const PREFIX = "loa.field.record.";
const APP_VERSION = "2026.11";

function bytes(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

// crypto.randomUUID needs https; a drive's laptop may serve plain http.
export function newNumber() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const raw = bytes(16);
  raw[6] = (raw[6] & 0x0f) | 0x40;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  const hex = Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function deviceId() {
  const kept = localStorage.getItem("loa.field.device");
  if (kept) return kept;
  const made = newNumber();
  localStorage.setItem("loa.field.device", made);
  return made;
}

// Throws when the phone's storage is full: the caller keeps the counters and says so.
export function put(record) {
  localStorage.setItem(PREFIX + record.number, JSON.stringify(record));
}

export function remove(number) {
  localStorage.removeItem(PREFIX + number);
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export function all() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map(read)
    .filter(Boolean)
    .sort((one, other) => one.capturedAt.localeCompare(other.capturedAt));
}

export function waiting(drive) {
  return all().filter((record) => record.payload.drive === drive && !record.refusal);
}

// Fixed at first send and never written again: the server tells a repetition by these bytes.
export function freeze(record, clockOffset, seal) {
  if (record.frozen) return record;
  const frozen = JSON.stringify({
    client_uuid: record.number,
    kind: "support",
    schema_version: 1,
    payload: record.payload,
    payload_sha256: seal(record.payload),
    captured_at: record.capturedAt,
    clock_offset_s: clockOffset,
    device_id: deviceId(),
    app_version: APP_VERSION,
    was_offline: record.wasOffline,
    replaces_uuid: null,
  });
  const kept = { ...record, frozen };
  put(kept);
  return kept;
}
