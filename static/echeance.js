// The last day before a deadline: what is left, by the clock of the server, told aloud at one hour, ten minutes and the end.
"use strict";

const SEUILS = [60 * 60, 10 * 60];

// Seconds since the server wrote the page: the user's own clock may be wrong, and may change meanwhile.
function depuisLaReponse() {
  const navigation = performance.getEntriesByType("navigation")[0];
  return (performance.now() - (navigation ? navigation.responseStart : 0)) / 1000;
}

function enMots(secondes) {
  if (secondes <= 0) return "moins d’une seconde";
  const heures = Math.floor(secondes / 3600);
  const minutes = Math.floor((secondes % 3600) / 60);
  if (heures) return `${heures} h ${String(minutes).padStart(2, "0")} min`;
  if (minutes >= 10) return `${minutes} min`;
  return minutes ? `${minutes} min ${String(secondes % 60).padStart(2, "0")} s` : `${secondes} s`;
}

function compter(minuteur) {
  const limite = Number(minuteur.dataset.compteARebours);
  const reponse = Number(minuteur.dataset.maintenant);
  const annonce = minuteur.nextElementSibling;
  const sobre = window.matchMedia("(prefers-reduced-motion: reduce)");
  let avant = limite - reponse;

  function annoncer(restent) {
    const franchi = SEUILS.filter((seuil) => avant > seuil && restent <= seuil).pop();
    if (franchi) annonce.textContent = `Il reste ${enMots(franchi)} avant la date limite.`;
    avant = restent;
  }

  function montrer() {
    const exact = limite - reponse - depuisLaReponse();
    if (exact < 0) {
      minuteur.textContent = annonce.textContent = "Cette date limite est passée.";
      return;
    }
    const restent = Math.floor(exact);
    annoncer(restent);
    const texte = enMots(sobre.matches && restent > 60 ? restent - (restent % 60) : restent);
    const vu = minuteur.querySelector("[data-reste]");
    if (vu.textContent !== texte) vu.textContent = texte;
    window.setTimeout(montrer, sobre.matches && restent > 60 ? 60000 : 1000);
  }
  montrer();
}

document.addEventListener("DOMContentLoaded", () => {
  for (const minuteur of document.querySelectorAll("[data-compte-a-rebours]")) compter(minuteur);
});
