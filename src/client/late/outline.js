// The dialog with the whole course. Loaded when it is first opened, with the outline itself.
(() => {
  "use strict";

  const { make } = Terakoya;

  /** The page that an address leads to; in a single file its name stands behind `#`. @type {(address: string) => string} */
  const place = (address) => {
    const { pathname, hash } = new URL(address, location.href);
    return pathname.replace(/\/$/, "/index.html") + (/^#\/[^:]*/.exec(hash) ?? "");
  };

  /** @type {(title: string, url: string) => HTMLElement} */
  function entry(title, url) {
    const link = make("a", "", title);
    link.href = Terakoya.address(url);
    if (place(link.href) === place(location.href)) link.setAttribute("aria-current", "page");
    return link;
  }

  /** A lesson with the place of its mark; one that is still being written has no page yet. @type {(lesson: OutlineLesson) => HTMLElement} */
  function item(lesson) {
    const row = make("li", "", lesson.url ? entry(lesson.title, lesson.url) : lesson.title);
    row.dataset.lesson = lesson.id;
    row.dataset.quizzes = lesson.quizzes.filter((quiz) => quiz.counts).map((quiz) => quiz.id).join(" ");
    row.toggleAttribute("data-uncounted", !lesson.counts);
    return row;
  }

  /** @type {(nav: Element, outline: OutlineData) => void} */
  function fill(nav, outline) {
    for (const part of outline.parts) {
      if (part.title) nav.append(make("h3", "", part.url ? entry(part.title, part.url) : part.title));
      const counted = part.lessons.filter((lesson) => lesson.counts).length;
      if (counted) {
        const standing = make("p", "part-standing");
        standing.dataset.partStanding = part.id;
        nav.append(standing);
      }
      nav.append(make("ol", "", ...part.lessons.map(item)));
    }
    const { practice } = outline;
    if (practice) nav.append(make("p", "outline-practice", entry(practice.title, practice.url)));
  }

  const title = make("h2", "", Terakoya.text("late_outline.title"));
  const close = make("button", "button outline-close", Terakoya.text("late_outline.close"));
  const nav = document.createElement("nav");
  const dialog = document.createElement("dialog");
  close.type = "button";
  close.dataset.kind = "quiet";
  nav.setAttribute("aria-label", title.textContent);
  dialog.setAttribute("aria-label", title.textContent);
  dialog.className = "outline";
  dialog.append(make("div", "outline-head", title, close), nav);
  document.body.append(dialog);

  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    // Beside the panel, or on the page that is shown already.
    const target = event.target instanceof Element ? event.target : null;
    if (target === dialog || target?.closest("[aria-current]")) dialog.close();
  });

  Terakoya.showOutline = () => {
    const outline = /** @type {OutlineData | undefined} */ (Terakoya.data("outline"));
    if (!outline) throw new TypeError("no outline");
    if (!nav.hasChildNodes()) fill(nav, outline);
    Terakoya.late("progress").then(Terakoya.mark).catch((error) => Terakoya.report("marks", nav, error));
    // Modal: the browser keeps the focus inside, closes on Escape and gives the focus back to the button.
    if (!dialog.open) dialog.showModal();
    const current = nav.querySelector("[aria-current]");
    if (current instanceof HTMLElement) current.focus();
  };
})();
