(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const make = (name, attributes = {}, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const articles = all(".article");
  const facts = all(".fact");
  const entityOf = (article, number) => one(`.entities li[data-entity="${number}"]`, article);
  const markOf = (element) => element.closest(".words mark");

  // Marks: one stop of the Tab key a text, arrow keys within. Made when an article is opened.
  const stops = (article) => all(".words mark:not(.more)", article);
  const ready = new WeakSet();
  const open = (article) => {
    if (ready.has(article)) return;
    ready.add(article);
    for (const [i, mark] of stops(article).entries()) {
      mark.setAttribute("role", "button");
      mark.tabIndex = i ? -1 : 0;
    }
    plan(article);
  };
  const step = (mark, key) => {
    const article = mark.closest(".article");
    const marks = stops(article);
    const at = marks.indexOf(mark);
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[key];
    if (next === undefined) return false;
    visit(marks[Math.min(Math.max(next, 0), marks.length - 1)]);
    return true;
  };
  const visit = (mark) => {
    for (const other of all('.words mark[tabindex="0"]', mark.closest(".article"))) other.tabIndex = -1;
    mark.tabIndex = 0;
    mark.focus({ preventScroll: true });
    reveal(mark);
  };
  // Scrolls the text by itself where it has a scrollbar of its own, else the page.
  const reveal = (element) => {
    const box = element.closest(".words");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (box && box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY === "auto") {
      const inner = element.getBoundingClientRect();
      const outer = box.getBoundingClientRect();
      if (inner.top >= outer.top + 16 && inner.bottom <= outer.bottom - 16) return;
      box.scrollBy({ top: inner.top - outer.top - outer.height / 3, behavior: still ? "auto" : "smooth" });
    } else {
      element.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
    }
  };

  // The tip: who or what a mark means, its value and score.
  const tip = one("#tip");
  let tipped = null;
  const showTip = (mark) => {
    if (tipped !== mark) hideTip();
    const article = mark.closest(".article");
    const { entity, fact, about, score } = mark.dataset;
    const row = entity === undefined ? null : entityOf(article, entity);
    const told = fact === undefined ? null : one(`.fact[data-fact="${fact}"] .line`, article);
    const head = make("b", { dir: "auto" }, row ? one("bdi", row).textContent : told ? told.textContent : mark.textContent);
    // The mark has a type of its own: "Syrian" is no country. The row has the rest.
    const rest = row ? one(".about", row).textContent.split(" · ").slice(1) : [];
    const lines = [about, ...rest, ...(score === undefined ? [] : [`score ${score} %`])];
    tip.replaceChildren(head, lines.join(" · "));
    tip.hidden = false;
    const box = [...mark.getClientRects()][0] ?? mark.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left), innerWidth - tip.offsetWidth - 8);
    const below = box.bottom + 4 + tip.offsetHeight < innerHeight;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? box.bottom + 4 : box.top - tip.offsetHeight - 4}px`;
    mark.setAttribute("aria-describedby", "tip");
    tipped = mark;
  };
  const hideTip = () => {
    tipped?.removeAttribute("aria-describedby");
    tipped = null;
    tip.hidden = true;
  };

  // Highlighting: all mentions of one entity, or the evidence of one fact.
  const clear = (article) => {
    for (const name of ["same", "evidence", "exact", "far"]) {
      for (const element of all(`.${name}`, article)) element.classList.remove(name);
    }
    for (const button of all('[data-entity][aria-pressed="true"]', article)) button.removeAttribute("aria-pressed");
    one(".chosen", article).hidden = true;
    delete article.dataset.entity;
  };
  // The node of the chosen entity, and those linked to it.
  const light = (article) => {
    const number = article.dataset.entity;
    const svg = one(".graph svg", article);
    if (number === undefined || !one(`.graph .node[data-entity="${number}"]`, article)) return;
    const near = new Set([number]);
    for (const edge of all(".edge", svg)) {
      const ends = [edge.dataset.from, edge.dataset.to];
      if (ends.includes(number)) ends.forEach((end) => near.add(end));
      else edge.classList.add("far");
    }
    for (const node of all(".node", svg)) {
      node.classList.toggle("far", !near.has(node.dataset.entity));
      node.classList.toggle("same", node.dataset.entity === number);
    }
  };
  const choose = (article, number) => {
    const again = article.dataset.entity === String(number);
    clear(article);
    if (again) return;
    article.dataset.entity = number;
    const same = all(`mark[data-entity="${number}"]`, article);
    for (const element of all(`mark[data-entity="${number}"], .groups button[data-entity="${number}"]`, article)) {
      element.classList.add("same");
      if (element.matches("button, [role=button]")) element.setAttribute("aria-pressed", "true");
    }
    light(article);
    const name = one("bdi", entityOf(article, number)).textContent;
    const mentions = same.filter((mark) => !mark.classList.contains("more")).length;
    one(".chosen span", article).replaceChildren(make("bdi", {}, name), `: ${counted(mentions, "mention")}`);
    one(".chosen", article).hidden = false;
    article.dataset.visited = 0;
    if (same[0]) reveal(same[0]);
  };
  const tell = (fact, scroll) => {
    const article = fact.closest(".article");
    clear(article);
    const listed = (key) => fact.dataset[key].split(" ").filter(Boolean);
    for (const number of listed("stretches")) one(`.stretch[data-stretch="${number}"]`, article)?.classList.add("evidence");
    const pieces = listed("pieces").map((number) => one(`.words [data-piece="${number}"]`, article));
    for (const piece of pieces) piece?.classList.add("exact");
    const first = one(".words .evidence", article);
    const columns = getComputedStyle(one(".text", article)).position === "sticky";
    if (first && (scroll || columns)) reveal(first);
    if (scroll) visit(pieces.find((piece) => piece?.matches("mark[role]")) ?? stops(article)[0]);
  };
  const walk = (article, by) => {
    const marks = all(`.words mark.same:not(.more)`, article);
    const next = (Number(article.dataset.visited) + by + marks.length) % marks.length;
    article.dataset.visited = next;
    reveal(marks[next]);
    showTip(marks[next]);
  };
  const press = (mark) => {
    const article = mark.closest(".article");
    if (mark.dataset.entity !== undefined) choose(article, mark.dataset.entity);
    else if (mark.dataset.fact !== undefined) {
      const fact = one(`.fact[data-fact="${mark.dataset.fact}"]`, article);
      one("details", fact).open = true;
      tell(fact);
      fact.scrollIntoView({ block: "nearest" });
    }
  };

  document.addEventListener("click", ({ target }) => {
    const article = target.closest(".article");
    const mark = markOf(target);
    const button = target.closest("button");
    const node = target.closest(".node");
    const line = target.closest(".fact > details > summary");
    if (line) (line.parentElement.open ? clear(article) : tell(line.closest(".fact"))); // it opens after this
    else if (mark) press(mark);
    else if (node) choose(article, node.dataset.entity);
    else if (button?.dataset.entity !== undefined) choose(article, button.dataset.entity);
    else if (button?.dataset.group !== undefined) toggle(button.dataset.group);
    else if (button?.classList.contains("show")) tell(button.closest(".fact"), true);
    else if (button?.dataset.step === "0") clear(article);
    else if (button?.dataset.step !== undefined) walk(article, Number(button.dataset.step));
    else if (button?.id === "open-all" || button?.id === "close-all") {
      for (const each of articles) each.open = button.id === "open-all";
    }
  });
  document.addEventListener("keydown", (event) => {
    const mark = markOf(event.target);
    if (event.key === "Escape") {
      hideTip();
      const article = event.target.closest(".article");
      if (article) clear(article);
    } else if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      press(mark);
    } else if (mark && step(mark, event.key)) {
      event.preventDefault();
    }
  });
  // The pointer may move onto the tip; it goes a moment after the pointer has left both.
  let leaving = 0;
  document.addEventListener("mouseover", ({ target }) => {
    const mark = markOf(target);
    if (mark && mark !== tipped) showTip(mark);
    clearTimeout(leaving);
    if (!mark && tipped && tipped !== document.activeElement && !tip.contains(target)) leaving = setTimeout(hideTip, 250);
  });
  document.addEventListener("focusin", ({ target }) => (markOf(target) ? showTip(markOf(target)) : hideTip()));
  document.addEventListener("scroll", () => {
    if (tipped && tipped === document.activeElement) showTip(tipped);
    else hideTip();
  }, { capture: true, passive: true });
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches(".article") && target.open) open(target);
  }, true);

  const toggle = (group) => {
    const off = root.classList.toggle(`off-${group}`);
    for (const button of all(`.legend [data-group="${group}"]`)) button.setAttribute("aria-pressed", String(!off));
  };

  // Filters: what is there to choose from is counted once; facts that do not pass are hidden.
  const form = one("#filters");
  const tally = (read) => {
    const counts = new Map();
    for (const fact of facts) counts.set(read(fact), (counts.get(read(fact)) ?? 0) + 1);
    return counts;
  };
  const options = (counts, prefix, label = (name) => name) =>
    [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => make("option", { value: prefix + name }, `${label(name)} (${count})`));
  const words = (label) => label.replaceAll("_", " ").toLowerCase();
  for (const [kind, title] of [["event", "Events"], ["relation", "Relations"]]) {
    const counts = tally((fact) => (fact.dataset.kind === kind ? fact.dataset.type : null));
    counts.delete(null);
    const whole = make("option", { value: `${kind}:` }, `all ${title.toLowerCase()}`);
    if (counts.size) form.type.append(make("optgroup", { label: title }, whole, ...options(counts, `${kind}:`, words)));
  }
  const sources = tally((fact) => fact.dataset.source);
  sources.delete("");
  form.source.append(...options(sources, "named:"));
  const happened = new Map();
  for (const fact of facts) {
    const { kind, factuality } = fact.dataset;
    if (kind === "event" && !happened.has(factuality)) {
      happened.set(factuality, fact.dataset.happened);
    }
  }
  const box = one("fieldset", form);
  for (const [name, label] of happened) {
    box.append(make("label", {}, make("input", { type: "checkbox", name: "happened", value: name, checked: "" }), label));
  }
  box.hidden = happened.size < 2;
  one(".least", form).hidden = !facts.some((fact) => fact.dataset.score);
  const status = one("#status");
  const filter = () => {
    const [kind, type] = form.type.value.split(/:(.*)/s);
    const source = form.source.value;
    const least = Number(form.score.value);
    const wanted = form.words.value.trim().toLocaleLowerCase();
    const allowed = new Set(all("input[name=happened]:checked", form).map((input) => input.value));
    const passes = (fact) => {
      const data = fact.dataset;
      return (!kind || (data.kind === kind && (!type || data.type === type)))
        && (!source || (source === "itself" ? !data.source : `named:${data.source}` === source))
        && (!happened.has(data.factuality) || allowed.has(data.factuality))
        && (data.score === undefined || Number(data.score) >= least)
        && (!wanted || one(".line", fact).textContent.toLocaleLowerCase().includes(wanted));
    };
    form.shown.value = `${least} %`;
    let shown = 0;
    let within = 0;
    for (const article of articles) {
      const own = all(".fact", article);
      let left = 0;
      for (const fact of own) {
        fact.hidden = !passes(fact);
        if (!fact.hidden) left += 1;
      }
      for (const list of all(".facts", article)) list.parentElement.hidden = !one(".fact:not([hidden])", list);
      one(".none", article).hidden = left > 0 || !own.length;
      article.classList.toggle("without", !left);
      const count = one(".count", article);
      count.dataset.all ??= count.textContent;
      count.textContent = left === own.length ? count.dataset.all : `${left} of ${counted(own.length, "fact")}`;
      for (const row of all(".links tbody tr", article)) row.hidden = one(`.fact[data-fact="${row.dataset.fact}"]`, article).hidden;
      if (ready.has(article)) plan(article);
      shown += left;
      within += left ? 1 : 0;
    }
    const where = ` in ${counted(within, "article")}`;
    status.textContent = shown === facts.length ? counted(shown, "fact") + where : `${shown} of ${counted(facts.length, "fact")}${where}`;
  };
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 80); });
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());

  // The graph: read from the table of links; nodes and labels push each other apart, edges pull.
  const svg = (name, attributes = {}, ...inside) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  const pen = document.createElement("canvas").getContext("2d");
  const wide = (text, size) => {
    pen.font = `${size}px ${getComputedStyle(root).getPropertyValue("--sans")}`;
    return pen.measureText(text).width;
  };
  const short = (text, longest) => {
    const signs = [...text];
    return signs.length > longest ? `${signs.slice(0, longest - 1).join("").trim()}…` : text;
  };
  const MOST = 60; // edges; more cannot be read

  // Drawn when it comes into sight, and again when what it shows has changed.
  const sight = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      draw(target.closest(".article"));
    }
  }, { rootMargin: "800px" });
  function plan(article) {
    const place = one(".graph", article);
    if (!place) return;
    sight.unobserve(place);
    sight.observe(place);
  }
  addEventListener("beforeprint", () => {
    for (const article of articles) if (article.open && !one(".graph svg", article)) draw(article);
  });

  function draw(article) {
    const place = one(".graph", article);
    if (!place) return;
    const width = Math.floor(place.clientWidth) || 640;
    const rows = all(".links tbody tr:not([hidden])", article);
    const ranked = [...rows].sort((a, b) => score(b) - score(a)).slice(0, MOST);
    const bodies = new Map();
    const edges = new Map();
    for (const row of rows.filter((row) => ranked.includes(row))) {
      const [from, to] = all(".name", row).map((name) => {
        const number = name.dataset.entity;
        if (!bodies.has(number)) {
          const label = short(name.textContent, 26);
          const group = entityOf(article, number).dataset.group;
          bodies.set(number, { number, label, full: name.textContent, group, w: wide(label, 14) + 22, h: 30 });
        }
        return bodies.get(number);
      });
      if (from === to) continue;
      const fact = one(`.fact[data-fact="${row.dataset.fact}"]`, article);
      const label = short(one(".link", row).textContent.replace(/ \(.*\)$/, ""), 22);
      const key = JSON.stringify([from.number, label, to.number]);
      if (!edges.has(key)) edges.set(key, { from, to, label, kind: fact.dataset.kind, factuality: fact.dataset.factuality, w: wide(label, 13) + 6, h: 18 });
    }
    const links = [...edges.values()];
    const nodes = [...bodies.values()].filter((node) => links.some((edge) => edge.from === node || edge.to === node));
    if (!nodes.length) { place.replaceChildren(make("p", { class: "note" }, "No link passes the filters.")); return; }
    const height = settle(nodes, links, width);
    const id = `${article.id}-arrow`;
    const about = `${counted(nodes.length, "name")} and ${counted(links.length, "link")} between them; the table below lists them.`;
    const picture = svg("svg", { role: "img", "aria-label": about, viewBox: `0 0 ${width} ${height}`, width, height },
      svg("defs", {}, svg("marker", { id, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, svg("path", { d: "M0 0 10 5 0 10z" }))));
    for (const edge of links) {
      const [start, end] = [rim(edge.from, edge), rim(edge.to, edge)];
      const bend = { x: 2 * edge.x - (start.x + end.x) / 2, y: 2 * edge.y - (start.y + end.y) / 2 }; // the curve meets the label
      picture.append(svg("g", { class: `edge ${edge.kind} ${edge.kind === "event" ? edge.factuality.replace(/\W/g, "") : ""}`, "data-from": edge.from.number, "data-to": edge.to.number },
        svg("path", { d: `M${point(start)} Q${point(bend)} ${point(end)}`, "marker-end": `url(#${id})` })));
    }
    for (const edge of links) {
      const text = svg("g", { class: `edge ${edge.kind}`, "data-from": edge.from.number, "data-to": edge.to.number },
        svg("text", { x: edge.x, y: edge.y + 4 }, edge.label));
      picture.append(text);
    }
    for (const node of nodes) {
      const box = (less) => svg("rect", { class: less ? "inner" : "outer", x: node.x - node.w / 2 + less, y: node.y - node.h / 2 + less, width: node.w - 2 * less, height: node.h - 2 * less, rx: (node.group === "person" ? 15 : 4) - less / 2 });
      picture.append(svg("g", { class: `node ${node.group}`, "data-entity": node.number },
        svg("title", {}, node.full), box(0), ...(node.group === "body" ? [box(3)] : []), svg("text", { x: node.x, y: node.y }, node.label)));
    }
    const left = rows.length - ranked.length;
    place.replaceChildren(picture, ...(left ? [make("p", { class: "note" }, `The ${MOST} surest links; the table below has ${left} more.`)] : []));
    light(article);
  }
  const score = (row) => Number(one(`.fact[data-fact="${row.dataset.fact}"]`, row.closest(".article")).dataset.score ?? 100);
  const point = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  // Where the line from a node's middle to an edge's label leaves the node.
  const rim = (node, to) => {
    const [dx, dy] = [to.x - node.x, to.y - node.y];
    const scale = Math.min((node.w / 2 + 3) / (Math.abs(dx) || 1e-6), (node.h / 2 + 3) / (Math.abs(dy) || 1e-6), 1);
    return { x: node.x + dx * scale, y: node.y + dy * scale };
  };

  // Gives nodes and labels places on a sheet of this width; returns its height. Parts that hang together
  // are laid out one by one, and set in rows.
  function settle(nodes, links, width) {
    const parts = new Map(nodes.map((node) => [node, { nodes: [node], links: [] }]));
    for (const edge of links) {
      const [a, b] = [parts.get(edge.from), parts.get(edge.to)];
      if (a !== b) {
        a.nodes.push(...b.nodes);
        a.links.push(...b.links);
        for (const node of b.nodes) parts.set(node, a);
      }
      a.links.push(edge);
    }
    const gap = 28;
    let [x, y, tall] = [0, 0, 0];
    for (const part of [...new Set(parts.values())].sort((a, b) => b.nodes.length - a.nodes.length)) {
      const items = spread(part, width);
      const [left, top] = [Math.min(...items.map((i) => i.x - i.w / 2)), Math.min(...items.map((i) => i.y - i.h / 2))];
      const [w, h] = [Math.max(...items.map((i) => i.x + i.w / 2)) - left, Math.max(...items.map((i) => i.y + i.h / 2)) - top];
      if (x && x + w > width) [x, y, tall] = [0, y + tall + gap, 0];
      for (const item of items) { item.x += x - left + 2; item.y += y - top + 2; }
      x += w + gap;
      tall = Math.max(tall, h);
    }
    return Math.ceil(y + tall + 4);
  }
  function spread({ nodes, links }, width) {
    const items = [...nodes, ...links];
    const room = Math.min(width - 4, 240 + 170 * Math.sqrt(nodes.length - 1));
    const many = items.length;
    nodes.forEach((node, i) => {
      const turn = (2 * Math.PI * i) / nodes.length;
      node.x = room / 2 + (room / 3) * Math.cos(turn);
      node.y = 60 * Math.sqrt(nodes.length) * Math.sin(turn);
    });
    links.forEach((edge, i) => {
      edge.x = (edge.from.x + edge.to.x) / 2 + (i % 3) - 1;
      edge.y = (edge.from.y + edge.to.y) / 2 + (i % 2);
    });
    const rounds = 400;
    for (let round = 0; round < rounds; round += 1) {
      const heat = 1 - round / rounds;
      for (const item of items) item.dx = item.dy = 0;
      for (let i = 0; i < many; i += 1) {
        for (let j = i + 1; j < many; j += 1) {
          const [a, b] = [items[i], items[j]];
          const [dx, dy] = [a.x - b.x || 0.01 * (i + 1), a.y - b.y || 0.01 * (j + 1)];
          const push = 2400 / (dx * dx + dy * dy + 100);
          const far = Math.hypot(dx, dy);
          a.dx += (push * dx) / far; a.dy += (push * dy) / far;
          b.dx -= (push * dx) / far; b.dy -= (push * dy) / far;
        }
      }
      for (const edge of links) {
        for (const end of [edge.from, edge.to]) {
          const [dx, dy] = [edge.x - end.x, edge.y - end.y];
          const rest = 14 + Math.min((edge.w + end.w) / 2 + 6, Math.abs(dx) > Math.abs(dy) ? Infinity : 34);
          const far = Math.hypot(dx, dy) || 1;
          const pull = 0.08 * (far - rest);
          edge.dx -= (pull * dx) / far; edge.dy -= (pull * dy) / far;
          end.dx += (pull * dx) / far; end.dy += (pull * dy) / far;
        }
      }
      for (const item of items) {
        const most = 2 + 18 * heat;
        item.x += Math.max(-most, Math.min(most, item.dx));
        item.y += Math.max(-most, Math.min(most, item.dy));
      }
      if (round > rounds / 3) part(items);
      for (const item of items) item.x = Math.max(item.w / 2, Math.min(room - item.w / 2, item.x));
    }
    for (let round = 0; round < 60; round += 1) {
      const moved = part(items);
      for (const item of items) item.x = Math.max(item.w / 2, Math.min(room - item.w / 2, item.x));
      if (!moved) break;
    }
    return items;
  }
  // Moves boxes that overlap apart, the shorter way.
  function part(items) {
    let moved = false;
    for (let i = 0; i < items.length; i += 1) {
      for (let j = i + 1; j < items.length; j += 1) {
        const [a, b] = [items[i], items[j]];
        const over = (a.w + b.w) / 2 + 8 - Math.abs(a.x - b.x);
        const under = (a.h + b.h) / 2 + 6 - Math.abs(a.y - b.y);
        if (over <= 0 || under <= 0) continue;
        moved = true;
        if (over < under) {
          const by = (a.x < b.x ? -over : over) / 2;
          a.x += by; b.x -= by;
        } else {
          const by = (a.y < b.y ? -under : under) / 2;
          a.y += by; b.y -= by;
        }
      }
    }
    return moved;
  }

  let resized = 0;
  let before = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === before) return;
    before = innerWidth;
    clearTimeout(resized);
    resized = setTimeout(() => { for (const article of articles) if (article.open) plan(article); }, 150);
  });

  // At the start: a link to an article or a fact opens it.
  const follow = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* no id of ours */ }
    if (!target?.closest(".article")) return;
    target.closest(".article").open = true;
    const fact = target.closest(".fact");
    if (fact) { one("details", fact).open = true; tell(fact); }
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  if (articles.length === 1) {
    document.title = `${one("h2", articles[0]).textContent} – facts`;
    one(".batch").hidden = true;
  } else {
    document.title = `Facts from ${counted(articles.length, "news article")}`;
  }
  filter();
  for (const article of articles) if (article.open) open(article);
  follow();
})();
