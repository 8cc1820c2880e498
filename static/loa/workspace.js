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

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
for (const button of document.querySelectorAll("[data-theme-toggle]")) button.hidden = false;
focusErrorSummary();
document.addEventListener("htmx:afterSwap", focusErrorSummary);
