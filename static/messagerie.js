// Characters typed, counted as they are kept: told in sight at once, read out when the typing pauses.
"use strict";

(() => {
  const PAUSE = 1000;

  function compter(champ) {
    if (champ.dataset.compte) return;
    champ.dataset.compte = "1";
    const maximum = Number(champ.dataset.compteur);
    const vu = document.createElement("p");
    vu.className = "fr-text--xs fr-mb-1v";
    vu.setAttribute("aria-hidden", "true");
    const lu = document.createElement("p");
    lu.className = "fr-sr-only";
    lu.setAttribute("role", "status");
    champ.after(vu, lu);
    let attente;
    const dire = () => {
      const nombre = [...champ.value.replace(/\r\n/g, "\n").trim()].length;
      const trop = nombre - maximum;
      vu.textContent = trop > 0 ? `${nombre} / ${maximum} : ${trop} de trop` : `${nombre} / ${maximum}`;
      vu.classList.toggle("compteur--depasse", trop > 0);
      clearTimeout(attente);
      attente = setTimeout(() => { lu.textContent = trop > 0 ? `${trop} caractères de trop` : `${nombre} caractères sur ${maximum}`; }, PAUSE);
    };
    champ.addEventListener("input", dire);
    vu.textContent = `${[...champ.value].length} / ${maximum}`;
  }

  const tous = () => document.querySelectorAll("[data-compteur]").forEach(compter);
  document.addEventListener("DOMContentLoaded", () => {
    tous();
    document.body.addEventListener("htmx:afterSwap", tous);
  });
})();
