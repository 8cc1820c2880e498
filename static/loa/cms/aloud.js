// The page editor: keeps the marks of each spoken text up with what is typed, and asks again when somebody comes back
// from adding a spoken form in another tab. Without this script the panel shows the text of the last save.
const WAIT_MS = 500;
const timers = new WeakMap();
const latest = new WeakMap();

const valueOf = (row, name) => row.querySelector(`[name^="renditions-"][name$="-${name}"]`)?.value ?? "";

const read = async (row, panel) => {
  const body = new URLSearchParams({
    text: valueOf(row, "text"),
    medium: valueOf(row, "medium"),
    language: valueOf(row, "language"),
    newsroom: panel.dataset.newsroom,
  });
  const turn = (latest.get(panel) ?? 0) + 1;
  latest.set(panel, turn);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(panel.dataset.url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
  }).catch(() => null);
  if (!answer?.ok || latest.get(panel) !== turn) return;
  const fragment = await answer.text();
  const place = panel.querySelector("[data-loa-aloud-text]");
  const wasOpen = place.querySelector("details")?.open;
  // Escaped by the server's template.
  place.innerHTML = fragment;
  const rules = place.querySelector("details");
  if (rules && wasOpen) rules.open = true;
  panel.hidden = !fragment.trim();
};

const later = (row) => {
  const panel = row.querySelector("[data-loa-aloud]");
  if (!panel) return;
  clearTimeout(timers.get(panel));
  timers.set(panel, setTimeout(() => read(row, panel), WAIT_MS));
};

const typed = (event) => {
  if (!event.target.name?.startsWith("renditions-")) return;
  const row = event.target.closest("[data-inline-panel-child]");
  if (row) later(row);
};

document.addEventListener("input", typed);
document.addEventListener("change", typed);
window.addEventListener("focus", () => {
  for (const panel of document.querySelectorAll("[data-loa-aloud][open]")) {
    const row = panel.closest("[data-inline-panel-child]");
    if (row) later(row);
  }
});
