// The columns of a lake as a graph: what a column is made from, what is made from it, and where
// each stands on the page. Nothing here touches the page.
"use strict";

globalThis.daybook = globalThis.daybook || {};

(() => {
  // Beyond so many columns a picture explains nothing: levels are left out until asked for.
  const READABLE_NODES = 60;
  const ROW = 26;
  const HEAD = 46;
  const WIDTH = 236;
  const GAP_ACROSS = 76;
  const GAP_DOWN = 18;
  const MARGIN = 12;

  // data: {tables: [{name, layer, …, columns: [{name, …}]}], kinds, expressions,
  //   edges: [[table, column, upstream table, upstream column, kind, expression]]}, by position;
  //   a column of -1 stands for all rows of its table, an upstream table of -1 for a constant.
  function graphOf(data) {
    const nodes = new Map();
    data.tables.forEach((table, tableIndex) => {
      table.columns.forEach((column, columnIndex) => {
        column.position = columnIndex;
        const node = { table, column, up: [], down: [], rowsFrom: [], constants: [] };
        node.key = `${table.name}.${column.name}`;
        nodes.set(`${tableIndex}/${columnIndex}`, node);
      });
    });
    for (const [table, column, upTable, upColumn, kind, expression] of data.edges) {
      const upstream = nodes.get(`${upTable}/${upColumn}`);
      const edge = { from: upstream, kind: data.kinds[kind], expression: data.expressions[expression] };
      if (column < 0) {
        const shaped = data.tables[table];
        shaped.rowsFrom = [...(shaped.rowsFrom || []), edge];
        continue;
      }
      const node = nodes.get(`${table}/${column}`);
      if (!upstream) node.constants.push(edge);
      else {
        edge.to = node;
        node.up.push(edge);
        upstream.down.push(edge);
      }
    }
    const byKey = new Map([...nodes.values()].map((node) => [node.key, node]));
    return { nodes: byKey, tables: new Map(data.tables.map((table) => [table.name, table])) };
  }

  const neighbours = (node, way) =>
    way === "up" ? node.up.map((edge) => edge.from) : node.down.map((edge) => edge.to);

  // The longest way decides the level, so that every edge leads from left to right.
  function levelsOf(start, way) {
    const order = [];
    const state = new Map();
    const visit = (node) => {
      state.set(node, "open");
      for (const next of neighbours(node, way)) if (!state.has(next)) visit(next);
      state.set(node, "done");
      order.unshift(node);
    };
    visit(start);
    const levels = new Map([[start, 0]]);
    const rank = new Map(order.map((node, position) => [node, position]));
    for (const node of order) {
      for (const next of neighbours(node, way)) {
        // A table that reads itself closes a circle: such an edge raises no level.
        if (rank.get(next) <= rank.get(node)) continue;
        levels.set(next, Math.max(levels.get(next) || 0, levels.get(node) + 1));
      }
    }
    return levels;
  }

  const countUpTo = (levels, depth) => [...levels.values()].filter((level) => level <= depth).length;

  function readableDepth(levels) {
    const deepest = Math.max(...levels.values());
    let depth = Math.min(1, deepest);
    while (depth < deepest && countUpTo(levels, depth + 1) <= READABLE_NODES) depth += 1;
    return depth;
  }

  // Return {levels: Map of node to level (upstream negative), shown and deepest by way}.
  function coneOf(start, wanted) {
    const levels = new Map();
    const cone = { levels, shown: {}, deepest: {}, hidden: {} };
    for (const [way, sign] of [["up", -1], ["down", 1]]) {
      const found = levelsOf(start, way);
      const deepest = Math.max(...found.values());
      const shown = Math.min(deepest, wanted[way] ?? readableDepth(found));
      for (const [node, level] of found) if (level <= shown) levels.set(node, sign * level);
      cone.shown[way] = shown;
      cone.deepest[way] = deepest;
      cone.hidden[way] = found.size - countUpTo(found, shown);
    }
    levels.set(start, 0);
    return cone;
  }

  function cardsOf(levels) {
    const cards = new Map();
    for (const [node, level] of levels) {
      const key = `${level} ${node.table.name}`;
      if (!cards.has(key)) cards.set(key, { level, table: node.table, nodes: [] });
      cards.get(key).nodes.push(node);
    }
    for (const card of cards.values()) {
      card.nodes.sort((one, other) => one.column.position - other.column.position);
      card.height = HEAD + ROW * card.nodes.length;
    }
    return [...cards.values()];
  }

  // Cards stand near what they are connected with, so that few edges cross.
  function placeLevel(cards, middles) {
    const wish = (card) => {
      const found = card.nodes
        .flatMap((node) => [...neighbours(node, "up"), ...neighbours(node, "down")])
        .map((node) => middles.get(node))
        .filter((middle) => middle !== undefined);
      return found.length ? found.reduce((sum, one) => sum + one, 0) / found.length : 0;
    };
    const wishes = new Map(cards.map((card) => [card, wish(card)]));
    cards.sort(
      (one, other) =>
        wishes.get(one) - wishes.get(other) || one.table.name.localeCompare(other.table.name),
    );
    const total = cards.reduce((sum, card) => sum + card.height + GAP_DOWN, -GAP_DOWN);
    let top = -total / 2;
    for (const card of cards) {
      card.top = top;
      card.nodes.forEach((node, row) => middles.set(node, top + HEAD + ROW * (row + 0.5)));
      top += card.height + GAP_DOWN;
    }
  }

  // Return {cards: [{table, nodes, left, top, height}], edges, width, height} in pixels.
  function layoutOf(cone) {
    const cards = cardsOf(cone.levels);
    const middles = new Map();
    const levels = [...new Set(cards.map((card) => card.level))];
    levels.sort((one, other) => Math.abs(one) - Math.abs(other));
    for (const level of levels) placeLevel(cards.filter((card) => card.level === level), middles);
    const leftmost = Math.min(...levels);
    const highest = Math.min(...cards.map((card) => card.top));
    const left = (level) => MARGIN + (level - leftmost) * (WIDTH + GAP_ACROSS);
    for (const card of cards) {
      card.left = left(card.level);
      card.top += MARGIN - highest;
    }
    const point = (node, side) => ({
      x: left(cone.levels.get(node)) + (side === "right" ? WIDTH : 0),
      y: middles.get(node) + MARGIN - highest,
    });
    const edges = [...cone.levels.keys()]
      .flatMap((node) => node.up)
      .filter((edge) => isDrawn(cone.levels, edge))
      .map((edge) => ({ edge, start: point(edge.from, "right"), end: point(edge.to, "left") }));
    const bottom = Math.max(...cards.map((card) => card.top + card.height));
    return { cards, edges, width: left(Math.max(...levels)) + WIDTH + MARGIN, height: bottom + MARGIN };
  }

  function isDrawn(levels, edge) {
    const [from, to] = [levels.get(edge.from), levels.get(edge.to)];
    return from !== undefined && to !== undefined && from < to && (to <= 0 || from >= 0);
  }

  // Gold first, then what begins as asked, then what only contains it.
  const LAYERS = ["gold", "silver", "bronze", "snapshot", "seed"];
  function search(graph, text) {
    const words = text.toLowerCase().split(/[\s.]+/).filter(Boolean);
    if (!words.length) return [];
    const last = words[words.length - 1];
    const scored = [];
    for (const node of graph.nodes.values()) {
      const key = node.key.toLowerCase();
      if (!words.every((word) => key.includes(word))) continue;
      const name = node.column.name.toLowerCase();
      const fit = name === last ? 0 : name.startsWith(last) ? 1 : name.includes(last) ? 2 : 3;
      scored.push({ node, fit, layer: (LAYERS.indexOf(node.table.layer) + 9) % 9 });
    }
    scored.sort(
      (one, other) =>
        one.fit - other.fit || one.layer - other.layer || one.node.key.localeCompare(other.node.key),
    );
    return scored.map((one) => one.node);
  }

  globalThis.daybook.lineage = { graphOf, coneOf, layoutOf, search, WIDTH, HEAD, ROW };
})();
