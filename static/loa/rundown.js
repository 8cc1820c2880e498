// Dragging on the day's rundown by pointer or touch, and the same with Alt and the arrow keys.
// Every move is the POST of the form that stands beside the release; the server decides. What it
// asks or refuses is shown on its own page, as without script.

const root = () => document.querySelector("[data-rundown]");
const announce = (text) => { document.querySelector("[data-announce]").textContent = text; };
let held = null; // {line, ghost, list, id}

function showHandles() {
  for (const handle of root().querySelectorAll("[data-handle]")) handle.hidden = false;
}

async function send(line, values) {
  const form = line.querySelector("[data-move-form]");
  const body = new FormData(form);
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  root().setAttribute("aria-busy", "true");
  let answer = null;
  try {
    answer = await fetch(form.action, { method: "POST", body });
  } catch {
    // No network: the browser says so on its own page, and nothing was moved.
  }
  const fresh = answer?.ok && answer.redirected ? rundownIn(await answer.text()) : null;
  if (fresh) show(fresh, line.id);
  else ask(form, values);
}

// Nothing where the answer is another page, such as the one to sign in.
const rundownIn = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("[data-rundown]");

// The server has a question or a refusal: let it speak on a whole page.
function ask(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    form.append(field);
  }
  form.submit();
}

function show(fresh, id) {
  const shown = document.adoptNode(fresh);
  root().replaceWith(shown);
  showHandles();
  const notice = shown.querySelector(".loa-alert-good .loa-alert-title");
  if (notice) announce(notice.textContent);
  document.getElementById(id)?.querySelector("[data-handle]")?.focus();
}

// --- Keyboard ---------------------------------------------------------------------------------------

function onKey(event) {
  if (event.key === "Escape" && held) { letGo(); return; }
  const line = event.target.closest?.("[data-movable]");
  const step = { ArrowUp: "earlier", ArrowDown: "later" }[event.key];
  if (!line || !step || !event.altKey) return;
  event.preventDefault();
  send(line, { to: step });
}

// --- Pointer and touch ------------------------------------------------------------------------------

function onDown(event) {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  handle.focus();
  const line = handle.closest("[data-movable]");
  const ghost = Object.assign(document.createElement("li"), { className: "loa-air-drop" });
  ghost.textContent = line.dataset.title;
  held = { line, ghost, id: event.pointerId };
  line.classList.add("is-held");
  handle.setPointerCapture(event.pointerId);
  announce(root().dataset.held);
}

function onMove(event) {
  if (!held || event.pointerId !== held.id) return;
  scrollNear(event.clientY);
  const list = listAt(event.clientX, event.clientY);
  if (!list || list.dataset.fits !== held.line.dataset.fits) {
    held.ghost.remove();
    if (list && list !== held.refused) announce(root().dataset.noFit);
    held.refused = list;
    return;
  }
  const next = [...list.querySelectorAll("[data-movable]")].find((line) => {
    const box = line.getBoundingClientRect();
    return line !== held.line && event.clientY < box.top + box.height / 2;
  });
  list.insertBefore(held.ghost, next ?? null);
}

// An empty slot has no height: its whole card takes the release.
function listAt(x, y) {
  const under = document.elementFromPoint(x, y);
  return under?.closest("[data-slot]") ?? under?.closest(".loa-card")?.querySelector("[data-slot]") ?? null;
}

function scrollNear(y) {
  const edge = 60;
  if (y < edge) scrollBy(0, -12);
  else if (y > innerHeight - edge) scrollBy(0, 12);
}

function onUp(event) {
  if (!held || event.pointerId !== held.id) return;
  const { line, ghost } = held;
  const list = ghost.parentElement;
  if (list) {
    const before = [...list.children].slice(0, [...list.children].indexOf(ghost));
    const position = before.filter((other) => other !== line && "movable" in other.dataset).length;
    const own = [...(line.parentElement.dataset.slot ? line.parentElement.querySelectorAll("[data-movable]") : [])];
    const stays = list === line.parentElement && own.indexOf(line) === position;
    if (!stays) send(line, { to: list.dataset.slot, position });
  }
  letGo();
}

function letGo() {
  held.ghost.remove();
  held.line.classList.remove("is-held");
  held = null;
}

document.addEventListener("keydown", onKey);
document.addEventListener("pointerdown", onDown);
document.addEventListener("pointermove", onMove);
document.addEventListener("pointerup", onUp);
document.addEventListener("pointercancel", () => held && letGo());
if (root()) showHandles();
