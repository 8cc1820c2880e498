// The volunteer's screen: tap for one more, hold to set the number, undo, send.
import { Draft } from "./draft.js";
import * as outbox from "./outbox.js";
import { Refused, sync } from "./sync.js";

const reference = JSON.parse(document.getElementById("field-reference").textContent);
const words = reference.words;
const draft = new Draft(reference.drive);
const taps = [...document.querySelectorAll("[data-tap]")];
const find = (name) => document.querySelector(`[data-field-${name}]`);
const [dialog, setting, notice, hint, sentLine] = ["dialog", "setting", "notice", "hint", "sent"].map(find);
const HOLD_MS = 450;
const RETRY_MS = 20000;
let isEditing = false;

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function say(text, tone = "info") {
  notice.textContent = text;
  notice.dataset.tone = tone;
}

// --- counting --------------------------------------------------------------------------------

function showCounters() {
  for (const tap of taps) {
    const value = draft.value(tap.dataset.tap);
    tap.querySelector("[data-tap-count]").textContent = value;
    tap.classList.toggle("is-counted", value > 0);
  }
  const lacks = draft.leastPeople > draft.value("people");
  hint.hidden = !lacks;
  hint.textContent = lacks ? filled(words.fewPeople, { count: draft.leastPeople }) : "";
  find("undo").disabled = !draft.state.history.length;
  find("save").disabled = draft.isEmpty;
}

function count(tap) {
  draft.set(tap.dataset.tap, Math.min(draft.value(tap.dataset.tap) + 1, reference.maxCount));
  if (navigator.vibrate) navigator.vibrate(15);
  showCounters();
}

function edit(tap) {
  const input = dialog.querySelector("input");
  dialog.querySelector("[data-field-what]").textContent = tap.dataset.tapName;
  input.value = draft.value(tap.dataset.tap);
  input.max = reference.maxCount;
  dialog.returnValue = "";
  dialog.onclose = () => {
    const value = Number.parseInt(input.value, 10);
    if (dialog.returnValue !== "set" || Number.isNaN(value)) return;
    draft.set(tap.dataset.tap, Math.min(Math.max(value, 0), reference.maxCount));
    showCounters();
  };
  dialog.showModal();
  input.select();
}

function listen(tap) {
  let timer = 0;
  let wasHeld = false;
  const stop = () => clearTimeout(timer);
  tap.addEventListener("pointerdown", () => {
    wasHeld = false;
    timer = setTimeout(() => { wasHeld = true; edit(tap); }, HOLD_MS);
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) tap.addEventListener(name, stop);
  tap.addEventListener("contextmenu", (event) => event.preventDefault());
  tap.addEventListener("click", () => {
    if (wasHeld) wasHeld = false;
    else if (isEditing) edit(tap);
    else count(tap);
  });
}

function toggleEditing(button) {
  isEditing = !isEditing;
  button.setAttribute("aria-pressed", String(isEditing));
  document.body.classList.toggle("is-editing", isEditing);
}

// --- keeping and sending ------------------------------------------------------------------------

function currentShift(now) {
  const shift = reference.shifts.find((s) => Date.parse(s.starts_at) <= now && now < Date.parse(s.ends_at));
  return shift ? shift.id : null;
}

function makeRecord() {
  const now = new Date();
  const payload = {
    drive: reference.drive,
    shift: currentShift(now.getTime()),
    setting: setting.value,
    people: draft.value("people"),
    counts: draft.lines(),
  };
  return { number: draft.state.number, capturedAt: now.toISOString(), wasOffline: !navigator.onLine, payload };
}

function save() {
  if (draft.isEmpty) return;
  try {
    outbox.put(makeRecord());
  } catch {
    say(words.storageFull, "danger");
    return;
  }
  draft.clear();
  showCounters();
  showOutbox();
  say(words.kept);
  send();
}

function today() {
  const now = new Date();
  return `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
}

function sentToday() {
  const kept = JSON.parse(localStorage.getItem(`loa.field.sent.${reference.drive}`) || "{}");
  return kept.day === today() ? kept : { day: today(), people: 0, records: 0 };
}

function noteSent(record, answer) {
  if (answer.verdict === 410) return;
  const sent = sentToday();
  sent.people += record.payload.people;
  sent.records += 1;
  localStorage.setItem(`loa.field.sent.${reference.drive}`, JSON.stringify(sent));
}

async function send() {
  try {
    const waited = outbox.waiting(reference.drive).length;
    const isDone = await sync(reference, noteSent);
    if (waited && isDone && !outbox.waiting(reference.drive).length) say(words.sent, "good");
  } catch (error) {
    if (error instanceof Refused) say(error.message, "danger");
    else say(words.kept);
  }
  showOutbox();
}

// --- the outbox ----------------------------------------------------------------------------------

function line(record) {
  const item = document.createElement("li");
  const when = new Date(record.capturedAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const what = document.createElement("p");
  what.textContent = filled(words.line, { time: when, people: record.payload.people });
  item.append(what);
  if (record.refusal) {
    const why = document.createElement("p");
    why.className = "loa-error";
    why.textContent = record.refusal;
    item.append(why);
  }
  // What may have reached the server already cannot be taken back by forgetting it here.
  if (record.refusal || !record.frozen) item.append(deleteButton(record));
  return item;
}

function deleteButton(record) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "loa-field-small";
  button.textContent = words.remove;
  button.addEventListener("click", () => {
    if (!window.confirm(words.removeAsk)) return;
    outbox.remove(record.number);
    showOutbox();
  });
  return button;
}

function showOutbox() {
  const kept = outbox.all().filter((record) => record.payload.drive === reference.drive);
  const refused = kept.filter((record) => record.refusal).length;
  find("pending").textContent = kept.length - refused;
  find("refused").hidden = !refused;
  find("refused").textContent = filled(words.refused, { count: refused });
  const elsewhere = outbox.all().length - kept.length;
  find("elsewhere").hidden = !elsewhere;
  find("elsewhere").textContent = filled(words.elsewhere, { count: elsewhere });
  find("outbox").replaceChildren(...kept.map(line));
  find("outbox-part").hidden = !kept.length;
  const sent = sentToday();
  sentLine.hidden = !sent.records;
  sentLine.textContent = filled(words.sentToday, { people: sent.people, records: sent.records });
}

// --- begin ---------------------------------------------------------------------------------------

setting.value = localStorage.getItem("loa.field.setting") || setting.value;
if (!setting.value) setting.selectedIndex = 0;
setting.addEventListener("change", () => localStorage.setItem("loa.field.setting", setting.value));
taps.forEach(listen);
find("undo").addEventListener("click", () => { draft.undo(); showCounters(); });
find("save").addEventListener("click", save);
find("edit").addEventListener("click", (event) => toggleEditing(event.currentTarget));
find("send").addEventListener("click", send);
window.addEventListener("online", send);
window.addEventListener("offline", () => say(words.offline));
window.addEventListener("storage", () => { draft.load(); showCounters(); showOutbox(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
setInterval(send, RETRY_MS);
showCounters();
showOutbox();
send();
