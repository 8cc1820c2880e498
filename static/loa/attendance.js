// Keys for the attendance sheet: a digit chooses the word, Enter goes down the column, and two
// buttons fill in what is the same for everybody. Nothing is saved before the form is sent.

const form = document.querySelector("[data-attendance]");

function words() {
  return [...form.querySelectorAll("select[data-outcome]")];
}

function choose(select, number) {
  const options = [...select.options].filter((option) => option.value);
  if (!options[number - 1]) return;
  select.value = options[number - 1].value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function below(field) {
  const column = field.matches("select") ? "select[data-outcome]" : "input[data-minutes]";
  const fields = [...form.querySelectorAll(column)];
  return fields[fields.indexOf(field) + 1] ?? form.querySelector("button[type=submit]");
}

function onKey(event) {
  const field = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (field.matches("select[data-outcome]") && /^[1-9]$/.test(event.key)) {
    event.preventDefault();
    choose(field, Number(event.key));
    below(field).focus();
  } else if (field.matches("select[data-outcome], input[data-minutes]") && event.key === "Enter") {
    event.preventDefault();
    below(field).focus();
  }
}

// Whoever signed up and of whom nothing is said yet came as planned.
function fillWords() {
  for (const select of words()) {
    if (!select.value && select.querySelector("option[value=AS_PLANNED]")) select.value = "AS_PLANNED";
  }
}

// The length of the shift, for those who came as planned and whose minutes are empty.
function fillMinutes() {
  for (const select of words()) {
    const minutes = select.closest("tr").querySelector("input[data-minutes]");
    if (select.value === "AS_PLANNED" && minutes && !minutes.value) minutes.value = form.dataset.planned;
  }
}

if (form) {
  form.addEventListener("keydown", onKey);
  form.querySelector("[data-fill-words]").addEventListener("click", fillWords);
  form.querySelector("[data-fill-minutes]").addEventListener("click", fillMinutes);
  for (const hidden of form.querySelectorAll("[data-with-script]")) hidden.hidden = false;
}
