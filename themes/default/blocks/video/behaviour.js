// Captions on a film. A file of them cannot be loaded from a disk, so they are made of the text below the film.
(() => {
  "use strict";

  Terakoya.component("video", ".video", (root) => {
    const video = root.querySelector("video");
    const cues = [...root.querySelectorAll(".cues > li")].filter((one) => one instanceof HTMLElement);
    if (!video || cues.length === 0) return;
    const track = video.addTextTrack("captions", video.dataset.captions, document.documentElement.lang);
    for (const cue of cues) {
      const words = cue.querySelector(".cue-text")?.textContent ?? "";
      track.addCue(new VTTCue(Number(cue.dataset.start), Number(cue.dataset.end), words));
    }
    track.mode = "showing";
  });
})();
