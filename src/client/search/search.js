// The search page: what is typed is looked for at once, and what is found is shown by pages and their sections. The
// query stands in the address, so that it can be linked, and is there again when the learner comes back.
(() => {
  "use strict";

  const { make, text, search } = Terakoya;

  /** Milliseconds without a key before what was typed is looked for. */
  const PAUSE = 250;
  /** Pages whose words are loaded at once, and characters that are enough for a start: about 40 KB. */
  const BATCH = 3;
  const ENOUGH = 12_000;
  /** Entries of a page that are shown at first. */
  const MOST = 10;
  /** Signs shown before a hit, and in all; and pieces of a text at most. */
  const BEFORE = 24;
  const LENGTH = 110;
  const PIECES = 3;

  /** What stands in the address before the query: in a single file the name of this page as well. */
  const place = () => {
    const [, page] = /^#(\/[^:]*)?/.exec(location.hash) ?? [];
    return page ? `#${page}:` : "#";
  };

  /** How well an entry fits; the least is best. @typedef {{ entry: SearchEntry, rank: number }} Hit */

  /** @type {<T extends Element>(root: ParentNode, selector: string, type: new () => T) => T} */
  function part(root, selector, type) {
    const element = root.querySelector(selector);
    if (!(element instanceof type)) throw new TypeError(`no ${selector}`);
    return element;
  }

  /** @type {(sign: string | undefined) => boolean} */
  const isKanji = (sign) => /\p{Script=Han}/u.test(sign ?? "");

  /** @type {(entry: SearchEntry, words: string[]) => number} */
  function rank([kind, , heading, also, body], words) {
    if (kind === "question") return 5;
    const names = [heading, ...also.split("\n")].map(search.fold);
    if (words.every((word) => names.includes(word))) return 0;
    if (words.every((word) => names.some((name) => name.includes(word)))) return kind === "section" ? 2 : 1;
    // A hit that does not begin within a longer word in kanji: Kyoto, but not that of Tokyo-to.
    const { signs, marked } = search.marks(body, words);
    return marked.some((is, at) => is && !marked[at - 1] && !(isKanji(signs[at]) && isKanji(signs[at - 1]))) ? 3 : 4;
  }

  /** What of a page is found: entries with all words, or where only the page has them all, those with any.
   * @type {(page: SearchPage, words: string[]) => Hit[]} */
  function hits({ entries }, words) {
    // A question's heading is only its number. No word has a blank, so that none goes over the end of a line.
    const folded = entries.map(([kind, , heading, also, body]) => search.fold([kind === "question" ? "" : heading, also, body].join("\n")));
    const having = (/** @type {"every" | "some"} */ how) => entries.filter((_, at) => words[how]((word) => folded[at].includes(word)));
    const all = having("every");
    const spread = all.length === 0 && entries[0]?.[0] !== "term" && words.every((word) => folded.some((text) => text.includes(word)));
    return (spread ? having("some") : all).map((entry) => ({ entry, rank: rank(entry, words) }));
  }

  /** Words with the hits among them marked. @type {(signs: string[], marked: boolean[]) => Node[]} */
  function nodes(signs, marked) {
    const found = [];
    for (let at = 0; at < signs.length; ) {
      let end = at;
      while (end < signs.length && marked[end] === marked[at]) end++;
      const words = signs.slice(at, end).join("").replace(/\n/g, " ");
      found.push(marked[at] ? make("mark", "", words) : document.createTextNode(words));
      at = end;
    }
    return found;
  }

  /** @type {(line: string, words: string[]) => Node[]} */
  function whole(line, words) {
    const { signs, marked } = search.marks(line, words);
    return nodes(signs, marked);
  }

  /** The text around the first hit of each word. @type {(body: string, words: string[]) => Node[]} */
  function context(body, words) {
    const { signs, marked } = search.marks(body, words);
    const hits = words.map((word) => search.marks(body, [word]).marked.indexOf(true)).filter((at) => at >= 0);
    /** @type {Node[]} */
    const shown = [];
    const share = Math.round(LENGTH / Math.max(1, Math.min(PIECES, hits.length)));
    let end = 0;
    for (const hit of hits.length > 0 ? hits.sort((one, other) => one - other).slice(0, PIECES) : [0]) {
      if (shown.length > 0 && hit < end) continue;
      let from = Math.max(end, hit - BEFORE);
      // From the start of its sentence, if that is near.
      const before = signs.slice(from, hit);
      const start = before.reverse().findIndex((sign) => /[\n!?\u3002\uff01\uff1f]/.test(sign));
      if (start >= 0) from = hit - start;
      if (from > end && (start < 0 || shown.length > 0)) shown.push(document.createTextNode("…"));
      end = Math.min(signs.length, from + share);
      while (marked[end] && marked[end - 1]) end++;
      shown.push(...nodes(signs.slice(from, end), marked.slice(from, end)));
    }
    if (end < signs.length) shown.push(document.createTextNode("…"));
    return shown;
  }

  /** @type {(kind: string) => HTMLElement} */
  const label = (kind) => make("span", "search-kind", text(`client_search.${kind}`));

  /** @type {(url: string, title: string, words: string[]) => HTMLAnchorElement} */
  function link(url, title, words) {
    const link = make("a", "", ...whole(title, words));
    link.href = Terakoya.address(url);
    return link;
  }

  /** A page with what was found on it; terms stand for themselves. @type {(page: SearchPage, hits: Hit[], words: string[]) => HTMLElement} */
  function result(page, hits, words) {
    const { url } = page;
    const [kind, anchor, name, also, body] = hits[0].entry;
    if (kind === "term") {
      const names = also ? [make("span", "", ...whole(also.replace(/\n/g, text("client_search.separator")), words))] : [];
      return make("section", "",
        make("h2", "", link(`${url}#${encodeURIComponent(anchor)}`, name, words)),
        make("p", "search-where", label("term"), ...names),
        make("p", "search-text", ...context(body, words)));
    }
    const top = hits.find(({ entry }) => entry[0] === "page");
    const box = make("section", "", make("h2", "", link(url, page.title, top ? words : [])));
    const where = make("p", "search-where", label(page.kind));
    if (page.part) where.append(make("span", "", page.part));
    box.append(where);
    if (top?.entry[4]) box.append(make("p", "search-text", ...context(top.entry[4], words)));
    const rest = hits.filter((hit) => hit !== top);
    const list = make("ul", "");
    const items = rest.map(({ entry: [kind, anchor, name, , body] }) => {
      const item = make("li", "", link(`${url}#${encodeURIComponent(anchor)}`, name, kind === "question" ? [] : words));
      if (kind === "question") item.append(label(kind));
      if (body) item.append(make("p", "search-text", ...context(body, words)));
      return item;
    });
    list.append(...items.splice(0, MOST));
    if (rest.length > 0) box.append(list);
    if (items.length > 0) {
      const others = make("button", "button search-others", text("client_search.others", { n: items.length }));
      others.type = "button";
      others.dataset.kind = "quiet";
      others.addEventListener("click", () => {
        list.append(...items);
        others.remove();
        items[0].querySelector("a")?.focus();
      });
      box.append(others);
    }
    return box;
  }

  Terakoya.component("search", "[data-search]", (root) => {
    const form = part(root, "form", HTMLFormElement);
    const field = part(root, ".search-query", HTMLInputElement);
    const told = part(root, ".search-told", HTMLElement);
    const none = part(root, ".search-none", HTMLElement);
    const results = part(root, ".search-results", HTMLElement);
    const more = part(root, ".search-more", HTMLButtonElement);
    /** The number of the query at work: what an earlier one finds is not shown any more. */
    let turn = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let looked = "";
    /** @type {() => Promise<void>} */
    let goOn = async () => {};

    /** @type {(words: string) => void} */
    const say = (words) => {
      if (told.textContent !== words) told.textContent = words;
    };

    /** @type {(query: string) => Promise<void>} */
    async function look(query) {
      const own = ++turn;
      looked = query;
      const words = search.words(query);
      const asks = words.length > 0 ? `q=${encodeURIComponent(query)}` : "";
      history.replaceState(null, "", place() + asks);
      if (words.length === 0) {
        results.replaceChildren();
        none.hidden = more.hidden = true;
        return say("");
      }
      const candidates = await search.candidates(words);
      if (own !== turn) return;
      results.replaceChildren();
      none.hidden = true;
      let [at, count] = [0, 0];
      const seen = new Set();

      /** Shows some more. What only seemed to fit goes unseen, and does not count. */
      const next = async () => {
        /** @type {{ page: SearchPage, hits: Hit[] }[]} */
        const found = [];
        let length = 0;
        while (at < candidates.length && length < ENOUGH) {
          const pages = await Promise.all(candidates.slice(at, at + BATCH).map(search.page));
          if (own !== turn) return;
          at += pages.length;
          for (const page of pages) {
            for (const [, , , , body] of page.entries) length += body.length;
            const all = hits(page, words).filter(({ entry }) => {
              // A section may stand in two files.
              const name = `${page.url}#${entry[1]}`;
              return !seen.has(name) && seen.add(name);
            });
            if (page.entries[0]?.[0] === "term") found.push(...all.map((hit) => ({ page, hits: [hit] })));
            else if (all.length > 0) {
              // A long page is several.
              const same = found.find((other) => other.page.url === page.url);
              if (same) same.hits.push(...all);
              else found.push({ page, hits: all });
            }
          }
        }
        for (const { hits } of found) hits.sort((one, other) => one.rank - other.rank);
        found.sort((one, other) => one.hits[0].rank - other.hits[0].rank);
        for (const { page, hits } of found) {
          results.append(result(page, hits, words));
          count += hits.length;
        }
        more.hidden = at >= candidates.length;
        none.hidden = count > 0 || !more.hidden;
        if (count > 0) say(text(more.hidden ? "client_search.found" : "client_search.first", { n: count }));
        else say(more.hidden ? text("client_search.nothing", { query: query.trim() }) : text("client_search.not_yet"));
      };
      goOn = next;
      await next();
    }

    /** @type {(work: () => Promise<void>) => void} */
    const attempt = (work) => void work().catch((error) => {
      Terakoya.report("search", root, error);
      results.replaceChildren();
      none.hidden = more.hidden = true;
      say(text("client_search.failed"));
    });

    /** @type {(pause: number) => void} */
    function typed(pause) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (field.value !== looked) attempt(() => look(field.value));
      }, pause);
    }

    field.addEventListener("input", (event) => {
      // What is still being composed is not a word yet.
      if (event instanceof InputEvent && event.isComposing) clearTimeout(timer);
      else typed(PAUSE);
    });
    field.addEventListener("compositionend", () => typed(PAUSE));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      field.value = "";
      typed(0);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      typed(0);
    });
    more.addEventListener("click", () => attempt(async () => {
      const last = results.lastElementChild;
      await goOn();
      // The button may be gone, and what is new stands above it.
      last?.nextElementSibling?.querySelector("a")?.focus();
    }));
    // Before the key that leads here from other pages (keys.js).
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target === field || document.documentElement.dataset.keys) return;
      event.preventDefault();
      event.stopPropagation();
      field.focus();
    }, true);

    /** The query of the address: behind `#` as this page writes it, or behind `?`. */
    const asked = () => new URLSearchParams(location.hash.slice(place().length)).get("q") ?? new URLSearchParams(location.search).get("q") ?? "";
    const take = () => {
      field.value = asked().slice(0, field.maxLength);
      typed(0);
    };
    addEventListener("hashchange", () => {
      if (location.hash.startsWith(`${place()}q=`)) take();
    });
    root.hidden = false;
    take();
    if (!field.value) field.focus();
  });
})();
