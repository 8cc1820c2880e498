// The page's own parts: words, elements, dialogs, the line that says what just happened.

const said = (id) => JSON.parse(document.getElementById(id).textContent);

export const config = said("field-config");
export const words = { ...config.words, inspect: said("field-inspection-words") };
export const release = document.documentElement.dataset.release;

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
export const find = (name, within = document) => within.querySelector(`[data-${name}]`);
export const findAll = (name) => [...document.querySelectorAll(`[data-${name}]`)];

export function fresh(name) {
  return document.querySelector(`[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
}

export function element(tag, css, text = "") {
  const made = document.createElement(tag);
  if (css) made.className = css;
  made.textContent = text;
  return made;
}

export function say(text, tone = "info") {
  const notice = find("notice");
  notice.textContent = text;
  notice.dataset.tone = tone;
}

const two = (number) => String(number).padStart(2, "0");

export function timeOf(moment) {
  const at = new Date(moment);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

// As Loa writes dates: 06/6/2021.
export function dayOf(moment) {
  const at = new Date(moment);
  const month = at.getMonth() + 1;
  return `${two(at.getDate())}/${month <= 2 ? two(month) : month}/${at.getFullYear()}`;
}

export function whenOf(moment) {
  return dayOf(moment) === dayOf(Date.now()) ? timeOf(moment) : `${timeOf(moment)} ${dayOf(moment)}`;
}

// The button that closed the dialog, as its value.
export function askIn(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue), { once: true });
  });
}

export async function isSure(title, text, yes) {
  const dialog = document.querySelector("[data-dialog=sure]");
  find("sure-title", dialog).textContent = title;
  find("sure-text", dialog).textContent = text;
  find("sure-yes", dialog).textContent = yes;
  return (await askIn(dialog)) === "yes";
}

export async function askNumber(what, value, most) {
  const dialog = document.querySelector("[data-dialog=number]");
  const input = find("number", dialog);
  find("number-what", dialog).textContent = what;
  input.value = value;
  input.max = most;
  const answer = askIn(dialog);
  input.select();
  const typed = (await answer) === "set" ? Number.parseInt(input.value, 10) : Number.NaN;
  return Number.isNaN(typed) ? null : typed;
}

export function saveFile(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
