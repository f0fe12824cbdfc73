// A step that saves itself: what was seen before travels with each answer, what is typed outlives the session,
// and the people who have the same step open are told of each other.
"use strict";

(() => {
  const formulaire = document.getElementById("saisie");
  if (!formulaire) return;
  const cleDeGarde = `saisie:${formulaire.dataset.garder}`;
  const estConnexion = (adresse) => adresse.includes("/connexion/");

  const valeurs = () => {
    const gardees = {};
    for (const champ of formulaire.elements) {
      if (!champ.name || ["file", "hidden", "submit", "button"].includes(champ.type)) continue;
      if (champ.type === "radio" || champ.type === "checkbox") {
        if (champ.checked) (gardees[champ.name] ||= []).push(champ.value);
      } else {
        gardees[champ.name] = [champ.value];
      }
    }
    return gardees;
  };

  const garder = () => localStorage.setItem(cleDeGarde, JSON.stringify(valeurs()));

  const rendre = () => {
    const texte = localStorage.getItem(cleDeGarde);
    if (!texte) return;
    localStorage.removeItem(cleDeGarde);
    if (!estConnexion(document.referrer)) return;
    const gardees = JSON.parse(texte);
    for (const champ of formulaire.elements) {
      if (!(champ.name in gardees) || champ.type === "file") continue;
      const choix = champ.type === "radio" || champ.type === "checkbox";
      const attendu = choix ? gardees[champ.name].includes(champ.value) : gardees[champ.name][0];
      const actuel = choix ? champ.checked : champ.value;
      if (attendu === actuel) continue;
      if (choix) champ.checked = attendu;
      else champ.value = attendu;
      champ.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  document.body.addEventListener("htmx:configRequest", (evenement) => {
    const champ = evenement.detail.elt;
    if (champ.dataset && champ.dataset.vu !== undefined) evenement.detail.parameters.vu = champ.dataset.vu;
  });

  document.body.addEventListener("htmx:beforeSwap", (evenement) => {
    if (!estConnexion(evenement.detail.xhr.responseURL)) return;
    evenement.detail.shouldSwap = false;
    garder();
    document.getElementById("session-perdue").hidden = false;
    document.getElementById("session-perdue").scrollIntoView({ block: "center" });
  });

  document.body.addEventListener("htmx:afterSettle", (evenement) => {
    const etat = evenement.detail.target;
    if (!etat.id || !etat.id.startsWith("etat-")) return;
    const message = etat.querySelector("[data-vu]");
    if (!message) return;
    const nom = etat.id.slice("etat-".length);
    for (const champ of formulaire.querySelectorAll("[name]")) {
      if (champ.name === nom) champ.dataset.vu = message.dataset.vu;
    }
  });

  document.body.addEventListener("htmx:sendError", () => garder());
  formulaire.addEventListener("submit", garder);

  const presence = document.getElementById("presence");
  const onglet = crypto.randomUUID();
  const signaler = () => {
    const adresse = presence.dataset.presence.replace("00000000-0000-0000-0000-000000000000", onglet);
    htmx.ajax("POST", adresse, { source: "#presence", target: "#presence", swap: "innerHTML" });
  };
  document.addEventListener("DOMContentLoaded", () => {
    rendre();
    signaler();
    setInterval(signaler, 20000);
  });
})();
