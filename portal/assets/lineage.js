// The page of column lineage: search, deep links and keys.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const { graphOf, search, make, badge, address, showColumn, showTable, showTables } =
    globalThis.daybook.lineage;
  const MOST_FOUND = 20;
  const graph = graphOf(globalThis.daybook.lineageData);
  const place = document.getElementById("lineage");
  const said = document.getElementById("lineage-summary");
  const input = document.getElementById("column-search");
  const list = document.getElementById("columns-found");
  let found = [];
  let active = -1;
  let isByKey = false;

  // --- what the address names -----------------------------------------------------------------

  function named() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1);
    }
  }

  function show() {
    const name = named();
    const node = graph.nodes.get(name);
    const table = graph.tables.get(name);
    if (node) said.textContent = showColumn(place, node);
    else if (table) {
      const nodes = [...graph.nodes.values()].filter((one) => one.table === table);
      said.textContent = showTable(place, table, nodes);
    } else {
      const tables = [...graph.tables.values()];
      const words = showTables(place, tables);
      said.textContent = name ? `There is no column ${name}. ${words}` : words;
    }
    document.title = `${node || table ? name : "Lineage"} · Daybook`;
    if (isByKey) (place.querySelector("[aria-current]") || document.getElementById("picked"))?.focus();
    isByKey = false;
  }

  // --- search ---------------------------------------------------------------------------------

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(position) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = position;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function offer() {
    found = search(graph, input.value).slice(0, MOST_FOUND);
    const options = found.map((node, position) => {
      const words = make("span", {}, make("strong", {}, node.column.name), ` ${node.table.name}`);
      const option = make(
        "li", { role: "option", id: `found-${position}`, "aria-selected": "false" },
        words, badge(node.table.layer, node.table.layer),
      );
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => pick(node));
      return option;
    });
    list.replaceChildren(...options);
    const isOpen = options.length > 0;
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    activate(isOpen ? 0 : -1);
    if (input.value.trim()) said.textContent = isOpen ? `${found.length} found` : "No column found";
  }

  function pick(node) {
    close();
    input.value = "";
    isByKey = true;
    if (location.hash === address(node.key)) show();
    else location.hash = address(node.key);
  }

  function onSearchKey(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && !list.hidden) {
      event.preventDefault();
      activate((active + moves[event.key] + found.length) % found.length);
    } else if (event.key === "Enter" && found[active] && !list.hidden) {
      event.preventDefault();
      pick(found[active]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (list.hidden) place.querySelector("[aria-current]")?.focus();
      input.value = "";
      close();
    }
  }

  // --- keys in the graph ----------------------------------------------------------------------

  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };

  // Sideways to the nearest column that it is connected with, up and down within the level.
  function next(entry, key) {
    const entries = [...place.querySelectorAll(".graph a[data-key]")];
    const from = middle(entry);
    const isSideways = key === "ArrowLeft" || key === "ArrowRight";
    const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    const own = graph.nodes.get(entry.dataset.key);
    const connected = new Set([
      ...own.up.map((edge) => edge.from.key), ...own.down.map((edge) => edge.to.key),
    ]);
    const away = entries
      .map((one) => ({ one, x: middle(one).x - from.x, y: middle(one).y - from.y }))
      .filter(({ x, y }) => (isSideways ? x * sign > 20 : Math.abs(x) < 20 && y * sign > 4))
      .map((one) => ({ ...one, far: Math.hypot(one.x, one.y) }))
      .map((one) => ({ ...one, far: one.far + (isSideways && !connected.has(one.one.dataset.key) ? 1e6 : 0) }));
    away.sort((one, other) => one.far - other.far);
    return away[0]?.one;
  }

  function highlight(key) {
    for (const edge of place.querySelectorAll(".edge")) {
      const isOn = key && (edge.dataset.from === key || edge.dataset.to === key);
      edge.classList.toggle("on", Boolean(isOn));
    }
  }

  place.addEventListener("keydown", (event) => {
    const entry = event.target.closest(".graph a[data-key]");
    if (!entry) return;
    if (event.key === "Enter") isByKey = true;
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    next(entry, event.key)?.focus();
  });
  for (const [begin, end] of [["focusin", "focusout"], ["mouseover", "mouseout"]]) {
    place.addEventListener(begin, (event) =>
      highlight(event.target.closest(".graph a[data-key]")?.dataset.key));
    place.addEventListener(end, () => highlight(null));
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "Escape" && !isTyping) {
      place.querySelector("[aria-current]")?.focus();
    }
  });

  input.addEventListener("input", offer);
  input.addEventListener("keydown", onSearchKey);
  input.addEventListener("blur", close);
  addEventListener("hashchange", show);
  input.form.addEventListener("submit", (event) => event.preventDefault());
  show();
});
