// The items of a checklist under the thumb: one block each, made once; what is asked comes and goes.
import { faultOf } from "./checklist.js";
import { config, element, filled, words } from "./page.js";

const DECIMALS = 1000;
const text = words.inspect;

// With a decimal comma or point; what is none stays as it was typed.
function numberOf(typed) {
  const said = typed.trim();
  if (!/^-?\d+([.,]\d+)?$/.test(said)) return said;
  return Math.round(Number(said.replace(",", ".")) * DECIMALS) / DECIMALS;
}

export const shownNumber = (value) => String(value ?? "").replace(".", config.decimal);

function radios(item, choices, onAnswer) {
  const row = element("div", choices.length === 3 && item.kind === "YES_NO" ? "loa-answers loa-answers-three" : "loa-answers");
  for (const { code, label } of choices) {
    const input = element("input", "visually-hidden");
    Object.assign(input, { type: "radio", name: `a-${item.code}`, value: code });
    input.addEventListener("change", () => onAnswer(code));
    const choice = element("label", "loa-answer");
    choice.append(input, element("span", "", label));
    row.append(choice);
  }
  return row;
}

function numberField(item, legend, onAnswer) {
  const input = element("input", "form-control loa-question-number");
  Object.assign(input, { type: "text", inputMode: "decimal", maxLength: 15, autocomplete: "off" });
  input.dataset.number = item.code;
  input.setAttribute("aria-labelledby", legend.id);
  input.addEventListener("input", () => onAnswer(numberOf(input.value)));
  const hint = item.low !== null && item.high !== null
    ? filled(text.bounds, { low: shownNumber(item.low), high: shownNumber(item.high) }) : "";
  const box = element("div");
  box.append(input);
  if (hint) box.append(element("p", "loa-field-hint", hint));
  return box;
}

function photoField(item, onPhoto) {
  const box = element("div", "loa-photo-line");
  const picture = element("img", "loa-photo-picture");
  picture.alt = item.text;
  picture.hidden = true;
  const take = element("label", "loa-field-small", words.photoTake);
  const input = element("input", "visually-hidden");
  Object.assign(input, { type: "file", accept: "image/*", id: `photo-${item.code}` });
  input.setAttribute("capture", "environment");
  input.dataset.photoOf = item.code;
  input.setAttribute("aria-label", `${words.photoTake}: ${item.text}`);
  take.htmlFor = input.id;
  const remove = element("button", "loa-field-small", text.photoRemove);
  remove.type = "button";
  remove.hidden = true;
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (file) await onPhoto(file);
    input.value = "";
  });
  remove.addEventListener("click", () => onPhoto(null));
  box.append(picture, input, take, remove, element("span", "loa-question-kept"));
  return box;
}

function noteField(item, onNote) {
  const box = element("details", "loa-question-note");
  const field = element("textarea", "form-control");
  Object.assign(field, { rows: 2, maxLength: 200 });
  field.setAttribute("aria-label", `${text.noteOf}: ${item.text}`);
  field.addEventListener("input", () => onNote(field.value));
  box.append(element("summary", "", text.addNote), field);
  return box;
}

const YES_NO = [["YES", text.yes], ["NO", text.no], ["NA", text.na]].map(([code, label]) => ({ code, label }));

function answerField(item, legend, on) {
  if (item.kind === "NUMBER") return numberField(item, legend, on.answer);
  if (item.kind === "PHOTO") return photoField(item, on.photo);
  return radios(item, item.kind === "YES_NO" ? YES_NO : item.choices, on.answer);
}

// `on` hears { answer, note, photo } of the item.
export function question(item, on) {
  const block = element("section", "loa-question");
  block.dataset.item = item.code;
  block.id = `item-${item.code}`;
  block.tabIndex = -1;
  const group = element("fieldset");
  const legend = element("legend", "", item.text);
  legend.id = `legend-${item.code}`;
  if (!item.is_required) legend.append(" ", element("span", "loa-question-optional", text.optional));
  group.append(legend, answerField(item, legend, on), element("p", "loa-question-fault"), element("p", "loa-question-finding"));
  block.append(group, noteField(item, on.note));
  return block;
}

// Puts into the fields what the draft says; a field that is being typed in is left alone.
export function fill(block, item, state) {
  const answer = state.answers[item.code];
  for (const input of block.querySelectorAll("input[type=radio]")) input.checked = input.value === answer;
  const put = (field, value) => { if (field && document.activeElement !== field) field.value = value; };
  put(block.querySelector("[data-number]"), shownNumber(answer));
  const note = state.notes[item.code] || "";
  put(block.querySelector("textarea"), note);
  if (note) block.querySelector("details").open = true;
}

const faultText = (item, fault) => filled(text.faults[fault], { low: shownNumber(item.low), high: shownNumber(item.high) });

// `fault` as checklist.js names it, empty where none is to be shown; `isWanting`: the answer makes a finding.
export function mark(block, item, fault, isWanting, severities) {
  block.classList.toggle("has-fault", Boolean(fault));
  block.querySelector(".loa-question-fault").textContent = fault ? faultText(item, fault) : "";
  const severity = severities.find(({ code }) => code === item.severity)?.label;
  block.classList.toggle("is-wanting", isWanting);
  block.querySelector(".loa-question-finding").textContent = isWanting
    ? filled(text.makesFinding, { severity, days: item.remedy_days }) : "";
}

// What is out of bounds is said at once; what is missing only when one wants to finish.
export const faultNow = (item, answer) => (answer === undefined || answer === "" ? "" : faultOf(item, answer));

export function showPhoto(block, bytes, isKept) {
  const picture = block.querySelector(".loa-photo-picture");
  if (picture.src) URL.revokeObjectURL(picture.src);
  picture.hidden = !bytes;
  if (bytes) picture.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  else picture.removeAttribute("src");
  block.querySelector(".loa-photo-line button").hidden = !bytes;
  block.querySelector("label.loa-field-small").textContent = bytes || isKept ? words.photoAgain : words.photoTake;
  block.querySelector(".loa-question-kept").textContent = isKept && !bytes ? text.photoKept : "";
}
