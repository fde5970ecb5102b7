"use strict";
// Colours: as the system has them, or as chosen. A page opened from a file may have no storage.
(() => {
  const root = document.documentElement;
  const buttons = [...document.querySelectorAll(".theme button")];
  root.classList.add("scripted");
  const stored = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("newsfacts-theme");
      localStorage.setItem("newsfacts-theme", value);
    } catch { /* then the choice lasts as long as the page */ }
    return null;
  };
  const paint = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
  };
  paint(["light", "dark"].find((theme) => theme === stored()) ?? "auto");
  for (const button of buttons) {
    button.addEventListener("click", () => { paint(button.dataset.theme); stored(button.dataset.theme); });
  }
})();
