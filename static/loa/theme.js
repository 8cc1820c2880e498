// Chooses light or dark before the first paint, so that the page does not flash. Classic and tiny on
// purpose: it is the one script that the workspace waits for.
(function () {
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  function stored() {
    try { return localStorage.getItem("loa-theme"); } catch { return null; }
  }
  function apply() {
    const theme = stored() || (device.matches ? "dark" : "light");
    document.documentElement.setAttribute("data-bs-theme", theme);
    document.dispatchEvent(new CustomEvent("loa:theme", { detail: theme }));
  }
  window.loaTheme = {
    toggle() {
      const next = document.documentElement.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      try { localStorage.setItem("loa-theme", next); } catch { /* storage is off: this page only */ }
      document.documentElement.setAttribute("data-bs-theme", next);
      document.dispatchEvent(new CustomEvent("loa:theme", { detail: next }));
    },
  };
  device.addEventListener("change", apply);
  apply();
})();
