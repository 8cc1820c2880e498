// The drive that is counted in: its counters, saving, correcting, the photo.
import * as counters from "./counters.js";
import { correctionOf, Draft } from "./draft.js";
import * as drives from "./drives.js";
import { filled, find, findAll, say, whenOf, words } from "./page.js";
import * as photos from "./photos.js";
import * as records from "./records.js";
import { go, here, route, showHead } from "./screens.js";
import * as store from "./store.js";
import * as support from "./support.js";
import * as tabs from "./tabs.js";
import * as update from "./update.js";
import * as wire from "./wire.js";

const PHOTO_TYPE = "image/jpeg";

export async function openDrive(key) {
  here.drive = await drives.take(key);
  await store.setMeta("current", key);
  showHead();
  if (here.drive.reference) await openForm(await lastForm());
  await route();
}

// What stands open already (opening.js) is taken up: kept as the drive of this phone, with its photo.
export async function takeUp(asked) {
  if (asked) await store.setMeta("current", asked);
  await route();
  await showPhoto();
}

async function lastForm() {
  return (await store.getMeta(`form-${here.drive.key}`)) || support.FORMS[0];
}

async function openForm(form) {
  await openDraft(new Draft(`${here.drive.key}|${form}`, form, counters.show));
}

async function openDraft(draft, record = null) {
  here.draft = draft;
  await draft.load();
  counters.build(draft, here.drive.reference);
  showCorrecting(record);
  await showPhoto();
}

export function showRefusal({ key, message, status }) {
  say(message, "danger");
  if (status === 401 && drives.isByAccount(key)) find("notice").append(" ", records.signInLink({ key }));
}

// The server may have changed the drive: show it, and keep what is being counted.
export async function refreshDrive() {
  if (!here.drive || drives.isResting(await drives.get(here.drive.key))) return;
  const { key } = here.drive;
  const before = JSON.stringify(here.drive.reference);
  try {
    await drives.refresh(key);
  } catch (error) {
    if (!(error instanceof wire.Refused)) throw error;
    showRefusal({ key, message: error.message, status: error.status });
  }
  if (here.drive?.key !== key) return; // another was opened meanwhile
  here.drive = await drives.get(key);
  showHead();
  const isNew = here.drive.reference && JSON.stringify(here.drive.reference) !== before;
  if (!isNew || here.draft?.corrects) return;
  await openForm(here.draft?.form || await lastForm());
  await route();
}

// --- keeping -----------------------------------------------------------------------------------

function makeRecord(state) {
  const { key, reference } = here.drive;
  const isAccount = key.startsWith("account:");
  return {
    kind: support.KIND,
    schema: support.SCHEMA,
    payload: support.payloadOf(state, reference, drives.shiftAt(reference, Date.now())),
    drive: key,
    sender: isAccount ? reference.sender_key : null,
    senderName: isAccount ? reference.sender : "",
  };
}

// Whether a record was made.
async function save() {
  const { draft } = here;
  if (draft.isEmpty) return false;
  const isCorrection = Boolean(draft.corrects);
  try {
    if (!(await draft.save(makeRecord))) return false;
  } catch (error) {
    if (!(error instanceof store.StorageFull)) throw error;
    say(words.storageFull, "danger");
    return false;
  }
  if (isCorrection) await openForm(await lastForm());
  else await showPhoto();
  say(isCorrection ? words.corrected : words.kept);
  tabs.tell("records");
  update.askToKeep();
  return true;
}

export async function correct(record) {
  if (here.drive?.key !== record.drive) await openDrive(record.drive);
  const key = `${here.drive.key}|correction`;
  await correctionOf(record, key);
  await openDraft(new Draft(key, support.formOf(record.payload), counters.show), record);
  await go("");
}

function showCorrecting(record) {
  find("correcting").hidden = !record;
  document.body.classList.toggle("is-correcting", Boolean(record));
  if (!record) return;
  const { title } = records.summaryFor(record, here.drive.reference);
  find("correcting-what").textContent = filled(words.correcting, { time: whenOf(record.capturedAt), title });
}

async function stopCorrecting() {
  await here.draft.discard();
  await openForm(await lastForm());
}

// --- the photo ---------------------------------------------------------------------------------

async function showPhoto() {
  const number = here.draft.state.photo;
  const photo = number ? await photos.get(number) : null;
  const picture = find("photo-picture");
  if (picture.src) URL.revokeObjectURL(picture.src);
  picture.hidden = !photo;
  if (photo) picture.src = URL.createObjectURL(new Blob([photo.bytes], { type: PHOTO_TYPE }));
  else picture.removeAttribute("src");
  find("photo-remove").hidden = !photo;
  find("photo-word").textContent = photo ? words.photoAgain : words.photoTake;
}

async function takePhoto(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  try {
    await photos.attach(here.draft.state, here.drive.key, file);
    await here.draft.load();
  } catch (error) {
    if (error instanceof store.StorageFull) say(words.photoFull, "danger");
    else if (error instanceof photos.NoPhoto) say(words.noPhoto, "danger");
    else throw error;
  }
  await showPhoto();
}

async function removePhoto() {
  await photos.detach(here.draft.key);
  await here.draft.load();
  await showPhoto();
}

// Another tab counted in the same draft.
export async function hearDraft(key) {
  if (key !== here.draft?.key) return;
  await here.draft.load();
  await showPhoto();
}

export function listenOnce({ saved }) {
  for (const button of findAll("form")) {
    button.addEventListener("click", async () => {
      await store.setMeta(`form-${here.drive.key}`, button.dataset.form);
      await openForm(button.dataset.form);
    });
  }
  find("save").addEventListener("click", async () => { if (await save()) saved(); });
  find("correcting-stop").addEventListener("click", stopCorrecting);
  find("photo").addEventListener("change", takePhoto);
  find("photo-remove").addEventListener("click", removePhoto);
}
