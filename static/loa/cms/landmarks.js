// Wagtail's lists carry two searches, its own in the side bar and the list's: readers of landmarks
// are told which is which. The list's bears the name of its page.
for (const form of document.querySelectorAll("header form[role='search']")) {
  form.setAttribute("aria-label", document.title.split(" - ")[0]);
}
