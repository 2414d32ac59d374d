// The look that a learner chose, put up before the first paint from what this page's own storage keeps of it. What the
// record keeps counts, and comes later: look.js. Values that no style knows change nothing.
(() => {
  "use strict";

  const { dataset } = document.documentElement;
  try {
    Object.assign(dataset, JSON.parse(localStorage.getItem(`terakoya-look/${dataset.course}`) ?? "{}"));
  } catch {
    // As it comes.
  }
})();
