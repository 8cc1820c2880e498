// The inspector's two screens: the visits before them, and the checklist of one.
import { asked, faultsOf, judge } from "./checklist.js";
import * as drives from "./drives.js";
import { KIND } from "./inspection.js";
import { others } from "./others.js";
import * as outbox from "./outbox.js";
import { config, dayOf, element, filled, find, fresh, isSure, say, words } from "./page.js";
import * as photos from "./photos.js";
import * as questions from "./questions.js";
import { refusalOf } from "./records.js";
import { go, here, wanted } from "./screens.js";
import * as store from "./store.js";
import * as update from "./update.js";
import * as visitdraft from "./visitdraft.js";

const text = words.inspect;
const HASH = /^#inspection-(\d+)$/;

let draft = null;
let blocks = new Map();
let isChecked = false; // whether one wanted to finish: from then on what is missing is said

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = config.inspectStyle;
const styled = new Promise((done) => { style.onload = style.onerror = done; });
document.head.append(style);

// --- the list --------------------------------------------------------------------------------

const TOLD = new Set(["waiting", "refused", "sent"]);

// What the phone knows of each visit: begun, recorded, or nothing yet.
async function known(sender) {
  const byVisit = new Map();
  for (const { visit, items, answers, photos: taken } of await visitdraft.all(sender)) {
    const shown = asked(items, answers);
    const done = shown.filter(({ code }) => answers[code] !== undefined || taken[code] || visit.photos.includes(code)).length;
    byVisit.set(visit.id, { state: "begun", visit, words: filled(text.begun, { done, all: shown.length }) });
  }
  for (const record of await outbox.all()) {
    if (record.kind !== KIND || record.sender !== sender || byVisit.has(record.payload.inspection)) continue;
    const { state, payload } = record;
    if (TOLD.has(state)) byVisit.set(payload.inspection, { state, visit: record.draft?.visit, words: words.states[state] });
  }
  return byVisit;
}

function line(visit, what) {
  const item = fresh("visit");
  const put = (name, said) => { item.querySelector(`.loa-visit-${name}`).textContent = said; };
  put("name", visit.name);
  put("place", [visit.address, visit.commune].filter(Boolean).join(", "));
  put("when", filled(text.plannedFor, { day: dayOf(`${visit.planned_date}T00:00`) }));
  put("state", what?.words || "");
  const link = item.firstElementChild;
  link.dataset.visit = visit.id;
  link.dataset.state = what?.state || "";
  const isRecorded = what && what.state !== "begun";
  link.href = isRecorded ? "#outbox" : `#inspection-${visit.id}`;
  return item;
}

function fill(part, visits, states) {
  find(`visits-${part}`).hidden = !visits.length;
  find(`visits-${part}-list`).replaceChildren(...visits.map((visit) => line(visit, states.get(visit.id))));
}

export async function showList() {
  const entry = await drives.get(drives.INSPECTIONS);
  const reference = entry?.reference;
  const listed = reference?.visits || [];
  const states = reference ? await known(reference.sender_key) : new Map();
  const isListed = new Set(listed.map(({ id }) => id));
  const begun = [...states.values()].filter(({ state, visit }) => state === "begun" && !isListed.has(visit.id));
  await styled;
  fill("mine", listed.filter((visit) => visit.is_mine), states);
  fill("nobodys", listed.filter((visit) => !visit.is_mine), states);
  fill("gone", begun.map(({ visit }) => visit), states);
  find("no-visits").hidden = Boolean(listed.length || begun.length);
  find("no-visits").textContent = reference ? text.noVisits : text.needsNetwork;
  find("visits-plan").hidden = !reference?.may_plan;
  find("visits-refusal").replaceChildren(...(entry?.refusal ? [refusalOf(entry)] : []));
}

// --- the checklist ---------------------------------------------------------------------------

async function opened() {
  const pk = Number(location.hash.match(HASH)?.[1]);
  const reference = (await drives.get(drives.INSPECTIONS))?.reference;
  if (!reference) return null;
  const key = visitdraft.keyOf(reference.sender_key, pk);
  const begun = (await visitdraft.all(reference.sender_key)).find((one) => one.key === key);
  const visit = begun?.visit || reference.visits.find(({ id }) => id === pk);
  const version = begun ? null : reference.versions.find(({ id }) => id === visit?.version);
  if (!visit || !(begun || version)) return null;
  if (!begun && (await known(reference.sender_key)).has(pk)) return null; // recorded already
  return begun ? new visitdraft.VisitDraft(begun, show) : visitdraft.begin(visit, version, reference, show);
}

export async function showVisit() {
  const next = await opened();
  if (!next) { await go("inspections"); return; }
  draft = next;
  isChecked = false;
  await styled;
  build();
  show();
  await showPhotos();
}

const answer = (code) => (value) => draft.change((state) => {
  if (value === "") delete state.answers[code];
  else state.answers[code] = value;
});
const note = (code) => (value) => draft.change((state) => {
  if (value) state.notes[code] = value;
  else delete state.notes[code];
});

const photo = (code) => async (file) => {
  try {
    if (file) await draft.attach(code, file);
    else await draft.detach(code);
  } catch (error) {
    if (error instanceof store.StorageFull) say(text.photoFull, "danger");
    else if (error instanceof photos.NoPhoto) say(words.noPhoto, "danger");
    else throw error;
  }
  await showPhotos();
};

