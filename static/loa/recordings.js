// Says that a sound file is too large before it is sent; the server says it again.
for (const form of document.querySelectorAll("form[data-limit]")) {
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    const isTooLarge = input.files[0]?.size > Number(form.dataset.limit);
    input.setCustomValidity(isTooLarge ? form.dataset.limitMessage : "");
    input.reportValidity();
  });
}
