// Sign-in pages: the focus goes to the faults; Ctrl+Enter submits.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

// The browser's own words for a refused passkey are for developers; ours say what to do next.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.querySelector("[data-passkey-error]");
  if (note) { note.hidden = false; note.focus(); }
});
