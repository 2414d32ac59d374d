// A tree of questions, walked one by one. The links of the list are its answers; the way so far stays in sight.
(() => {
  "use strict";

  Terakoya.component("decision", ".decision", (root) => {
    const list = root.querySelector(".decision-steps");
    const steps = [...root.querySelectorAll(".decision-step")].filter((one) => one instanceof HTMLElement);
    const links = [...root.querySelectorAll(".decision-ways > li > a")];
    /** @type {HTMLElement[]} */
    let path = steps.slice(0, 1);
    /** @type {Map<HTMLElement, Element>} */
    const chosen = new Map();

    const target = (/** @type {Element} */ link) => steps.find((step) => step.id === decodeURIComponent(link.getAttribute("href")?.split("#").at(-1) ?? ""));

    function show() {
      for (const step of steps) step.toggleAttribute("data-seen", path.includes(step));
      for (const link of links) {
        const taken = [...chosen.values()].includes(link);
        link.toggleAttribute("data-chosen", taken);
        if (taken) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      root.toggleAttribute("data-moved", path.length > 1);
      // In the order in which it was walked, which need not be that in which it was written.
      list?.prepend(...path);
    }

    /** Back to the order of the numbers, for paper. */
    const inOrder = () => list?.append(...steps);

    for (const link of links) {
      const from = link.closest(".decision-step");
      link.addEventListener("click", (event) => {
        const to = target(link);
        if (!to || !(from instanceof HTMLElement)) return;
        event.preventDefault();
        // Another answer to an earlier question: what followed from the first is no longer so.
        for (const left of path.splice(path.indexOf(from) + 1)) chosen.delete(left);
        chosen.set(from, link);
        path.push(to);
        show();
        to.focus();
      });
    }
    root.querySelector(".decision-again > button")?.addEventListener("click", () => {
      path = steps.slice(0, 1);
      chosen.clear();
      show();
      steps[0]?.focus();
    });
    /** A link from elsewhere to one of the steps shows it, without a way that nobody walked. */
    function follow() {
      const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".decision-step");
      const step = steps.find((one) => one === asked);
      if (!step || path.includes(step)) return;
      path = [step];
      chosen.clear();
      show();
      root.setAttribute("data-moved", "");
      step.scrollIntoView();
    }
    addEventListener("beforeprint", inOrder);
    addEventListener("afterprint", show);
    addEventListener("hashchange", follow);
    root.dataset.on = "";
    show();
    follow();
  });
})();
