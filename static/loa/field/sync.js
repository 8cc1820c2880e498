// Sending what waits, in batches, and doing with each record what the server says of it.
import * as drives from "./drives.js";
import * as outbox from "./outbox.js";
import * as photos from "./photos.js";
import * as store from "./store.js";
import * as tabs from "./tabs.js";
import * as wire from "./wire.js";

const BATCH = 100;
const BATCH_CHARS = 400_000;
const SPLIT_ON = new Set([400, 413, 422]);

// Sends until nothing waits that can be sent, unless another tab does so already (undefined then).
// Returns { sent, held, refused, left, refusals }: held are kept but count once the leader confirms
// them, refused were not accepted, refusals are of whole drives. Throws NoAnswer when there is no network; nothing is lost in any case.
export function sync(release, onProgress = () => {}) {
  return tabs.alone("send", () => sendAll(release, onProgress), store);
}

async function sendAll(release, onProgress) {
  const report = { sent: 0, held: 0, refused: 0, left: 0, refusals: [] };
  const waits = await outbox.waiting();
  const keys = new Set([...waits.map((record) => record.drive), ...(await photos.drivesWaiting())]);
  const total = waits.length;
  const progress = () => onProgress(report.sent, total);
  for (const key of keys) {
    if (drives.isResting(await drives.get(key))) continue;
    try {
      await sendDrive(key, release, report, progress);
    } catch (error) {
      if (!(error instanceof wire.Refused)) throw error;
      await drives.noteRefusal(key, error);
      report.refusals.push({ key, message: error.message, status: error.status });
    }
  }
  report.left = (await outbox.waiting()).length;
  return report;
}

async function sendDrive(key, release, report, progress) {
  const drive = await drives.refresh(key); // brings the CSRF cookie and the clock, too
  const tried = new Set();
  for (;;) {
    const waits = (await outbox.waiting()).filter((record) => record.drive === key
      && !tried.has(record.number) && isOwn(record, drive));
    if (!waits.length) break;
    const frozen = await outbox.freeze(waits.slice(0, BATCH).map((record) => record.number), release);
    const batch = fitting(frozen);
    const answers = await send(key, batch);
    report.held += answers.filter((answer) => answer.is_held).length;
    report.refused += answers.filter((answer) => outbox.isRefusal(answer.verdict)).length;
    for (const record of batch) tried.add(record.number);
    report.sent += batch.length;
    tabs.tell("records");
    progress();
  }
  await photos.send(key);
}

// What one member counted is not sent under another's name who signed in later on the same phone.
function isOwn(record, drive) {
  return !record.sender || !drive.reference?.sender_key || record.sender === drive.reference.sender_key;
}

function fitting(frozen) {
  let chars = 0;
  const count = frozen.findIndex((record) => (chars += record.frozen.length) > BATCH_CHARS);
  return count < 0 ? frozen : frozen.slice(0, Math.max(count, 1));
}

// What the server said of each. A batch that is refused as a whole is sent in halves, so that one
// record that the server cannot read holds up no other.
async function send(key, batch) {
  const text = `{"records":[${batch.map((record) => record.frozen).join(",")}]}`;
  try {
    const { body } = await wire.post(drives.recordsUrl(key), text);
    return await settled(body.answers || []);
  } catch (error) {
    if (!(error instanceof wire.Refused) || !SPLIT_ON.has(error.status)) throw error;
    if (batch.length > 1) return sendHalves(key, batch);
    return settled([{ client_uuid: batch[0].number, verdict: error.status, message: error.message }]);
  }
}

async function settled(said) {
  const answers = said.filter((answer) => Number.isInteger(answer.verdict));
  await outbox.settle(answers);
  return answers;
}

async function sendHalves(key, batch) {
  const middle = Math.ceil(batch.length / 2);
  return [...await send(key, batch.slice(0, middle)), ...await send(key, batch.slice(middle))];
}

export { NoAnswer } from "./wire.js";
