// Ordinary forms with files: what breaks a limit is set aside at once, the rest leaves with its progress, and a cut loses
// nothing of what was typed or chosen. Without this script the same form is sent by the browser.
"use strict";

(() => {
  const A_PART = "#envoi-du-lot, form.depose, #saisie"; // sent file by file by their own scripts
  const ordinaire = (element) => {
    const formulaire = element.closest('form[enctype="multipart/form-data"]');
    return formulaire && !formulaire.matches(A_PART) ? formulaire : null;
  };
  const champsDe = (formulaire) => [...formulaire.querySelectorAll("input[type=file]")];
  const avec = (fichiers) => {
    const transfert = new DataTransfer();
    for (const fichier of fichiers) transfert.items.add(fichier);
    return transfert.files;
  };

  // ---- what breaks a limit, as soon as it is chosen ------------------------------------------------------------------

  const zoneDesCauses = (champ) => {
    const etat = champ.closest("#saisie") && document.getElementById(`etat-${champ.name}`);
    if (etat) return etat;
    const suivante = champ.nextElementSibling;
    if (suivante?.matches(".ecartes")) return suivante;
    const zone = document.createElement("div");
    zone.className = "ecartes fr-messages-group";
    zone.setAttribute("aria-live", "polite");
    champ.after(zone);
    return zone;
  };

  const ecarter = (champ) => {
    const gardes = [];
    const phrases = [];
    for (const fichier of champ.files) {
      const causes = Televersement.causes(fichier, champ.dataset);
      if (causes.length) phrases.push(causes.join(" "));
      else if (champ.dataset.nombreMax && gardes.length >= Number(champ.dataset.nombreMax)) {
        phrases.push(`« ${fichier.name} » est écarté : ${champ.dataset.nombreMax} fichier${champ.dataset.nombreMax > 1 ? "s" : ""} au plus ici.`);
      } else gardes.push(fichier);
    }
    if (phrases.length) champ.files = avec(gardes);
    const zone = zoneDesCauses(champ);
    zone.replaceChildren(
      ...phrases.map((phrase) => {
        const ligne = document.createElement("p");
        ligne.className = "fr-message fr-message--error";
        ligne.textContent = phrase;
        return ligne;
      }),
    );
  };

  document.addEventListener(
    "change",
    (evenement) => {
      const champ = evenement.target;
      if (champ.type !== "file" || champ.closest("#envoi-du-lot, form.depose") || !champ.files.length) return;
      ecarter(champ);
    },
    true,
  );

  // ---- on its way ----------------------------------------------------------------------------------------------------

  class Envoi {
    constructor(formulaire, bouton) {
      Object.assign(this, { formulaire, bouton });
      this.fichiers = champsDe(formulaire).flatMap((champ) => [...champ.files]);
      this.panneau = document.createElement("div");
      this.panneau.className = "envoi-du-formulaire fr-mb-2w";
      this.bilan = document.createElement("p");
      this.bilan.setAttribute("role", "status");
      this.liste = document.createElement("ul");
      this.liste.className = "envois__liste";
      this.liste.tabIndex = 0;
      this.liste.setAttribute("aria-label", "Fichiers à envoyer");
      this.panneau.append(this.bilan, this.liste);
      formulaire.querySelector(".envoi-du-formulaire")?.remove();
      (bouton ?? formulaire.querySelector("[type=submit]") ?? formulaire.lastElementChild).before(this.panneau);
      this.lignes = this.fichiers.map((fichier) => this.ligne(fichier));
    }

    ligne(fichier) {
      const element = document.createElement("li");
      const etat = document.createElement("span");
      const barre = document.createElement("progress");
      element.className = "envoi fr-text--sm fr-mb-0";
      etat.className = "envoi__etat";
      etat.textContent = "en attente";
      barre.max = fichier.size;
      barre.value = 0;
      barre.setAttribute("aria-label", `Envoi de ${fichier.name}`);
      element.append(`${fichier.name} (${Televersement.enOctets(fichier.size)}) : `, etat, barre);
      this.liste.append(element);
      return { element, etat, barre, poids: fichier.size };
    }

    partir() {
      this.panneau.querySelector("button")?.remove();
      this.bilan.textContent = `Envoi de ${this.fichiers.length} fichier${this.fichiers.length > 1 ? "s" : ""}.`;
      if (this.bouton) this.bouton.disabled = true;
      const corps = new FormData(this.formulaire);
      if (this.bouton?.name) corps.append(this.bouton.name, this.bouton.value);
      enCours.add(this);
      annoncer("debut");
      Televersement.envoyer({
        adresse: this.formulaire.getAttribute("action") || location.href,
        corps,
        entetes: { "X-Televersement": "1" },
        avancer: (partis) => this.avancer(partis),
        finir: (requete, jugement) => this.finir(requete, jugement),
      });
    }

    // Files leave one after the other in one request: what has left tells how far each of them is.
    avancer(partis) {
      let debut = 0;
      for (const { etat, barre, poids } of this.lignes) {
        const part = Math.max(0, Math.min(poids, partis - debut));
        debut += poids;
        barre.value = part;
        if (part === poids) etat.textContent = "envoyé, en cours de vérification";
        else if (part) etat.textContent = `${Math.floor((100 * part) / poids)} %`;
      }
    }

    finir(requete, { genre, adresse, texte, session }) {
      enCours.delete(this);
      annoncer("fin", genre);
      if (this.bouton) this.bouton.disabled = false;
      if (genre === "suite") aller(adresse);
      else if (genre !== "page") this.dire(genre, texte, session);
      else if (!montrer(requete, this.formulaire)) this.dire("coupe", "cette page n’est plus à jour. Envoyez à nouveau.", true);
    }

    dire(genre, texte, session) {
      for (const { element, etat, barre } of this.lignes) {
        element.className = "envoi envoi--coupe fr-text--sm fr-mb-0";
        etat.textContent = genre === "coupe" ? "coupé" : "refusé";
        barre.value = 0;
      }
      const titre = genre === "coupe" ? "Envoi coupé" : "Envoi refusé";
      this.bilan.textContent = `${titre} : ${texte} Rien n’est déposé ; ce que vous avez saisi et choisi est toujours là.`;
      if (session) this.bilan.append(" ", lienDeConnexion());
      this.reessayer = document.createElement("button");
      this.reessayer.type = "button";
      this.reessayer.className = "fr-btn fr-btn--sm fr-btn--secondary";
      this.reessayer.textContent = "Réessayer l’envoi";
      this.reessayer.addEventListener("click", () => this.reprendre(session));
      this.panneau.append(this.reessayer);
      this.reessayer.focus();
    }

    // Signing in again changes the token of the forms: it is read anew.
    async reprendre(session) {
      if (session) await renouvelerLeJeton(this.formulaire);
      this.partir();
    }
  }

  const enCours = new Set();
  const annoncer = (moment, genre) =>
    document.dispatchEvent(new CustomEvent(`televersement:${moment}`, { detail: { part: genre === "suite" } }));

  const lienDeConnexion = () => {
    const lien = document.createElement("a");
    lien.href = "/connexion/";
    lien.target = "_blank";
    lien.rel = "noopener";
    lien.textContent = "Se reconnecter dans un nouvel onglet";
    return lien;
  };

  const renouvelerLeJeton = async (formulaire) => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const jeton = page.querySelector("[name=csrfmiddlewaretoken]");
      if (jeton) formulaire.querySelector("[name=csrfmiddlewaretoken]").value = jeton.value;
    } catch {
      // the next attempt says that the network is away
    }
  };

  const aller = (adresse) => {
    const suite = new URL(adresse, location.href);
    const ici = suite.pathname === location.pathname && suite.search === location.search;
    if (!ici) return location.assign(suite.href);
    history.replaceState(null, "", suite.href);
    return location.reload();
  };

  // The page that answers takes the place of this one; files chosen before stay chosen, but for those that it refuses.
  const montrer = (requete, formulaire) => {
    const page = new DOMParser().parseFromString(requete.responseText, "text/html");
    const contenu = page.querySelector("main");
    if (!contenu) return false; // not a page of ours: the token of the form is too old, most of the time
    const choisis = champsDe(formulaire).map((champ) => [champ.id, [...champ.files]]);
    document.title = page.title;
    if (requete.responseURL !== location.href) history.pushState(null, "", requete.responseURL);
    document.querySelector("main").replaceWith(document.adoptNode(contenu));
    const dits = contenu.textContent;
    for (const [id, fichiers] of choisis) {
      const champ = id && document.getElementById(id);
      if (champ && !champ.disabled) champ.files = avec(fichiers.filter(({ name }) => !dits.includes(`« ${name} »`)));
    }
    htmx.process(contenu);
    (contenu.querySelector("#erreurs") ?? contenu).focus();
    return true;
  };

  document.addEventListener("submit", (evenement) => {
    const formulaire = ordinaire(evenement.target);
    if (!formulaire || evenement.defaultPrevented || formulaire.matches("[hx-post], [hx-boost]")) return;
    if (!champsDe(formulaire).some((champ) => champ.files.length)) return;
    evenement.preventDefault();
    new Envoi(formulaire, evenement.submitter).partir();
  });

  window.addEventListener("beforeunload", (evenement) => {
    if (enCours.size) evenement.preventDefault();
  });
})();
