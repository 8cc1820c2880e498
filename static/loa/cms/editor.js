// The page editor: keeps the measure of each rendition up with what is typed. The server counts: one algorithm for
// typing, saving and publishing. Without this script the panel shows the measure of the last save.
const WAIT_MS = 350;
const timers = new WeakMap();
const latest = new WeakMap();

const rowOf = (element) => element.closest("[data-inline-panel-child]");
const fieldOf = (row, name) => row.querySelector(`[name^="renditions-"][name$="-${name}"]`);
const valueOf = (row, name) => fieldOf(row, name)?.value ?? "";
const chosen = (select) => select?.selectedOptions[0]?.value && select.selectedOptions[0].textContent.trim();

const element = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });

const lineOf = ({ tone, word, text }) => {
  const line = element("li", `loa-tone-${tone}`, "");
  if (word) line.append(element("strong", "", `${word}:`), " ");
  line.append(text);
  return line;
};

const show = (panel, { lines, plain }) => {
  panel.querySelector("[data-loa-measure-lines]").replaceChildren(...lines.map(lineOf));
  panel.querySelector("[data-loa-plain]").hidden = !plain;
  panel.querySelector("[data-loa-plain-text]").textContent = plain;
};

const measure = async (row, panel) => {
  const text = valueOf(row, "text");
  const medium = valueOf(row, "medium");
  if (!medium || !(text.trim() || valueOf(row, "recording"))) return;
  const body = new URLSearchParams({ text, medium, language: valueOf(row, "language"), newsroom: panel.dataset.newsroom, recording: valueOf(row, "recording") });
  const turn = (latest.get(panel) ?? 0) + 1;
  latest.set(panel, turn);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(panel.dataset.url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
  }).catch(() => null);
  if (!answer?.ok || latest.get(panel) !== turn) return;
  const found = await answer.json();
  if (found.lines.length) show(panel, found);
};

// Each row is called by its medium and language, its text is marked as being in that language, and only what is heard
// asks for sound.
const name = (row) => {
  const heading = row.querySelector("[data-panel-heading-text]");
  const words = [chosen(fieldOf(row, "medium")), chosen(fieldOf(row, "language"))];
  if (heading && words[0]) heading.textContent = words.filter(Boolean).join(" · ");
  const spoken = row.querySelector("[data-loa-measure]")?.dataset.spoken.split(" ") ?? [];
  row.classList.toggle("loa-silent", Boolean(words[0]) && !spoken.includes(valueOf(row, "medium")));
  const language = valueOf(row, "language");
  for (const field of [fieldOf(row, "title"), fieldOf(row, "text")]) if (field && language) field.lang = language;
};

const measureLater = (row) => {
  const panel = row.querySelector("[data-loa-measure]");
  if (!panel) return;
  clearTimeout(timers.get(panel));
  timers.set(panel, setTimeout(() => measure(row, panel), WAIT_MS));
};

const typed = (event) => {
  if (!event.target.name?.startsWith("renditions-")) return;
  const row = rowOf(event.target);
  if (!row) return;
  name(row);
  measureLater(row);
};

const usePlain = (event) => {
  const button = event.target.closest("[data-loa-use-plain]");
  if (!button) return;
  const text = fieldOf(rowOf(button), "text");
  text.value = button.closest("[data-loa-plain]").querySelector("[data-loa-plain-text]").textContent;
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
};

// A medium that has a text in the chosen language cannot be ticked, and says why.
const offer = (panel) => {
  const language = panel.querySelector("[name=loa-cut-language]").value;
  for (const box of panel.querySelectorAll("[name=loa-cut-media]")) {
    box.disabled = box.dataset.loaTaken.split(" ").includes(language);
    if (box.disabled) box.checked = false;
    const label = box.closest("label");
    label.classList.toggle("loa-taken", box.disabled);
    label.querySelector(".loa-taken-word").hidden = !box.disabled;
  }
};

const begin = () => {
  for (const row of document.querySelectorAll("[data-inline-panel-child]")) name(row);
  for (const button of document.querySelectorAll("[data-loa-use-plain]")) button.hidden = false;
  for (const template of document.querySelectorAll("template"))
    for (const button of template.content.querySelectorAll("[data-loa-use-plain]")) button.hidden = false;
  for (const panel of document.querySelectorAll("[data-loa-cut]")) {
    offer(panel);
    panel.addEventListener("change", () => offer(panel));
  }
};

// The editor grows while it loads, so the browser's own jump to what was just cut ends too high.
const jump = () => {
  if (location.hash === "#loa-cut") document.getElementById("loa-cut")?.scrollIntoView();
};

document.addEventListener("input", typed);
document.addEventListener("change", typed);
document.addEventListener("click", usePlain);
begin();
if (document.readyState === "complete") jump();
else addEventListener("load", jump);
