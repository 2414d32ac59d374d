// Regions of a picture. The list below it is the form; the marks in the picture are labels of its entries, and show
// what these show.
(() => {
  "use strict";

  const form = Terakoya.choices(true);

  /** Brings every mark to what its entry says. @type {(root: HTMLElement) => void} */
  function draw(root) {
    const marks = root.querySelectorAll(".hotspot-mark");
    for (const [index, choice] of root.querySelectorAll(".choice").entries()) {
      const [mark, input] = [marks[index], choice.querySelector("input")];
      if (!mark || !input) continue;
      mark.toggleAttribute("data-chosen", input.checked);
      mark.toggleAttribute("data-locked", input.disabled);
      mark.toggleAttribute("data-here", input === document.activeElement);
      mark.setAttribute("data-mark", choice.getAttribute("data-mark") ?? "");
      if (!choice.hasAttribute("data-mark")) mark.removeAttribute("data-mark");
    }
  }

  Terakoya.question("hotspot", {
    ...form,
    grade: Terakoya.several,

    enhance(root) {
      for (const event of ["focusin", "focusout"]) root.addEventListener(event, () => draw(root));
    },

    show(root, verdict, key, response) {
      form.show(root, verdict, key, response);
      draw(root);
    },
  });
})();
