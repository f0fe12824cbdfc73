// Colleagues who have the same step open are told of each other, and of what happens to it meanwhile.
"use strict";

(() => {
  const presence = document.getElementById("presence");
  if (!presence) return;
  const SANS_NOM = "00000000-0000-0000-0000-000000000000";
  const RYTHME = 20000;

  // One name per tab, kept when the page is loaded again, and not by the copy of a tab that is still open.
  const CLE_DE_L_ONGLET = "onglet";
  const onglet = sessionStorage.getItem(CLE_DE_L_ONGLET) || crypto.randomUUID();
  sessionStorage.removeItem(CLE_DE_L_ONGLET);
  window.addEventListener("pagehide", () => sessionStorage.setItem(CLE_DE_L_ONGLET, onglet));
  window.addEventListener("pageshow", () => sessionStorage.removeItem(CLE_DE_L_ONGLET));

  let rappel;
  const signaler = () => {
    const adresse = presence.dataset.presence.replace(SANS_NOM, onglet);
    const values = { rang_lu: presence.dataset.rangLu || "" };
    htmx.ajax("POST", adresse, { source: "#presence", target: "#presence", swap: "innerHTML", values });
  };

  // What has not changed is not read out again. A session that has expired answers with the page to sign in: it has
  // no place here.
  let affiche = "";
  presence.addEventListener("htmx:beforeSwap", (evenement) => {
    const reponse = evenement.detail.xhr;
    const perdue = reponse.responseURL.includes("/connexion/");
    if (perdue) clearInterval(rappel);
    if (perdue || reponse.responseText.trim() === affiche) evenement.detail.shouldSwap = false;
    else affiche = reponse.responseText.trim();
  });

  document.addEventListener("DOMContentLoaded", () => {
    signaler();
    rappel = setInterval(signaler, RYTHME);
  });
})();
