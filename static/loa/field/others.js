// Findings that are on no checklist: what, how severe, within how many days.
import { element, filled, find, words } from "./page.js";

const MOST = 10;
const DAYS = [0, 1, 3, 7, 14, 30];
const text = words.inspect;

let shownOf = null;
let count = -1;

function field(label, input) {
  const box = element("label", "loa-other-field", label);
  box.append(input);
  return box;
}

function choice(options, value, onPick) {
  const select = element("select", "form-select");
  select.append(...options.map(([code, label]) => new Option(label, code, false, String(code) === String(value))));
  select.addEventListener("change", () => onPick(select.value));
  return select;
}

const daysText = (days) => (days ? filled(text.withinDays, { days }) : text.today);

function block(draft, place) {
  const said = draft.state.others[place];
  const put = (name) => (value) => draft.change((state) => { if (state.others[place]) state.others[place][name] = value; });
  const what = element("textarea", "form-control");
  Object.assign(what, { rows: 2, maxLength: 400, value: said.text });
  what.addEventListener("input", () => put("text")(what.value));
  const remove = element("button", "loa-field-small", text.otherRemove);
  remove.type = "button";
  remove.setAttribute("aria-label", `${text.otherRemove}: ${place + 1}`);
  remove.addEventListener("click", () => draft.change((state) => { state.others.splice(place, 1); }));
  const box = element("div", "loa-other");
  box.dataset.other = place;
  box.append(
    field(text.otherWhat, what),
    field(text.otherSeverity, choice(draft.state.severities.map(({ code, label }) => [code, label]), said.severity, put("severity"))),
    field(text.otherDays, choice(DAYS.map((days) => [days, daysText(days)]), said.remedy_days, (value) => put("remedy_days")(Number(value)))),
    remove,
  );
  return box;
}

// Made anew only where one came or went: what is being typed is left alone.
export function others(place, draft) {
  const { length } = draft.state.others;
  find("other-add").hidden = length >= MOST;
  find("other-add").onclick = async () => {
    const severity = draft.state.severities[0].code;
    await draft.change((state) => { state.others.push({ text: "", severity, remedy_days: 7 }); });
    place.lastElementChild?.querySelector("textarea").focus();
  };
  if (shownOf === draft.key && count === length && place.childElementCount === length) return;
  shownOf = draft.key;
  count = length;
  place.replaceChildren(...draft.state.others.map((_other, at) => block(draft, at)));
}
