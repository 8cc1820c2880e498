// Draws each [data-chart] from the specification that stands in the page, without eval (the
// expression interpreter) and without inline styles, in the colours of the present theme.

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--loa-${name}`).trim();
}

function themeConfig() {
  const ink = token("ink"), soft = token("ink-soft"), line = token("line");
  return {
    background: "transparent",
    font: token("font"),
    view: { stroke: "transparent" },
    range: { category: [1, 2, 3, 4, 5].map((n) => token(`series-${n}`)), ramp: { scheme: "blues" } },
    mark: { color: token("series-1") },
    text: { color: ink, fontSize: 13 },
    axis: { labelColor: soft, titleColor: soft, domainColor: line, tickColor: line, gridColor: line, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", titlePadding: 10 },
    axisQuantitative: { tickCount: 5, domain: false, ticks: false },
    legend: { labelColor: soft, titleColor: soft, labelFontSize: 12, titleFontWeight: "normal" },
    title: { color: ink },
  };
}

const LOCALES = {
  vi: { decimal: ",", thousands: ".", grouping: [3], currency: ["", " ₫"] },
  en: { decimal: ".", thousands: ",", grouping: [3], currency: ["₫", ""] },
};

async function draw(figure) {
  const spec = JSON.parse(figure.querySelector("[data-chart-spec]").textContent);
  const picture = figure.querySelector("[data-chart-picture]");
  figure.loaView?.finalize();
  const result = await window.vegaEmbed(picture, { width: "container", autosize: { type: "fit-x", contains: "padding" }, ...spec }, {
    actions: false,
    ast: true,
    logLevel: window.vega.Error,
    config: themeConfig(),
    defaultStyle: false,
    formatLocale: LOCALES[document.documentElement.lang] || LOCALES.vi,
    mode: "vega-lite",
    renderer: "svg",
    tooltip: { disableDefaultStyle: true },
  });
  figure.loaView = result;
}

function drawAll() {
  for (const figure of document.querySelectorAll("[data-chart]")) {
    draw(figure).catch(() => { figure.querySelector(".loa-chart-data").open = true; });
  }
}

drawAll();
document.addEventListener("loa:theme", drawAll);
