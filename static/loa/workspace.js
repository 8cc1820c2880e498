// Habits of every workspace page. Each works on what it finds; a page without script loses only haste.

function focusErrorSummary() {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form");
    if (form) { event.preventDefault(); form.requestSubmit(); }
  } else if (event.key === "/" && !event.ctrlKey && !event.altKey && !isTyping(event.target)) {
    const search = document.querySelector("[data-search-shortcut]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  } else if (event.key === "Escape") {
    closeMenus(null);
    if (location.hash === "#menu") location.hash = "#main";
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

// Moves the question of a confirm_button into a dialog, which keeps the focus and closes with Escape.
function openDialog(summary) {
  const details = summary.parentElement;
  const panel = details.querySelector(".loa-confirm-panel");
  const dialog = document.createElement("dialog");
  const heading = panel.querySelector("h2");
  heading.id = heading.id || `confirm-${Math.random().toString(36).slice(2)}`;
  dialog.className = "loa-dialog";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(panel);
  document.body.append(dialog);
  const cancel = panel.querySelector("[data-confirm-cancel]");
  cancel.hidden = false;
  cancel.addEventListener("click", () => dialog.close(), { once: true });
  dialog.addEventListener("close", () => { details.append(panel); dialog.remove(); summary.focus(); });
  dialog.showModal();
  cancel.focus(); // the harmless answer first
}

function onClick(event) {
  closeMenus(event.target);
  const summary = event.target.closest("[data-confirm] > summary");
  if (summary) { event.preventDefault(); openDialog(summary); }
  if (event.target.closest("[data-theme-toggle]")) window.loaTheme.toggle();
}

// Letters without their marks, đ as d: what somebody types finds what is written with them.
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}

// A search over a long list of boxes; how many are ticked, in view or not, is said beside it.
function addSearch(list) {
  const find = document.createElement("div");
  const input = document.createElement("input");
  const count = document.createElement("span");
  const choices = [...list.querySelectorAll(".loa-choice")];
  const names = choices.map((choice) => folded(choice.textContent));
  find.className = "loa-choices-find d-print-none";
  input.type = "search";
  input.className = "form-control";
  input.setAttribute("aria-label", list.dataset.find);
  input.placeholder = list.dataset.find;
  count.className = "loa-soft";
  count.setAttribute("role", "status");
  const show = () => {
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    let ticked = 0;
    choices.forEach((choice, place) => {
      ticked += choice.querySelector("input").checked ? 1 : 0;
      choice.hidden = !words.every((word) => names[place].includes(word));
    });
    count.textContent = `${ticked} ${list.dataset.chosen}`;
  };
  // Enter looks, and does not send the form.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey) event.preventDefault();
  });
  input.addEventListener("input", show);
  list.addEventListener("change", show);
  find.append(input, count);
  list.before(find);
  show();
}

for (const list of document.querySelectorAll("[data-choices]")) addSearch(list);
document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
for (const button of document.querySelectorAll("[data-theme-toggle]")) button.hidden = false;
focusErrorSummary();
document.addEventListener("htmx:afterSwap", focusErrorSummary);
