// The page editor: keeps the measure of each rendition up with what is typed. The server counts: one algorithm for
// typing, saving and publishing. Without this script the panel shows the measure of the last save.
const WAIT_MS = 350;
const timers = new WeakMap();
const latest = new WeakMap();

const panelOf = (field) => {
  for (let box = field.parentElement; box; box = box.parentElement) {
    const panels = box.querySelectorAll("[data-loa-measure]");
    if (panels.length === 1) return { box, panel: panels[0] };
    if (panels.length > 1) return null;
  }
  return null;
};

const valueOf = (box, name) => box.querySelector(`[name^="renditions-"][name$="-${name}"]`)?.value ?? "";

const show = (panel, lines) => {
  const list = panel.querySelector("[data-loa-measure-lines]");
  list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
};

const measure = async (box, panel) => {
  const text = valueOf(box, "text");
  const medium = valueOf(box, "medium");
  if (!medium || !text.trim()) return;
  const body = new URLSearchParams({ text, medium, language: valueOf(box, "language"), newsroom: panel.dataset.newsroom });
  const turn = (latest.get(panel) ?? 0) + 1;
  latest.set(panel, turn);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(panel.dataset.url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
  }).catch(() => null);
  if (!answer?.ok || latest.get(panel) !== turn) return;
  const { lines } = await answer.json();
  if (lines.length) show(panel, lines);
};

const later = (event) => {
  if (!event.target.name?.startsWith("renditions-")) return;
  const found = panelOf(event.target);
  if (!found) return;
  clearTimeout(timers.get(found.panel));
  timers.set(found.panel, setTimeout(() => measure(found.box, found.panel), WAIT_MS));
};

document.addEventListener("input", later);
document.addEventListener("change", later);
