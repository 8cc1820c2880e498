// The outbox as people see it: what waits, what was not accepted, what was sent, and what can be done.
import * as clock from "./clock.js";
import * as drives from "./drives.js";
import { isWithdrawal, kindOf } from "./kinds.js";
import * as outbox from "./outbox.js";
import { askIn, config, dayOf, element, filled, find, fresh, isSure, release, saveFile, whenOf, words } from "./page.js";
import * as photos from "./photos.js";
import { here } from "./screens.js";
import * as store from "./store.js";

const SHOWN_SENT = 100;
const MINUTE_S = 60;

let onCorrect = () => {};
let onChange = () => {};

// A record as it is shown: a withdrawal is a state of what it withdraws, a correction hides its original.
function shown(records) {
  const byNumber = new Map(records.map((record) => [record.number, record]));
  return records.filter((record) => !isWithdrawal(record)).map((record) => {
    const replacer = record.replacedBy && byNumber.get(record.replacedBy);
    return { ...record, replacer, isCorrected: Boolean(replacer && !isWithdrawal(replacer)) };
  }).filter((record) => !record.isCorrected);
}

function stateOf(record) {
  if (record.replacer) return record.replacer.state === "waiting" ? "withdrawing" : "withdrawn";
  if (record.state === "sent" && record.isHeld) return "held";
  return record.state;
}

// What this phone counted today in a drive, whether sent or not.
export function sumOfDay(records, drive, day) {
  const counted = shown(records).filter((record) => record.drive === drive
    && ["waiting", "sent", "held"].includes(stateOf(record)) && dayOf(record.capturedAt) === day);
  const sum = (name) => counted.reduce((total, { payload }) => total + (payload[name] || 0), 0);
  return { records: counted.length, people: sum("people"), households: sum("households") };
}

// --- the list --------------------------------------------------------------------------------

export function summaryFor(record, reference) {
  const kind = kindOf(record.kind);
  if (!kind || !reference) return { title: record.kind, setting: "", parts: [] };
  return kind.summary(record.payload, reference, words, record);
}

const summaryOf = (record, references) => summaryFor(record, references.get(record.drive));

function line(record, references) {
  const item = fresh("record");
  const state = stateOf(record);
  const { title, setting, parts } = summaryOf(record, references);
  const put = (name, text) => { item.querySelector(`.loa-record-${name}`).textContent = text; };
  put("when", whenOf(record.capturedAt));
  put("title", title);
  put("parts", [setting, ...parts].filter(Boolean).join(" · "));
  put("state", state === "refused" && record.message ? record.message : words.states[state]);
  item.firstElementChild.dataset.state = state;
  item.firstElementChild.dataset.record = record.number;
  item.firstElementChild.addEventListener("click", () => open(record, references));
  return item;
}

function part(title, records, references) {
  if (!records.length) return [];
  const list = element("ul", "loa-records");
  list.append(...records.map((record) => line(record, references)));
  return [element("h3", "", title), list];
}

function groupOf(record) {
  const state = stateOf(record);
  if (["waiting", "withdrawing"].includes(state)) return "waiting";
  return state === "refused" ? "refused" : "sent";
}

function driveBlock(drive, records, references, isOnly) {
  const by = (name) => records.filter((record) => groupOf(record) === name).reverse();
  const block = element("section", "loa-drive-block");
  if (!isOnly) block.append(element("h2", "", drive?.key === drives.INSPECTIONS ? words.inspect.title : drive?.name || ""));
  if (drive?.refusal) block.append(refusalOf(drive));
  block.append(...othersOf(drive, records));
  block.append(
    ...part(words.headRefused, by("refused"), references),
    ...part(words.headWaiting, by("waiting"), references),
    ...part(words.headSent, by("sent").slice(0, SHOWN_SENT), references),
  );
  return block;
}

// What another member counted on this phone waits until that member signs in here again.
function othersOf(drive, records) {
  const others = records.filter((record) => record.state === "waiting" && record.sender
    && drive?.reference?.sender_key && record.sender !== drive.reference.sender_key);
  if (!others.length) return [];
  const box = element("p", "loa-field-say", filled(words.otherPerson, { count: others.length, name: others[0].senderName }));
  box.dataset.tone = "warning";
  return [box];
}

export function refusalOf(drive) {
  const box = element("div", "loa-field-say", drive.refusal);
  box.dataset.tone = "danger";
  if (drive.status === 401 && drives.isByAccount(drive.key)) box.append(" ", signInLink(drive));
  return box;
}

export function signInLink(drive) {
  const link = element("a", "", words.signIn);
  const back = drive.key === drives.INSPECTIONS ? "/field/#inspections" : `/field/drives/${drives.wayOf(drive.key).pk}/`;
  link.href = `${config.loginUrl}?next=${encodeURIComponent(back)}`;
  return link;
}

export async function show() {
  const records = await outbox.all();
  find("leave-row").hidden = !here.drive;
  const known = new Map((await drives.all()).map((drive) => [drive.key, drive]));
  const references = new Map([...known].map(([key, drive]) => [key, drive.reference]));
  const visible = shown(records);
  const keys = [...new Set(visible.map((record) => record.drive))];
  const focused = document.activeElement?.dataset.record;
  find("records").replaceChildren(...keys.map((key) =>
    driveBlock(known.get(key), visible.filter((record) => record.drive === key), references, keys.length < 2)));
  if (focused) focusRecord(focused);
  find("no-records").hidden = Boolean(visible.length);
  for (const name of ["waiting", "refused", "sent"]) {
    document.querySelector(`[data-tally="${name}"]`).textContent = visible.filter((record) => groupOf(record) === name).length;
  }
  await showRest(records);
}

