// Draws a column with all that it comes from and all that comes from it. Texts of the lake only
// ever become text nodes.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const { coneOf, layoutOf, WIDTH } = globalThis.daybook.lineage;
  const KIND_WORDS = {
    copy: "as it is",
    transform: "computed from",
    aggregate: "aggregated from",
    window: "from rows around it",
    filter: "decides which rows there are",
    constant: "no column",
  };

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function draw(tag, attributes) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  function stateMark(state, words) {
    const mark = draw("svg", { class: "state", "aria-hidden": "true" });
    mark.append(draw("use", { href: `#state-${state}` }));
    return make("span", { class: `status ${state}` }, mark, words ?? state);
  }

  const badge = (kind, text) => make("span", { class: `badge ${kind}` }, text);
  const address = (key) => `#${key.split(".").map(encodeURIComponent).join(".")}`;
  const link = (node) => make("a", { href: address(node.key) }, node.key);
  const docs = (table, words) => make("a", { href: `docs/index.html#!/${table.docs}` }, words);
  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

  function testsOf(node) {
    if (!node.column.tests.length) return "no test of this column";
    const failed = node.column.tests.filter((test) => !["pass", "success"].includes(test.status));
    const words = plural(node.column.tests.length, "test");
    return failed.length ? `${words}, ${failed.length} not passed` : `${words}, all passed`;
  }

  function card(part, picked) {
    const { table } = part;
    const quality = table.score === null ? "" : ` · ${table.score} %`;
    const facts = table.isStored ? [stateMark(table.state), quality] : ["a step, not stored"];
    const list = make("ul");
    for (const node of part.nodes) {
      const mark = node.column.tests.length ? make("span", { class: "tested" }, "✓") : null;
      if (mark) mark.title = testsOf(node);
      const entry = make("a", { href: address(node.key), "data-key": node.key });
      if (node === picked) entry.setAttribute("aria-current", "true");
      entry.title = `${node.key} · ${node.column.type}`;
      entry.append(
        make("span", { class: "column-name" }, node.column.name),
        make("span", { class: "column-type" }, node.column.type),
      );
      list.append(make("li", {}, entry, mark));
    }
    const head = make(
      "div",
      { class: "card-head" },
      make("strong", { title: table.name }, table.name),
      make("span", { class: "card-facts" }, badge(table.layer, table.layer), ...facts),
    );
    const words = `${table.layer} ${table.name}`;
    const box = make("div", { class: "node", role: "group", "aria-label": words }, head, list);
    // By script, since the page's policy forbids styles in attributes.
    Object.assign(box.style, { left: `${part.left}px`, top: `${part.top}px`, width: `${WIDTH}px` });
    return box;
  }

  function curve({ edge, start, end }) {
    const reach = Math.max(30, (end.x - start.x) / 2);
    const path = `M${start.x} ${start.y}C${start.x + reach} ${start.y} ${end.x - reach} ${end.y} ${end.x} ${end.y}`;
    return draw("path", { d: path, class: `edge ${edge.kind}`, "data-from": edge.from.key, "data-to": edge.to.key });
  }

  function graph(layout, picked) {
    const lines = draw("svg", {
      width: layout.width, height: layout.height, class: "edges", "aria-hidden": "true",
    });
    lines.append(...layout.edges.map(curve));
    const plane = make("div", { class: "plane" }, lines, ...layout.cards.map((one) => card(one, picked)));
    Object.assign(plane.style, { width: `${layout.width}px`, height: `${layout.height}px` });
    return plane;
  }

  function step(edge) {
    const words = [badge(edge.kind, edge.kind), " ", KIND_WORDS[edge.kind] ?? "", " "];
    if (edge.from) words.push(link(edge.from));
    return words;
  }

  function definition(edge) {
    return edge.expression ? make("pre", {}, make("code", {}, edge.expression)) : null;
  }

  function made(node) {
    const entries = [...node.up, ...node.constants].map((edge) =>
      make("li", {}, ...step(edge), definition(edge)),
    );
    if (entries.length) return make("ul", { class: "steps" }, ...entries);
    const isRaw = node.table.layer === "bronze";
    const words = isRaw
      ? "A field of the records as they came: nothing in the lake is before it."
      : "Nothing in the lake is before it.";
    return make("p", {}, words);
  }

  function rows(node) {
    const found = node.table.rowsFrom || [];
    const entries = found.filter((edge) => edge.from).map((edge) => make("li", {}, link(edge.from)));
    if (!entries.length) return null;
    return make(
      "details", {},
      make("summary", {}, `What decides which rows ${node.table.name} has (${entries.length})`),
      make("ul", { class: "columns" }, ...entries),
    );
  }

  function tests(node) {
    if (!node.column.tests.length) return make("p", {}, "No test looks at this column alone.");
    const entries = node.column.tests.map((test) => {
      const isWell = ["pass", "success"].includes(test.status);
      const state = isWell ? "good" : test.status === "warn" ? "watch" : test.status ? "alert" : "unknown";
      return make("li", {}, stateMark(state, test.status || "not run"), " ", make("code", {}, test.name));
    });
    return make("ul", { class: "tests" }, ...entries);
  }

  function facts(node) {
    const { table, column } = node;
    const entries = [
      ["Type", badge("type", column.type || "unknown")],
      ["Table", docs(table, table.name)],
      ["Layer", badge(table.layer, table.layer)],
      ["State", table.isStored ? stateMark(table.state, table.stateWords) : "a step, not stored"],
      ["Quality", table.score === null ? "not scored" : `${table.score} % of its checks passed`],
      ["Freshness", table.freshness],
      ["Owner", table.owner || "nobody named"],
    ];
    return make(
      "dl", { class: "facts" },
      ...entries.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))),
    );
  }

  function about(node) {
    return make(
      "div", { class: "column-about" },
      make(
        "section", { class: "card" },
        make("h2", { id: "picked", tabindex: "-1" }, node.key),
        make("p", {}, node.column.description || "No description."),
        facts(node),
      ),
      make(
        "section", { class: "card" },
        make("h3", {}, "How it is made"), made(node), rows(node),
        make("h3", {}, "Tests"), tests(node),
      ),
    );
  }

  function levelButtons(cone, way, more) {
    if (!cone.hidden[way]) return [];
    const words = way === "up" ? "upstream" : "downstream";
    const next = { ...cone.shown, [way]: cone.shown[way] + 1 };
    const all = { ...cone.shown, [way]: cone.deepest[way] };
    return [
      [`One level more ${words}`, next],
      [`All ${plural(cone.hidden[way], "more column")} ${words}`, all],
    ].map(([text, levels]) => {
      const button = make("button", { type: "button" }, text);
      button.addEventListener("click", () => more(levels));
      return button;
    });
  }

  function allSteps(layout) {
    const lines = layout.edges.map(({ edge }) =>
      make(
        "tr", {},
        make("td", {}, link(edge.to)),
        make("td", {}, badge(edge.kind, edge.kind)),
        make("td", {}, link(edge.from)),
        make("td", {}, edge.expression ? make("code", {}, edge.expression) : ""),
      ),
    );
    const head = ["Column", "Step", "Made from", "Expression"];
    return make(
      "details", { class: "all-steps" },
      make("summary", {}, `All ${lines.length} steps as a table`),
      make(
        "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "All steps" },
        make(
          "table", { class: "data" },
          make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))),
          make("tbody", {}, ...lines),
        ),
      ),
    );
  }

  function summary(node, cone) {
    const count = (sign) => [...cone.levels.values()].filter((level) => level * sign > 0).length;
    return `${node.key}: ${plural(count(-1), "column")} upstream, ${plural(count(1), "column")} downstream shown.`;
  }

  // Show a column; `wanted` is how many levels to draw each way, where a person asked for it.
  function showColumn(place, node, wanted = {}) {
    const cone = coneOf(node, wanted);
    const layout = layoutOf(cone);
    const plane = graph(layout, node);
    const frame = make(
      "div", { class: "graph", role: "group", "aria-label": `Lineage of ${node.key}` }, plane,
    );
    const more = (levels) => {
      showColumn(place, node, levels);
      place.querySelector("[aria-current]")?.focus();
    };
    const buttons = make(
      "p", { class: "more" }, ...levelButtons(cone, "up", more), ...levelButtons(cone, "down", more),
    );
    place.replaceChildren(about(node), buttons, frame, allSteps(layout));
    centre(frame, plane.querySelector("[aria-current]"));
    return summary(node, cone);
  }

  function centre(frame, entry) {
    const box = entry.closest(".node");
    frame.scrollLeft = box.offsetLeft - (frame.clientWidth - box.offsetWidth) / 2;
    frame.scrollTop = box.offsetTop + entry.offsetTop - frame.clientHeight / 2;
  }

  function showTable(place, table, nodes) {
    const entries = nodes.map((node) =>
      make(
        "tr", {},
        make("th", { scope: "row" }, make("a", { href: address(node.key) }, node.column.name)),
        make("td", {}, badge("type", node.column.type)),
        make("td", {}, testsOf(node)),
        make("td", {}, node.column.description),
      ),
    );
    place.replaceChildren(
      make(
        "section", { class: "card" },
        make("h2", { id: "picked", tabindex: "-1" }, table.name),
        make("p", {}, stateMark(table.state, table.stateWords), " ", badge(table.layer, table.layer), " ", docs(table, "its docs")),
        make("p", {}, table.description),
        make(
          "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Columns of ${table.name}` },
          make("table", { class: "data" }, make("tbody", {}, ...entries)),
        ),
      ),
    );
    return `${table.name}: ${plural(nodes.length, "column")}.`;
  }

  function showTables(place, tables) {
    const layers = [...new Set(tables.map((table) => table.layer))];
    const ordered = ["gold", "silver", "bronze", "snapshot", "seed"].filter((one) => layers.includes(one));
    place.replaceChildren(
      ...ordered.map((layer) => {
        const names = tables.filter((table) => table.layer === layer).map((table) => table.name).sort();
        const entries = names.map((name) => make("li", {}, make("a", { href: address(name) }, name)));
        const open = layer === "gold" ? { open: "" } : {};
        return make(
          "details", { class: "card", ...open },
          make("summary", {}, `${layer} (${plural(names.length, "table")})`),
          make("ul", { class: "columns" }, ...entries),
        );
      }),
    );
    return `${plural(tables.length, "table")} to pick a column from.`;
  }

  Object.assign(globalThis.daybook.lineage, { make, address, badge, showColumn, showTable, showTables });
})();
