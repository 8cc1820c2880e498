// Photos of the place, made small on the phone: drawn anew, so that neither the camera's data nor
// the location leaves it. Sent in pieces after its record, from where the network broke.
import * as drives from "./drives.js";
import { sha256 } from "./sha256.js";
import * as store from "./store.js";
import * as wire from "./wire.js";

const LONGEST = 1600;
const MAX_BYTES = 2 * 1024 * 1024;
const CHUNK = 256 * 1024;
const MOST_PIECES = 4 * (MAX_BYTES / CHUNK);
const TYPE = "image/jpeg";

export class NoPhoto extends Error {}

async function hex(bytes) {
  if (!crypto.subtle) return sha256(bytes);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function picture(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new NoPhoto();
  }
}

// The file drawn anew, at most 1600 pixels long and 2 MB.
export async function prepare(file) {
  const image = await picture(file);
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // JPEG has no holes
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  for (const quality of [0.82, 0.6, 0.4]) {
    const blob = await new Promise((done) => canvas.toBlob(done, TYPE, quality));
    if (blob && blob.size <= MAX_BYTES) return blob;
  }
  throw new NoPhoto();
}

// A photo of a draft, not yet laid down anywhere.
export async function made(drive, file) {
  const bytes = new Uint8Array(await (await prepare(file)).arrayBuffer());
  return { number: store.newNumber(), drive, state: "draft", bytes, sha256: await hex(bytes), record: null };
}

// Lays the photo beside the counters; it goes with the record that they become.
export async function attach(state, drive, file) {
  const photo = await made(drive, file);
  await store.write(["photos", "drafts"], async (find) => {
    const draft = (await find("drafts").get(state.key)) || state;
    if (draft.photo) await find("photos").delete(draft.photo);
    await find("photos").put(photo);
    await find("drafts").put({ ...draft, photo: photo.number, extras: { ...draft.extras, photo: photo.sha256 } });
  });
  return photo;
}

export function detach(draftKey) {
  return store.write(["photos", "drafts"], async (find) => {
    const { photo, ...draft } = (await find("drafts").get(draftKey)) || {};
    if (photo) await find("photos").delete(photo);
    const { photo: _digest, ...extras } = draft.extras || {};
    if (draft.key) await find("drafts").put({ ...draft, extras });
  });
}

export function get(number) {
  return store.read(["photos"], (find) => find("photos").get(number));
}

async function waiting() {
  const photos = await store.read(["photos"], (find) => find("photos").getAll());
  return photos.filter((photo) => photo.state === "waiting");
}

export async function count() {
  return (await waiting()).length;
}

// Drives with photos whose records the server has.
export async function drivesWaiting() {
  return (await ready()).map((photo) => photo.drive);
}

async function ready() {
  const photos = await waiting();
  const records = await store.read(["records"], (find) => Promise.all(photos.map((photo) => find("records").get(photo.record))));
  return photos.filter((_photo, place) => records[place]?.state === "sent");
}

export async function send(drive) {
  for (const photo of await ready()) if (photo.drive === drive) await sendOne(photo);
}

async function sendOne(photo) {
  const begin = { client_uuid: photo.number, record_uuid: photo.record, sha256: photo.sha256, size: photo.bytes.length, content_type: TYPE };
  try {
    let { body } = await wire.ask(drives.photosUrl(photo.drive), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(begin),
    });
    // A photo that came damaged begins anew; the server says when it is enough.
    for (let piece = 0; !body.is_complete; piece += 1) {
      if (piece > MOST_PIECES) throw new wire.NoAnswer("the photo does not get through");
      body = await sendPiece(photo, body.offset);
    }
    await settle(photo, null);
  } catch (error) {
    if (!(error instanceof wire.Refused)) throw error;
    await settle(photo, error.message);
  }
}

async function sendPiece(photo, offset) {
  try {
    const { body } = await wire.ask(drives.photosUrl(photo.drive, photo.number), {
      method: "PATCH",
      headers: { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) },
      body: photo.bytes.slice(offset, offset + CHUNK),
    });
    return body;
  } catch (error) {
    if (error.status === 409 && Number.isInteger(error.body?.offset)) return error.body;
    throw error;
  }
}

// A photo that arrived leaves the phone; one that was refused says why beside its record.
function settle(photo, refusal) {
  return store.write(["photos", "records"], async (find) => {
    await find("photos").delete(photo.number);
    const record = await find("records").get(photo.record);
    if (record) await find("records").put({ ...record, photoRefusal: refusal, hasPhoto: !refusal });
  });
}
