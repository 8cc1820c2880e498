/* «Near me» on the public list of drives: reckoned on the phone; nothing is sent or kept. */
const buttons = document.querySelectorAll("[data-near-me]");
const button = document.querySelector("button[data-near-me]");
const list = document.querySelector("[data-sortable]");
const fault = document.querySelector("[data-near-me-fault]");
const EARTH_KM = 6371;

function distance(card, here) {
  const { latitude, longitude } = card.dataset;
  if (!latitude || !longitude) return Infinity;
  const rad = (degrees) => (degrees * Math.PI) / 180;
  const chord =
    Math.sin(rad(latitude - here.latitude) / 2) ** 2 +
    Math.cos(rad(here.latitude)) *
      Math.cos(rad(latitude)) *
      Math.sin(rad(longitude - here.longitude) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

function sortBy(here) {
  const cards = [...list.children].map((card) => ({ card, km: distance(card, here) }));
  cards.sort((one, other) => one.km - other.km);
  for (const { card, km } of cards) {
    const tag = card.querySelector("[data-distance]");
    if (Number.isFinite(km)) {
      tag.textContent = button.dataset.distanceWords.replace("{km}", Math.round(km));
      tag.hidden = false;
    }
    list.append(card);
  }
}

if (button && list && "geolocation" in navigator) {
  for (const part of buttons) part.hidden = false;
  button.addEventListener("click", () => {
    fault.hidden = true;
    navigator.geolocation.getCurrentPosition(
      (position) => sortBy(position.coords),
      () => {
        fault.textContent = button.dataset.refused;
        fault.hidden = false;
      },
      { maximumAge: 60_000, timeout: 15_000 },
    );
  });
}