// The list is made anew: who stood on a record stands on it again, or above the list if it is gone.
function focusRecord(number) {
  const again = [...find("records").querySelectorAll("[data-record]")].find(({ dataset }) => dataset.record === number);
  (again || find("outbox-title")).focus({ preventScroll: Boolean(again) });
}

async function showRest(records) {
  const pictures = await photos.count();
  find("photos-waiting").hidden = !pictures;
  find("photos-waiting").textContent = filled(words.photosWaiting, { count: pictures });
  const last = Math.max(0, ...records.map((record) => record.sentAt || 0));
  find("last-sent").textContent = last ? filled(words.lastSent, { time: whenOf(last) }) : words.neverSent;
  await showFacts();
}

// --- one record --------------------------------------------------------------------------------

async function open(record, references) {
  const dialog = document.querySelector("[data-dialog=record]");
  const { title, setting, parts } = summaryOf(record, references);
  const state = stateOf(record);
  find("record-title", dialog).textContent = title;
  find("record-when", dialog).textContent = `${whenOf(record.capturedAt)} · ${words.states[state]}`;
  find("record-lines", dialog).replaceChildren(...[setting, ...parts].filter(Boolean).map((text) => element("li", "", text)));
  showMessage(find("record-message", dialog), record);
  const isUnsent = record.state === "refused" || (record.state === "waiting" && !record.frozen);
  const isLive = !record.replacer && record.state !== "withdrawn";
  const isFinal = Boolean(kindOf(record.kind)?.isFinal);
  const can = {
    correct: isLive && references.get(record.drive) && (isUnsent || !isFinal),
    remove: isLive && isUnsent,
    withdraw: isLive && !isUnsent && !isFinal,
    export: true,
  };
  const acts = { correct: () => onCorrect(record), remove: () => remove(record), withdraw: () => withdraw(record), export: () => exportFile([record.number]) };
  for (const button of dialog.querySelectorAll("[data-record-do]")) {
    const name = button.dataset.recordDo;
    button.hidden = !can[name];
    button.onclick = () => { dialog.close(); acts[name](); };
  }
  await askIn(dialog);
}

function showMessage(place, record) {
  const texts = [record.message, record.photoRefusal && filled(words.photoRefused, { why: record.photoRefusal })];
  if (record.state === "waiting" && record.frozen) texts.push(kindOf(record.kind)?.isFinal ? words.inspect.wasFrozen : words.wasFrozen);
  place.textContent = texts.filter(Boolean).join(" ");
  place.dataset.tone = record.state === "refused" ? "danger" : "info";
}

async function remove(record) {
  if (!(await isSure(words.removeAsk, record.state === "refused" ? record.message : words.removeText, words.removeYes))) return;
  try {
    await outbox.remove(record.number);
  } catch (error) {
    if (!(error instanceof outbox.AlreadySent)) throw error; // it left while one thought about it
  }
  onChange();
}

async function withdraw(record) {
  if (!(await isSure(words.withdrawAsk, words.withdrawText, words.withdrawYes))) return;
  await outbox.withdraw(record.number);
  onChange();
}

export async function exportFile(numbers = null) {
  const content = await outbox.exported(numbers, release);
  const stamp = new Date().toISOString().slice(0, 16).replace(/[-:T]/g, "");
  saveFile(`loa-${stamp}.json`, { exported_at: new Date().toISOString(), app_version: release, ...content });
}

// --- the phone ---------------------------------------------------------------------------------

function span(seconds) {
  const minutes = Math.round(Math.abs(seconds) / MINUTE_S);
  const hours = Math.floor(minutes / 60);
  return hours ? filled(words.hours, { h: hours, m: minutes % 60 }) : filled(words.minutes, { m: minutes });
}

function clockText(offset) {
  if (offset === null) return words.clockUnknown;
  if (Math.abs(offset) < MINUTE_S) return words.clockRight;
  return filled(offset > 0 ? words.clockSlow : words.clockFast, { time: span(offset) });
}

async function storageText() {
  if (!navigator.storage?.estimate) return "–";
  const [isKept, { usage }] = await Promise.all([navigator.storage.persisted(), navigator.storage.estimate()]);
  return filled(isKept ? words.storageKept : words.storageLoose, { size: `${(usage / 1024 / 1024).toFixed(1).replace(".", config.decimal)} MB` });
}

function offlineText() {
  if (!navigator.serviceWorker) return words.offlineNever;
  return navigator.serviceWorker.controller ? words.offlineReady : words.offlineNotYet;
}

async function showFacts() {
  const put = (name, text) => { document.querySelector(`[data-fact="${name}"]`).textContent = text; };
  put("storage", await storageText());
  put("clock", clockText(await clock.present()));
  put("offline", offlineText());
  put("release", `${release} · ${(await store.deviceId()).slice(0, 8)}`);
}

export function listenOnce({ correct, change }) {
  onCorrect = correct;
  onChange = change;
  find("export").addEventListener("click", () => exportFile());
}
