// Sending what waits, in batches, and doing with each record what the server says of it.
import { canonical, sha256 } from "./sha256.js";
import * as outbox from "./outbox.js";

const BATCH = 50;
const DONE = new Set([200, 201, 410]);

export class Refused extends Error {}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  // The server knows this phone and says no, or does not know it: trying again will not help.
  if (response.status < 500 && response.status !== 429) throw new Refused(body.message || String(response.status));
  throw new Error(String(response.status));
}

// Also brings the CSRF cookie, and tells how wrong this phone's clock is, in seconds.
async function greet(reference) {
  const asked = Date.now();
  const response = await fetch(reference.driveUrl, { credentials: "same-origin", cache: "no-store" });
  const drive = await answerOf(response);
  const heard = Date.now();
  return Math.round((Date.parse(drive.server_time) - (asked + heard) / 2) / 1000);
}

function settle(record, answer, onDone) {
  if (DONE.has(answer.verdict)) {
    outbox.remove(record.number);
    onDone(record, answer);
  } else {
    outbox.put({ ...record, refusal: answer.message || String(answer.verdict) });
  }
}

async function sendBatch(reference, records, onDone) {
  const response = await fetch(reference.recordsUrl, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie(reference.csrfCookie) },
    body: `{"records":[${records.map((record) => record.frozen).join(",")}]}`,
  });
  const { answers } = await answerOf(response);
  const byNumber = new Map(answers.map((answer) => [answer.client_uuid, answer]));
  for (const record of records) {
    const answer = byNumber.get(record.number);
    if (answer) settle(record, answer, onDone);
  }
}

let isRunning = false;

// Returns whether everything that waited was answered. Throws Refused with the server's words, or
// an Error when there is no network; either way nothing is lost.
export async function sync(reference, onDone) {
  if (isRunning) return false;
  isRunning = true;
  try {
    if (!outbox.waiting(reference.drive).length) return true;
    const offset = await greet(reference);
    const seal = (payload) => sha256(canonical(payload));
    let left = outbox.waiting(reference.drive);
    while (left.length) {
      const batch = left.slice(0, BATCH).map((record) => outbox.freeze(record, offset, seal));
      await sendBatch(reference, batch, onDone);
      const after = outbox.waiting(reference.drive);
      if (after.length >= left.length) return false;
      left = after;
    }
    return true;
  } finally {
    isRunning = false;
  }
}
