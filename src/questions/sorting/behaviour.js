// Each thing takes a bin: by its radio buttons, or dragged by a handle onto one of the bins, which then lie over the page.
(() => {
  "use strict";

  const { assigned, make, parts } = Terakoya;

  /** @type {(row: HTMLElement) => HTMLLabelElement[]} */
  const bins = (row) => [...row.querySelectorAll("label")];

  /** @type {(row: HTMLElement) => void} */
  function draggable(row) {
    const handle = row.querySelector(".part-handle");
    if (!(handle instanceof HTMLElement)) return;
    /** What lies over the page while the thing is dragged. @type {HTMLElement | null} */
    let over = null;
    /** Where each bin is: over the page, and in the row itself. @type {[HTMLElement, HTMLLabelElement][]} */
    let targets = [];

    /** @type {(event: PointerEvent) => HTMLLabelElement | undefined} */
    function follow({ clientX, clientY }) {
      const hit = targets.find(([target]) => {
        const { left, right, top, bottom } = target.getBoundingClientRect();
        return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
      });
      for (const [target] of targets) target.toggleAttribute("data-over", target === hit?.[0]);
      return hit?.[1];
    }

    function end() {
      over?.remove();
      over = null;
      delete row.dataset.dragging;
      for (const [target] of targets) target.removeAttribute("data-over");
      document.removeEventListener("keydown", leave);
    }
    const leave = (/** @type {KeyboardEvent} */ { key }) => key === "Escape" && end();

    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || over || row.querySelector(":disabled")) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      row.dataset.dragging = "";
      over = make("div", "sort-over");
      targets = [];
      for (const bin of bins(row)) {
        const target = make("div", "sort-bin", ...[...bin.querySelectorAll(":scope > span")].map((words) => words.cloneNode(true)));
        over.append(target);
        targets.push([target, bin]);
      }
      targets.push(...bins(row).map((bin) => /** @type {[HTMLElement, HTMLLabelElement]} */ ([bin, bin])));
      over.ariaHidden = "true";
      // Where the thing itself is not.
      over.dataset.side = event.clientY > innerHeight / 2 ? "top" : "bottom";
      document.body.append(over);
      document.addEventListener("keydown", leave);
    });
    handle.addEventListener("pointermove", (event) => over && follow(event));
    handle.addEventListener("pointerup", (event) => {
      const input = over && follow(event)?.querySelector("input");
      end();
      if (!input || input.checked) return;
      input.checked = true;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    handle.addEventListener("pointercancel", end);
  }

  Terakoya.question("sorting", {
    ...assigned,
    enhance(root, each) {
      assigned.enhance?.(root, each);
      parts.rows(root).forEach(draggable);
    },
  });
})();