function build() {
  const { visit, items, checklist } = draft.state;
  find("visit-name").textContent = visit.name;
  find("visit-place").textContent = [visit.address, visit.commune].filter(Boolean).join(", ");
  find("visit-about").textContent = [checklist, visit.kind, visit.code].filter(Boolean).join(" · ");
  blocks = new Map(items.map((item) => [item.code, questions.question(item, {
    answer: answer(item.code), note: note(item.code), photo: photo(item.code),
  })]));
  find("questions").replaceChildren(...blocks.values());
  find("visit-note").value = draft.state.note;
  find("faults").hidden = true;
}

// What the draft says, as far as the screen does not say it.
function show() {
  if (!draft || !blocks.size) return;
  const { state } = draft;
  const shown = new Set(asked(state.items, state.answers).map(({ code }) => code));
  const { percent, wanting } = judge(state.items, state.answers);
  const missing = isChecked ? faultsOf(state.items, state.answers, draft.pictured) : new Map();
  for (const item of state.items) {
    const block = blocks.get(item.code);
    block.hidden = !shown.has(item.code);
    questions.fill(block, item, state);
    const fault = missing.get(item.code) || questions.faultNow(item, state.answers[item.code]);
    questions.mark(block, item, fault, wanting.includes(item), state.severities);
  }
  showMissing(missing);
  others(find("others"), draft);
  showSum(shown, percent, wanting.length);
  showStamp();
}

function showMissing(missing) {
  const box = find("faults");
  if (!missing.size) { box.hidden = true; return; }
  const items = draft.state.items.filter(({ code }) => missing.has(code));
  const list = element("ul");
  list.append(...items.map((item) => {
    const link = element("button", "loa-fault-link", item.text);
    link.type = "button";
    link.addEventListener("click", () => {
      blocks.get(item.code).focus({ preventScroll: true });
      blocks.get(item.code).scrollIntoView({ block: "center" });
    });
    const line = element("li");
    line.append(link);
    return line;
  }));
  box.replaceChildren(element("p", "", filled(text.missing, { count: items.length })), list);
  box.hidden = false;
}

function showSum(shown, percent, findings) {
  const { state } = draft;
  const done = [...shown].filter((code) => state.answers[code] !== undefined || draft.pictured.has(code)).length;
  const more = state.others.filter(({ text: said }) => said.trim()).length;
  const parts = [
    filled(text.progress, { done, all: shown.size }),
    percent === null ? "" : filled(text.points, { percent }),
    findings + more ? filled(text.findings, { count: findings + more }) : "",
  ];
  find("visit-sum").textContent = parts.filter(Boolean).join(" · ");
}

async function showPhotos() {
  for (const item of draft.state.items.filter(({ kind }) => kind === "PHOTO")) {
    const taken = draft.state.photos[item.code];
    const kept = taken && await photos.get(taken.number);
    questions.showPhoto(blocks.get(item.code), kept?.bytes, draft.state.visit.photos.includes(item.code));
  }
}

// --- where one stands --------------------------------------------------------------------------

const MICRO = 1_000_000;

function showStamp() {
  const { stamp } = draft.state;
  find("stamp").textContent = stamp ? text.stampAgain : text.stamp;
  find("stamp-said").textContent = stamp ? filled(text.stamped, { metres: stamp.accuracy_m }) : "";
  find("stamp-remove").hidden = !stamp;
}

function takeStamp() {
  find("stamp-said").textContent = text.stamping;
  const of = draft;
  navigator.geolocation.getCurrentPosition(({ coords }) => of.change((state) => {
    state.stamp = {
      latitude_e6: Math.round(coords.latitude * MICRO),
      longitude_e6: Math.round(coords.longitude * MICRO),
      accuracy_m: Math.min(Math.round(coords.accuracy), 100_000),
    };
  }), () => {
    showStamp();
    say(text.noPlace, "warning");
  }, { enableHighAccuracy: true, timeout: 30_000 });
}

// --- the end -----------------------------------------------------------------------------------

// Whether a record was made.
export async function finish() {
  if (!(await draft.load())) { await go("inspections"); return false; }
  isChecked = true;
  show();
  if (faultsOf(draft.state.items, draft.state.answers, draft.pictured).size) {
    find("faults").focus({ preventScroll: true });
    find("faults").scrollIntoView({ block: "start" });
    return false;
  }
  if (!(await isSure(text.finishAsk, `${find("visit-sum").textContent}. ${text.finishText}`, text.finishYes))) return false;
  try {
    if (!(await draft.finish())) return false;
  } catch (error) {
    if (!(error instanceof store.StorageFull)) throw error;
    say(text.storageFull, "danger");
    return false;
  }
  draft = null;
  await go("inspections");
  say(words.kept);
  update.askToKeep();
  return true;
}

async function discard() {
  if (!(await isSure(text.discardAsk, text.discardText, words.removeYes))) return;
  await draft.discard();
  draft = null;
  await go("inspections");
}

// A record that no server has is changed as it was made.
export async function correct(record) {
  const key = await visitdraft.reopen(record.number);
  await go(`inspection-${key.split("|").pop()}`);
}

// Another tab changed something.
export async function hear(key) {
  if (wanted() === "inspections") return showList();
  if (key !== draft?.key) return undefined;
  if (!(await draft.load())) return go("inspections"); // made, or thrown away, there
  show();
  return showPhotos();
}

find("visit-note").addEventListener("input", ({ target }) => draft.change((state) => { state.note = target.value; }));
find("stamp").addEventListener("click", takeStamp);
find("stamp").hidden = !navigator.geolocation;
find("stamp-remove").addEventListener("click", () => draft.change((state) => { state.stamp = null; }));
find("visit-discard").addEventListener("click", discard);
