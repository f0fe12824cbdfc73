// Files sent one by one, each with its progress, its answer in words and its own retry: for one proof, or for a lot.
"use strict";

(() => {
  const panneau = document.getElementById("envois");
  if (!panneau) return;
  const lot = document.getElementById("envoi-du-lot");
  const liste = panneau.querySelector("ul");
  const bilan = panneau.querySelector("[role=status]");
  const total = panneau.querySelector(".envois__total");
  const toutReessayer = document.getElementById("envois-reessayer");
  const fermer = document.getElementById("envois-fermer");
  const jeton = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const EN_MEME_TEMPS = lot ? 3 : 1;
  const DU_SYSTEME = /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;
  const attente = [];
  let enCours = 0;

  // ---- one file on its way ------------------------------------------------------------------------------------------

  class Envoi {
    // `champs`: the fields of the form; `lire(page, reussi)`: what the page answered, in words.
    constructor({ nom, adresse, champs, lire }) {
      Object.assign(this, { nom, adresse, champs, lire });
      this.ligne = document.createElement("li");
      this.ligne.className = "envoi fr-text--sm fr-mb-0";
      this.etat = document.createElement("span");
      this.etat.className = "envoi__etat";
      this.barre = document.createElement("progress");
      this.barre.setAttribute("aria-label", `Envoi de ${nom}`);
      this.ligne.append(`${nom} : `, this.etat);
      liste.append(this.ligne);
      this.dire("attente", "en attente");
    }

    dire(statut, texte) {
      this.statut = statut;
      this.etat.textContent = texte;
      this.ligne.className = `envoi envoi--${statut} fr-text--sm fr-mb-0`;
      if (statut === "envoi") this.ligne.append(this.barre);
      else this.barre.remove();
      this.bouton?.remove();
      if (statut === "coupe") this.ligne.append(this.boutonReessayer());
    }

    boutonReessayer() {
      this.bouton = document.createElement("button");
      this.bouton.type = "button";
      this.bouton.className = "fr-btn fr-btn--sm fr-btn--tertiary";
      this.bouton.textContent = "Réessayer";
      this.bouton.setAttribute("aria-label", `Réessayer : ${this.nom}`);
      this.bouton.addEventListener("click", () => reessayer([this]));
      return this.bouton;
    }

    partir() {
      const donnees = new FormData();
      for (const [cle, valeur] of Object.entries(this.champs)) donnees.append(cle, valeur);
      this.dire("envoi", "0 %");
      Televersement.envoyer({
        adresse: this.adresse,
        corps: donnees,
        entetes: { "X-CSRFToken": jeton, "HX-Request": "true" },
        avancer: (recus, poids) => this.avancer(recus, poids),
        finir: (requete, jugement) => {
          this.repondre(requete, jugement);
          suite();
        },
      });
    }

    avancer(recus, poids) {
      if (this.statut !== "envoi" || !poids) return;
      this.barre.max = poids;
      this.barre.value = recus;
      this.etat.textContent = recus === poids ? "envoyé, en cours de vérification" : `${Math.floor((100 * recus) / poids)} %`;
    }

    repondre(requete, { genre, texte }) {
      if (genre === "coupe") {
        this.dire("coupe", `coupé : ${texte}`);
      } else if (genre === "refus") {
        this.dire("refuse", `refusé : ${texte}`);
      } else if ([200, 409, 422].includes(requete.status)) {
        const dit = this.lire(new DOMParser().parseFromString(requete.responseText, "text/html"));
        this.dire(requete.status === 200 ? "recu" : "refuse", requete.status === 200 ? dit : `refusé : ${dit}`);
      } else {
        this.dire("refuse", "refusé : vous ne pouvez plus déposer ici. Rechargez la page.");
      }
    }
  }

  // ---- the queue ----------------------------------------------------------------------------------------------------

  let envois = [];
  const combien = (statut) => envois.filter((envoi) => envoi.statut === statut).length;
  const accorder = (nombre, mot) => `${nombre} ${mot}${nombre > 1 ? "s" : ""}`;

  const avancer = () => {
    while (enCours < EN_MEME_TEMPS && attente.length) {
      enCours += 1;
      attente.shift().partir();
    }
    total.max = envois.length || 1;
    total.value = envois.length - combien("attente") - combien("envoi");
  };

  const suite = () => {
    enCours -= 1;
    avancer();
    if (!enCours) finir();
  };

  // Said once at the start and once at the end: a screen reader is not told every percent.
  const finir = () => {
    const faits = [accorder(combien("recu"), "reçu"), accorder(combien("refuse"), "refusé"), accorder(combien("coupe"), "coupé")];
    bilan.textContent = `Terminé : ${faits.join(", ")}.`;
    toutReessayer.hidden = combien("coupe") < 2;
    fermer.hidden = false;
    if (lot) montrerLeLot();
  };

  const mettreEnFile = (nouveaux) => {
    if (!nouveaux.length) return;
    if (!enCours) {
      for (const envoi of envois) if (envoi.statut === "recu") envoi.ligne.remove();
      envois = envois.filter((envoi) => envoi.statut !== "recu");
    }
    envois.push(...nouveaux.filter((envoi) => !envois.includes(envoi)));
    attente.push(...nouveaux.filter((envoi) => envoi.statut === "attente"));
    panneau.hidden = false;
    toutReessayer.hidden = true;
    fermer.hidden = true;
    bilan.textContent = `Envoi de ${accorder(attente.length, "fichier")}.`;
    avancer();
    if (!enCours) finir();
  };

  const reessayer = (coupes) => {
    for (const envoi of coupes) envoi.dire("attente", "en attente");
    mettreEnFile(coupes);
  };
  toutReessayer.addEventListener("click", () => reessayer(envois.filter((envoi) => envoi.statut === "coupe")));

  fermer.addEventListener("click", () => {
    panneau.hidden = true;
    document.getElementById("contenu").focus({ preventScroll: true });
  });

  window.addEventListener("beforeunload", (evenement) => {
    if (enCours) evenement.preventDefault();
  });

  // ---- one proof: its card comes back with the answer ---------------------------------------------------------------

  const remplacer = (ancien, nouveau) => {
    if (!ancien || !nouveau) return;
    const lien = ancien.querySelector("form.depose [name=lien]")?.value;
    const champ = nouveau.querySelector("form.depose [name=lien]");
    if (lien && champ) champ.value = lien;
    ancien.replaceWith(nouveau);
    htmx.process(nouveau);
  };

  const lireLaCarte = (cle) => (page) => {
    const erreurs = [...page.querySelectorAll(".preuve .fr-alert li")].map((erreur) => erreur.textContent);
    const compteurs = page.getElementById("compteurs");
    compteurs?.removeAttribute("hx-swap-oob");
    remplacer(document.getElementById(cle), page.getElementById(cle));
    remplacer(document.getElementById("compteurs"), compteurs);
    return erreurs.join(" ") || "déposé";
  };

  const pourLaPreuve = (carte, { nom, champs }) =>
    new Envoi({
      nom: `${nom} → ${carte.querySelector("h4 a").textContent}`,
      adresse: carte.querySelector("form.depose").action,
      champs,
      lire: lireLaCarte(carte.id),
    });

  // ---- a lot: the table comes back once everything is sent ----------------------------------------------------------

  const pourLeLot = ({ nom, champs }) =>
    new Envoi({ nom, adresse: lot.action, champs, lire: (page) => page.body.textContent.trim() });

  const montrerLeLot = async () => {
    const choix = [...document.querySelectorAll("#lot input.fr-input")].filter((champ) => champ.value !== champ.defaultValue);
    const gardes = choix.map((champ) => [champ.id, champ.value]);
    await htmx.ajax("GET", location.pathname + location.search, { target: "#lot", swap: "outerHTML" });
    for (const [id, valeur] of gardes) if (document.getElementById(id)) document.getElementById(id).value = valeur;
  };

  // ---- what is dropped, chosen or pasted ----------------------------------------------------------------------------

  // `trouves`: [{ fichier, chemin }]; a file that this computer could not read has none.
  const deposer = (cible, trouves, { deplier = false } = {}) => {
    const faire = cible === lot ? pourLeLot : (depot) => pourLaPreuve(cible, depot);
    const voulus = trouves.filter(({ chemin }) => !DU_SYSTEME.test(chemin));
    mettreEnFile(
      voulus.map(({ fichier, chemin }) => {
        const nom = cible === lot ? chemin : chemin.split("/").pop();
        const archive = deplier && cible === lot && /^[^/]+\.zip$/i.test(chemin);
        const envoi = faire({ nom, champs: archive ? { archive: fichier } : { fichiers: fichier, chemins: chemin } });
        if (!fichier) envoi.dire("refuse", "refusé : ce fichier n’a pas pu être lu sur votre poste.");
        const causes = fichier && !archive ? Televersement.causes(fichier, panneau.dataset) : [];
        if (causes.length) envoi.dire("refuse", `refusé : ${causes.join(" ")}`);
        return envoi;
      }),
    );
  };

  const choisis = (champ) =>
    [...champ.files].map((fichier) => ({ fichier, chemin: fichier.webkitRelativePath || fichier.name }));

  const parcourir = async (entree, dossier) => {
    const chemin = dossier + entree.name;
    try {
      if (entree.isFile) return [{ chemin, fichier: await new Promise((lu, non) => entree.file(lu, non)) }];
      const lecteur = entree.createReader();
      const trouves = [];
      for (;;) {
        const lues = await new Promise((lu, non) => lecteur.readEntries(lu, non));
        if (!lues.length) return trouves;
        for (const fille of lues) trouves.push(...(await parcourir(fille, `${chemin}/`)));
      }
    } catch {
      return [{ chemin, fichier: null }];
    }
  };

  // Everything is asked of the transfer before anything is awaited: it is emptied as soon as the event is over.
  const contenu = async (transfert) => {
    const lectures = [...transfert.items]
      .filter((element) => element.kind === "file")
      .map((element) => {
        const entree = element.webkitGetAsEntry?.();
        const fichier = element.getAsFile();
        return entree ? parcourir(entree, "") : [{ fichier, chemin: fichier.name }];
      });
    return (await Promise.all(lectures)).flat();
  };

  const cibleDe = (element) => {
    if (lot) return element.closest("#envoi-du-lot");
    const carte = element.closest(".preuve");
    return carte?.querySelector("form.depose") ? carte : null;
  };
  const viser = (cible) => {
    for (const visee of document.querySelectorAll(".visee")) if (visee !== cible) visee.classList.remove("visee");
    cible?.classList.add("visee");
  };
  const porteDesFichiers = (evenement) => evenement.dataTransfer?.types.includes("Files");

  document.addEventListener("dragover", (evenement) => {
    if (!porteDesFichiers(evenement)) return;
    evenement.preventDefault();
    viser(cibleDe(evenement.target));
  });
  document.addEventListener("dragleave", (evenement) => {
    if (!evenement.relatedTarget) viser(null);
  });
  document.addEventListener("drop", async (evenement) => {
    if (!porteDesFichiers(evenement)) return;
    evenement.preventDefault();
    viser(null);
    const cible = cibleDe(evenement.target);
    if (cible) deposer(cible, await contenu(evenement.dataTransfer), { deplier: true });
  });

  document.addEventListener("paste", (evenement) => {
    const cible = cibleDe(document.activeElement);
    const colles = [...(evenement.clipboardData?.files ?? [])];
    if (!cible || !colles.length) return;
    evenement.preventDefault();
    const heure = new Date().toISOString().slice(0, 19).replace(/\D/g, "-");
    const nommer = (fichier) => (fichier.name === "image.png" ? `capture-${heure}.png` : fichier.name);
    deposer(cible, colles.map((fichier) => ({ fichier: new File([fichier], nommer(fichier)), chemin: nommer(fichier) })));
  });

  // Before htmx hears of it: files leave one by one; a link alone is sent as it always was.
  document.addEventListener(
    "submit",
    (evenement) => {
      const formulaire = evenement.target;
      if (formulaire !== lot && !formulaire.matches("form.depose")) return;
      const champs = [...formulaire.querySelectorAll("input[type=file]")].filter((champ) => champ.files.length);
      if (!champs.length) return;
      evenement.preventDefault();
      evenement.stopPropagation();
      const cible = cibleDe(formulaire);
      const lien = formulaire.querySelector("[name=lien]");
      if (lien?.value) mettreEnFile([pourLaPreuve(cible, { nom: lien.value, champs: { lien: lien.value } })]);
      if (lien) lien.value = "";
      for (const champ of champs) {
        deposer(cible, choisis(champ), { deplier: champ.name === "archive" });
        champ.value = "";
      }
    },
    true,
  );
})();
