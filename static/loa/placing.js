// The check of places: another place at an outlet is checked at once, not only on the button.

const form = document.querySelector("#check");
form?.addEventListener("change", (event) => {
  if (!event.target.name.startsWith("place-")) return;
  form.requestSubmit(form.querySelector("[name=act][value=check]"));
});
