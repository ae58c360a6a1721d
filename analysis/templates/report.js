"use strict";
// The page is complete without this script. It adds: filter and search, the article opened at a statement, found words.
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("filter"), count = byId("count"), reader = byId("reader");
  const statements = [...document.querySelectorAll(".statement")];
  const cards = [...document.querySelectorAll(".speaker")];
  const fold = (text) => [...text].map((c) => c.normalize("NFD")[0].toLowerCase()).join("").replace(/[’‘]/g, "'");
  const plural = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
  const words = new Map();
  const foldedText = (element) => {
    if (!words.has(element)) words.set(element, fold(element.textContent));
    return words.get(element);
  };

  // ---- filter and search -------------------------------------------------------------------------------------------
  const state = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));

  function matches(statement, card, want, query) {
    const { article, source, date, behind } = statement.dataset;
    if (want.has("speaker") && want.get("speaker") !== card.dataset.speaker) return false;
    if (want.has("source") && want.get("source") !== (source || "-")) return false;
    if (want.has("article") && want.get("article") !== article) return false;
    if (want.has("from") && !(date >= want.get("from"))) return false;
    if (want.has("to") && !(date && date <= want.get("to"))) return false;
    if (want.has("evidence") && !behind.split(" ").includes(want.get("evidence"))) return false;
    const sides = new Map(statement.dataset.sides.split(" ").filter(Boolean).map((pair) => pair.split(":")));
    const side = want.get("side"), proposition = want.get("proposition");
    const taken = proposition ? [sides.get(proposition)].filter(Boolean) : [...sides.values()];
    if (side === "neutral" && taken.length) return false;
    if (side && side !== "neutral" && !taken.includes(side)) return false;
    if (!side && proposition && !taken.length) return false;
    return !query || foldedText(statement.querySelector("blockquote")).includes(query)
      || foldedText(card.querySelector("header")).includes(query);
  }

  function filter({ remember = true } = {}) {
    const want = state(), query = fold(want.get("search")?.trim() || "");
    let shown = 0, speakers = 0;
    for (const card of cards) {
      let here = 0;
      for (const statement of card.querySelectorAll(".statement")) {
        statement.hidden = !matches(statement, card, want, query);
        here += !statement.hidden;
      }
      for (const rest of card.querySelectorAll(".rest")) {
        const hits = rest.querySelectorAll(".statement:not([hidden])").length;
        rest.hidden = hits === 0;
        rest.open = want.size > 0 && hits > 0;
        rest.querySelector("summary").textContent = `${hits} more ${hits === 1 ? "statement" : "statements"}`;
      }
      card.hidden = want.size > 0 && here === 0;
      shown += here;
      speakers += here > 0 && card.dataset.speaker !== "-";
    }
    const paragraphs = searchArticles(want, query);
    const why = want.has("evidence") ? ` behind the position on “${label("proposition", want.get("evidence"))}”` : "";
    count.textContent = `${plural(shown, "statement")} of ${statements.length.toLocaleString("en")}${count.dataset.where || ""}${why}, by `
      + `${plural(speakers, "speaker")}.`;
    byId("in-articles").textContent = `${plural(paragraphs, "paragraph")} of the articles ${paragraphs === 1 ? "has" : "have"} the words`;
    byId("in-articles").hidden = paragraphs === 0;
    byId("none").hidden = shown > 0;
    paint(query);
    if (remember) history.replaceState(null, "", want.size ? `#?${want}` : "#voices");
  }

  const label = (field, value) => [...form.elements[field].options].find((o) => o.value === value)?.textContent || value;

  function searchArticles(want, query) { // how many paragraphs have the words; their articles are opened, others hidden
    let paragraphs = 0;
    for (const article of document.querySelectorAll(".article")) {
      const fits = ["source", "article"].every((key) => !want.has(key) || want.get(key) === (article.dataset[key] || "-"));
      const hits = query && fits ? [...article.querySelectorAll(".text p")].filter((p) => foldedText(p).includes(query)).length : 0;
      article.hidden = Boolean(query) && hits === 0;
      if (query) article.open = hits > 0;
      paragraphs += hits;
    }
    byId("hidden-articles").hidden = !query;
    return paragraphs;
  }

  function paint(query) { // the words searched for, wherever they are seen
    if (!window.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("found");
    if (query.length < 2) return;
    const ranges = [];
    for (const root of document.querySelectorAll(".statement:not([hidden]) blockquote, #articles .text")) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode());) {
        const text = fold(node.data);
        if (text.length !== node.data.length) continue;
        for (let at = text.indexOf(query); at >= 0 && ranges.length < 2000; at = text.indexOf(query, at + query.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + query.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  }

  function choose(params) {
    for (const field of form.elements) {
      if (!field.name) continue;
      const wanted = params.get(field.name) || "";
      field.value = wanted;
      if (!field.options || field.value === wanted) continue;
      const named = [...field.options].find((option) => option.textContent === wanted);
      if (!named) field.add(new Option(wanted)); // not on this page: no statement fits
      field.value = named ? named.value : wanted;
    }
  }

  let waiting;
  const clear = () => { choose(new URLSearchParams()); filter({ remember: false }); };
  form.addEventListener("input", () => {
    form.elements.evidence.value = "";
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  form.addEventListener("reset", (event) => { event.preventDefault(); choose(new URLSearchParams()); filter(); });

  // ---- the article, opened at a statement --------------------------------------------------------------------------
  let current = null;

  function reveal(statement) {
    if (statement.hidden) clear();
    for (let box = statement.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  }

  function show(id) {
    const statement = byId(`s-${id}`);
    if (!statement) return;
    current = statement;
    reveal(statement);
    for (const other of statements) other.classList.toggle("current", other === statement);
    const text = [...document.querySelectorAll(".article")]
      .find((article) => article.dataset.article === statement.dataset.article)?.querySelector(".text");
    if (!text) { statement.scrollIntoView({ block: "center" }); statement.focus({ preventScroll: true }); return; }
    const copy = text.cloneNode(true);
    for (const element of copy.querySelectorAll("[id]")) element.removeAttribute("id");
    for (const mark of copy.querySelectorAll(".no")) {
      if (mark.getAttribute("href") === `#s-${id}`) mark.setAttribute("aria-current", "true"); else mark.remove();
    }
    for (const piece of copy.querySelectorAll("[data-roles]")) {
      for (const role of piece.dataset.roles.split(" ")) {
        const at = role.lastIndexOf("/");
        if (role.slice(0, at) === id) piece.classList.add(`in-${role.slice(at + 1)}`);
      }
    }
    reader.querySelector(".text")?.remove();
    reader.append(copy);
    byId("reader-title").textContent = statement.closest(".speaker").querySelector("h3").textContent;
    byId("reader-where").textContent = statement.querySelector(".where").textContent;
    if (!reader.open) reader.showModal();
    const first = copy.querySelector(".in-content, .in-source, .in-cue");
    if (first) first.scrollIntoView({ block: "center" });
    byId("close").focus({ preventScroll: true });
  }

  function step(by) {
    const seen = statements.filter((s) => !s.hidden);
    const next = seen[seen.indexOf(current) + by];
    if (next) location.hash = next.id;
  }

  reader.addEventListener("close", () => {
    if (!current) return;
    history.replaceState(null, "", `#${current.id}`);
    current.scrollIntoView({ block: "center" });
    current.querySelector(".link").focus({ preventScroll: true });
  });
  reader.addEventListener("click", (event) => { if (event.target === reader) reader.close(); });
  byId("close").addEventListener("click", () => reader.close());
  byId("before").addEventListener("click", () => step(-1));
  byId("after").addEventListener("click", () => step(1));
  byId("copy").addEventListener("click", async () => {
    const said = byId("copied"), link = `${location.href.split("#")[0]}#${current.id}`;
    try { await navigator.clipboard.writeText(link); said.textContent = "Link copied."; }
    catch { said.textContent = link; }
  });

  // ---- links -------------------------------------------------------------------------------------------------------
  function follow() {
    const hash = location.hash.slice(1);
    if (hash.startsWith("?")) {
      choose(new URLSearchParams(hash.slice(1)));
      filter({ remember: false });
      byId("voices").scrollIntoView();
    } else if (hash.startsWith("s-")) show(hash.slice(2));
    else {
      if (reader.open) { current = null; reader.close(); }
      for (let box = byId(hash)?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
      const target = hash && byId(hash);
      if (target && (target.hidden || target.closest("[hidden]"))) { clear(); target.scrollIntoView(); }
    }
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a, .leads");
    if (!link) return;
    if (link.dataset.filter !== undefined) {
      event.preventDefault();
      choose(new URLSearchParams(link.dataset.filter));
      filter({ remember: false });
      history.pushState(null, "", `#?${state()}`);
      byId("voices").scrollIntoView();
      byId("voices-title").focus({ preventScroll: true });
    } else if (link.hash === location.hash && link.hash.startsWith("#s-")) { event.preventDefault(); show(link.hash.slice(3)); }
  });
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => { for (const box of document.querySelectorAll(".rest")) box.open = true; });
  form.hidden = false;
  filter({ remember: false });
  follow();
})();
