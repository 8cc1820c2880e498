// Counters under the thumb: tap for one more or one less, or type the number itself.
for (const counter of document.querySelectorAll("[data-counter]")) {
  const input = counter.querySelector("input");
  for (const button of counter.querySelectorAll("[data-counter-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.counterStep);
      input.value = Math.max(Number(input.min) || 0, next);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
