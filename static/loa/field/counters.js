// The counting screen: tap for one more, hold to set the number, undo, save.
import { MAX_COUNT } from "./draft.js";
import { askNumber, element, filled, find, findAll, fresh, words } from "./page.js";
import * as support from "./support.js";

const HOLD_MS = 450;
const OTHER_APART = "REMINDED";

let draft = null;
let reference = null;
let taps = [];
let isEditing = false;

// --- what there is to count ------------------------------------------------------------------

function tap(name, label, { css = "", full = label } = {}) {
  const button = fresh("tap");
  if (css) button.classList.add(css);
  button.dataset.tap = name;
  button.dataset.tapName = full;
  const text = button.querySelector(".loa-tap-label");
  if (full !== label) text.append(element("span", "visually-hidden", `${full.slice(0, -label.length)}`));
  text.append(label);
  listen(button);
  taps.push(button);
  return button;
}

function group(title, buttons, columns = "") {
  const section = element("section", "loa-tap-group");
  const row = element("div", `loa-taps ${columns}`);
  row.append(...buttons);
  section.append(element("h2", "", title), row);
  return section;
}

const big = (name, label) => tap(name, label, { css: "loa-tap-big" });

function pair(...buttons) {
  const row = element("div", buttons.length > 1 ? "loa-taps loa-taps-two loa-tap-bigs" : "loa-tap-bigs");
  row.append(...buttons);
  return row;
}

function appGroups() {
  return reference.apps.map((app) => group(app.label, reference.app_outcomes.map(({ code, label }) =>
    tap(`${app.code}|${code}`, label, { full: `${app.label}, ${label}` }))));
}

const outcomes = (without = []) => reference.other_outcomes.filter(({ code }) => !without.includes(code))
  .map(({ code, label }) => tap(`|${code}`, label));

const reasons = () => (reference.reasons || []).map(({ code, label }) => tap(`?${code}`, label));
const households = () => (reference.reasons ? [big("households", words.tapHouseholds)] : []);

const LAYOUTS = {
  point: () => [
    pair(big("people", words.tapPeople)), ...appGroups(),
    group(words.groupOthers, outcomes(), "loa-taps-two"),
  ],
  household: () => [
    pair(...households(), big("people", words.tapPeople)), ...appGroups(),
    ...(reference.reasons ? [group(words.groupReasons, reasons(), "loa-taps-two")] : [group(words.groupOthers, outcomes(), "loa-taps-two")]),
  ],
  patrol: () => [
    pair(...households(), big(`|${OTHER_APART}`, words.tapReminded)),
    group(words.groupOthers, outcomes([OTHER_APART])),
    ...(reference.reasons ? [group(words.groupReasons, reasons(), "loa-taps-two")] : []),
    group(words.groupHelped, [tap("people", words.tapPeople)], "loa-taps-one"), ...appGroups(),
  ],
};

// --- extras ----------------------------------------------------------------------------------

function fill(name, choices, isOptional) {
  const select = document.querySelector(`[data-extra="${name}"]`);
  const row = select.closest(".loa-field-setting");
  row.hidden = !choices?.length;
  const blank = isOptional ? [new Option(words.notSaid, "")] : [];
  select.replaceChildren(...blank, ...(choices || []).map(({ code, id, label }) => new Option(support.capital(label), code ?? id)));
  select.value = String(draft.extras[name] ?? "");
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}

function fillExtras() {
  fill("setting", support.settingsOf(draft.form, reference), false);
  fill("hamlet", reference.hamlets, true);
  fill("language", reference.languages, true);
  fill("age_band", reference.age_bands, true);
  find("form-hint").textContent = words[`hint_${draft.form}`];
}

function chosen() {
  return ["hamlet", "language", "age_band"].map((name) => document.querySelector(`[data-extra="${name}"]`))
    .filter((select) => select.value).map((select) => select.selectedOptions[0].label);
}

// --- showing ---------------------------------------------------------------------------------

// Makes the counters of a drive and form anew.
export function build(ofDraft, ofReference) {
  draft = ofDraft;
  reference = ofReference;
  taps = [];
  find("counters").replaceChildren(...LAYOUTS[draft.form]());
  for (const button of findAll("form")) button.setAttribute("aria-pressed", String(button.dataset.form === draft.form));
  fillExtras();
  show();
}

export function show() {
  if (!reference) return;
  for (const button of taps) {
    const value = draft.value(button.dataset.tap);
    button.querySelector("[data-tap-count]").textContent = value;
    button.classList.toggle("is-counted", value > 0);
  }
  showHint();
  find("more-set").textContent = chosen().join(" · ");
  find("undo").disabled = !draft.state.history.length;
  find("save").disabled = draft.isEmpty;
  find("save-word").textContent = draft.corrects ? words.saveCorrection : words.save;
}

function showHint() {
  const least = support.leastPeople(draft.counts);
  const lacks = least > draft.value("people");
  let hint = find("people-hint");
  if (!lacks) return hint?.remove();
  if (!hint) {
    hint = element("button", "loa-field-fix");
    hint.type = "button";
    hint.dataset.peopleHint = "";
    hint.addEventListener("click", () => draft.set("people", support.leastPeople(draft.counts)));
    taps.find((button) => button.dataset.tap === "people")?.parentElement.after(hint);
  }
  hint.textContent = filled(words.fewPeople, { count: least });
  return hint;
}

// --- touching --------------------------------------------------------------------------------

function count(button) {
  draft.add(button.dataset.tap);
  navigator.vibrate?.(15);
}

async function edit(button) {
  const value = await askNumber(button.dataset.tapName, draft.value(button.dataset.tap), MAX_COUNT);
  if (value !== null) draft.set(button.dataset.tap, value);
}

function listen(button) {
  let timer = 0;
  let wasHeld = false;
  const stop = () => clearTimeout(timer);
  button.addEventListener("pointerdown", () => {
    wasHeld = false;
    timer = setTimeout(() => { wasHeld = true; edit(button); }, HOLD_MS);
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(name, stop);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (wasHeld) wasHeld = false;
    else if (isEditing) edit(button);
    else count(button);
  });
}

export function listenOnce() {
  find("undo").addEventListener("click", () => draft.undo());
  find("edit").addEventListener("click", (event) => {
    isEditing = !isEditing;
    event.currentTarget.setAttribute("aria-pressed", String(isEditing));
    document.body.classList.toggle("is-editing", isEditing);
  });
  for (const select of findAll("extra")) {
    select.addEventListener("change", () => {
      const isNumber = select.dataset.extra === "hamlet" && select.value;
      draft.setExtra(select.dataset.extra, isNumber ? Number(select.value) : select.value);
    });
  }
}
