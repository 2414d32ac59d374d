// Items are moved by buttons, or dragged by a handle. What is moved stays where it is in the document while its
// neighbours pass it, so that it keeps the focus and the pointer.
(() => {
  "use strict";

  const { parts, text } = Terakoya;

  /** The order in which the page came. @type {WeakMap<HTMLElement, string[]>} */
  const first = new WeakMap();

  const order = (/** @type {HTMLElement} */ root) => parts.rows(root).map(parts.key);

  /** The box that says: this order is my answer. @type {(root: HTMLElement) => HTMLInputElement | null} */
  const keep = (root) => root.querySelector(".order-keep input");

  /** @type {(row: HTMLElement, by: string) => HTMLButtonElement | null} */
  const button = (row, by) => row.querySelector(`[data-by=${by}]`);

  /** What cannot go on has no way on. @type {(root: HTMLElement, locked: boolean) => void} */
  function limit(root, locked) {
    const rows = parts.rows(root);
    for (const row of rows) {
      button(row, "up")?.toggleAttribute("disabled", locked || row === rows[0]);
      button(row, "down")?.toggleAttribute("disabled", locked || row === rows.at(-1));
    }
  }

  /** The learner has put a row where it is now. @type {(root: HTMLElement, row: HTMLElement) => void} */
  function moved(root, row) {
    const box = keep(root);
    if (box) box.checked = true;
    const rows = parts.rows(root);
    const told = root.querySelector(".order-told");
    if (told) told.textContent = text("question_ordering.moved", { item: parts.name(row), place: rows.indexOf(row) + 1, count: rows.length });
    root.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @type {(root: HTMLElement, row: HTMLElement, by: string) => void} */
  function step(root, row, by) {
    const up = by === "up";
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (up) row.after(other);
    else row.before(other);
    // At an end the button is about to be disabled: the other one takes the focus.
    if (!(up ? row.previousElementSibling : row.nextElementSibling)) {
      const back = button(row, up ? "down" : "up");
      back?.removeAttribute("disabled");
      back?.focus();
    }
    row.scrollIntoView({ block: "nearest" });
    moved(root, row);
  }

  /** Passes the neighbours whose place the pointer has reached. @type {(row: HTMLElement, y: number) => void} */
  function follow(row, y) {
    const { height } = row.getBoundingClientRect();
    for (let above = row.previousElementSibling; above; above = row.previousElementSibling) {
      const box = above.getBoundingClientRect();
      if (y >= box.top + Math.min(height, box.height)) break;
      row.after(above);
    }
    for (let below = row.nextElementSibling; below; below = row.nextElementSibling) {
      const box = below.getBoundingClientRect();
      if (y <= box.bottom - Math.min(height, box.height)) break;
      row.before(below);
    }
  }

  /** @type {(root: HTMLElement, row: HTMLElement) => void} */
  function draggable(root, row) {
    const handle = row.querySelector(".part-handle");
    /** @type {string[] | null} */
    let before = null;
    if (!(handle instanceof HTMLElement)) return;
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || keep(root)?.disabled) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      before = order(root);
      row.dataset.dragging = "";
    });
    handle.addEventListener("pointermove", (event) => {
      if (!before) return;
      follow(row, event.clientY);
      row.scrollIntoView({ block: "nearest" });
    });
    const end = (/** @type {PointerEvent} */ event) => {
      if (!before) return;
      const was = before;
      before = null;
      delete row.dataset.dragging;
      if (event.type === "pointercancel") arrange(root, was);
      else if (was.join() !== order(root).join()) moved(root, row);
    };
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  }

  /** @type {(root: HTMLElement, keys: string[]) => void} */
  function arrange(root, keys) {
    const rows = new Map(parts.rows(root).map((row) => [parts.key(row), row]));
    for (const key of keys) {
      const row = rows.get(key);
      row?.parentElement?.append(row);
    }
  }

  /** Whether a response holds each key once. @type {(keys: string[], response: unknown) => response is string[]} */
  const fits = (keys, response) =>
    Array.isArray(response) && response.length === keys.length && new Set(response).size === keys.length && keys.every((key) => response.includes(key));

  Terakoya.question("ordering", {
    /** @param {{ order: string[], credit: "adjacent" | "exact" }} key */
    grade(key, response, points) {
      const possible = points * 100;
      if (!fits(key.order, response)) return { state: "pending", earned: 0, possible, parts: [] };
      const parts = key.order
        .slice(1)
        .map((id, index) => ({ id, state: /** @type {State} */ (response[response.indexOf(id) - 1] === key.order[index] ? "right" : "wrong") }))
        .sort((one, other) => (one.id < other.id ? -1 : 1));
      const all = parts.length;
      const right = parts.filter(({ state }) => state === "right").length;
      const share = key.credit === "adjacent" || right === all ? right : 0;
      // Hundredths of a point, rounded half up, without ever leaving whole numbers.
      const earned = Math.floor((points * 200 * share + all) / (2 * all));
      return { state: share === all ? "right" : share > 0 ? "partial" : "wrong", earned, possible, parts };
    },

    enhance(root) {
      first.set(root, order(root));
      for (const [index, row] of parts.rows(root).entries()) {
        // On paper they stand as they came: nothing that was answered is printed.
        row.style.setProperty("--came", String(index));
        for (const by of ["up", "down"]) button(row, by)?.addEventListener("click", () => step(root, row, by));
        draggable(root, row);
      }
      limit(root, false);
    },

    read: (root) => (keep(root)?.checked ? order(root) : null),

    write(root, response) {
      const came = first.get(root) ?? [];
      const given = fits(came, response) ? response : null;
      arrange(root, given ?? came);
      const box = keep(root);
      if (box) box.checked = given !== null;
    },

    missing: (root) => (keep(root)?.checked ? null : { words: text("question_ordering.missing"), open: true }),

    show(root, verdict, key) {
      for (const [index, row] of parts.rows(root).entries()) {
        const place = verdict ? key.order.indexOf(parts.key(row)) : index;
        const mark = !verdict ? "" : verdict.state === "pending" ? "correct" : place === index ? "right" : "wrong";
        const words = mark === "right" ? text("question_ordering.right_place") : text("question_ordering.wrong_place", { place: place + 1 });
        parts.note(row, mark, mark && words);
      }
      const links = root.querySelector(".order-links");
      const count = verdict?.parts.length ?? 0;
      const right = verdict?.parts.filter(({ state }) => state === "right").length ?? 0;
      if (links) links.textContent = key.credit === "adjacent" && right < count ? text("question_ordering.links", { right, count }) : "";
    },

    lock(root, locked) {
      limit(root, locked);
      keep(root)?.toggleAttribute("disabled", locked);
    },
  });
})();
