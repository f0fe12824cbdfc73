"""Rules of steps 1, 2 and 4. Plain values in, verdicts out."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from segur.noyau.regles import Motif, Reference, Verdict, Version
from segur.noyau.temps import a_temps, en_clair, instant_de_paris, jour_de_paris

GUIDE_DUI = "Guide pas à pas du parcours de référencement (juin 2026)"
PREMIERE_SOUMISSION = Reference("Webinaire éditeurs du 5 juillet 2024", "Date 1")
ORDRE_DES_ETAPES = Reference(GUIDE_DUI, "étapes 1 et 2")
CHARTE = Reference(GUIDE_DUI, "acceptation de la Charte")
CONVENTION = Reference(GUIDE_DUI, "étape 4")
CATALOGUE = Reference(GUIDE_DUI, "prérequis 4 et 5")
COLLABORATEURS = Reference(GUIDE_DUI, "collaborateurs ayant accès au produit")
DROITS = ("lecture", "saisie", "soumission")  # each one holds those before it
JOURS_URGENTS, JOURS_PROCHES = 7, 30  # how the portal sorts its own work; no text sets them (decision 0023)
RISQUES = {
    "depassee": "échéance dépassée",
    "urgente": f"moins de {JOURS_URGENTS} jours",
    "proche": f"moins de {JOURS_PROCHES} jours",
    "lointaine": f"{JOURS_PROCHES} jours ou plus",
    "inconnue": "date non publiée",
}


def echeance_respectee(*, objet: str, recu_le: datetime, echeance: Version[datetime | None]) -> Motif:
    """A filing counts at the instant it was received, the deadline's own instant included (AF section 2)."""
    limite = echeance.valeur
    if limite is None:
        return Motif("echeance", True, f"{objet} : date limite non publiée à ce jour.", echeance.reference)
    respectee = a_temps(recu_le=recu_le, limite=limite)
    explication = f"{objet} : date limite le {en_clair(limite)}."
    if not respectee:
        explication += f" Votre envoi a été reçu le {en_clair(recu_le)}, après cette date."
    return Motif("echeance", respectee, explication, echeance.reference)


def etape_complete(*, restantes: list[str]) -> Motif:
    """Every mandatory question of the step has an answer (E1-09, E1-29)."""
    if not restantes:
        return Motif("complete", True, "Toutes les questions obligatoires ont une réponse.")
    return Motif("complete", False, f"Questions sans réponse : {', '.join(restantes)}.")


def premiere_soumission(
    *, objet: str, recu_le: datetime, echeance: Version[datetime | None], restantes: list[str]
) -> Verdict:
    """Steps 1 and 2 are submitted complete, a first time at Date 1 at the latest (E1-03, E1-30, E2-30)."""
    return Verdict(
        (etape_complete(restantes=restantes), echeance_respectee(objet=objet, recu_le=recu_le, echeance=echeance))
    )


def candidature_poursuivie(*, refusee: bool) -> Motif:
    """Nothing goes on in a candidature one of whose steps was refused for good."""
    return Motif(
        "candidature_en_cours",
        not refusee,
        "La candidature est refusée." if refusee else "La candidature est en cours.",
    )


def eligibilite_ouverte(*, administrative_soumise: bool) -> Motif:
    """Step 2 is filled and submitted as soon as step 1 is submitted; both count for Date 1 (E1-30)."""
    return Motif(
        "etape_1_soumise",
        administrative_soumise,
        "L’étape 1 a été soumise." if administrative_soumise else "Soumettez d’abord l’étape 1.",
        ORDRE_DES_ETAPES,
    )


def eligibilite_prononcable(*, administrative_validee: bool, rem_disponible: bool) -> Verdict:
    """Eligible only once step 1 is validated; the proofs are then those of an imported REM (E2-31)."""
    return Verdict(
        (
            Motif(
                "etape_1_validee",
                administrative_validee,
                "L’étape 1 est validée." if administrative_validee else "Validez d’abord l’étape 1.",
                ORDRE_DES_ETAPES,
            ),
            Motif(
                "rem_importe",
                rem_disponible,
                "Un REM est importé pour ce dispositif."
                if rem_disponible
                else "Aucun REM n’est importé pour ce dispositif : importez-le avant d’ouvrir le dépôt des preuves.",
            ),
        )
    )


def charte_acceptable(*, engage_l_editeur: bool, case_cochee: bool) -> Verdict:
    """The Charte is accepted, box ticked, by someone who may engage the firm (CP-27, CP-28, B-CVG-01)."""
    return Verdict(
        (
            Motif(
                "engage_l_editeur",
                engage_l_editeur,
                "La Charte est acceptée par un mandataire ou un représentant de l’entreprise.",
                CHARTE,
            ),
            Motif("case_cochee", case_cochee, "Cochez la case pour accepter la Charte.", CHARTE),
        )
    )


def place_pour(*, presents: int, nouveaux: int, maximum: int) -> Motif:
    """A deposit place takes so many files and no more; 0: as many as needed (A20)."""
    return Motif(
        "nombre_de_fichiers",
        not maximum or not nouveaux or presents + nouveaux <= maximum,
        f"{presents} fichiers sont déjà joints : cet espace en accepte {maximum} au plus.",
    )


def champ_demande(*, demande: bool) -> Motif:
    """A remark bears on a question that the step asks today."""
    return Motif("champ", demande, "Ce champ n’est pas demandé dans cette étape.")


def candidature_citable(*, citable: bool) -> Motif:
    """A row imports the number of another candidature of the firm, in the status its block asks for (E1-21)."""
    explication = "Cette candidature de votre entreprise ne peut pas être citée ici."
    return Motif("citation", citable, explication, ORDRE_DES_ETAPES)


def remarque_inchangee(*, auteur: str, actuelle: str, vue: str) -> Motif:
    """A remark in preparation is written over, or withdrawn, by who has read it as it is."""
    if actuelle.split() == vue.split():
        return Motif("remarque", True, "La remarque est celle que vous avez lue.")
    if not actuelle:
        return Motif("remarque", False, "La remarque que vous lisiez a été retirée entre-temps.")
    return Motif("remarque", False, f"{auteur} a écrit entre-temps sur ce champ : « {actuelle} ».")


def remarques_a_envoyer(*, nombre: int) -> Motif:
    """A request for changes names at least one field."""
    explication = f"{nombre} remarque(s) à envoyer." if nombre else "Signalez d’abord au moins un champ à modifier."
    return Motif("remarques", nombre > 0, explication)


def nouvelle_version(*, signe: bool, derniere: bool) -> Motif:
    """An attestation or a report is delivered again, from its last version only."""
    if not signe:
        return Motif("derniere_version", False, "La convention ne se délivre pas de nouveau.")
    explication = "C’est la version en vigueur." if derniere else "Une version plus récente existe déjà."
    return Motif("derniere_version", derniere, explication)


def retour_a_venir(*, a_rendre_le: date | None, recu_le: datetime) -> Motif:
    """The changes are due today at the earliest; a request may name no day."""
    a_venir = a_rendre_le is None or a_rendre_le >= jour_de_paris(recu_le)
    return Motif("a_rendre_le", a_venir, "La date de retour est déjà passée.")


def prise_en_charge_libre(*, objet: str, instructeur: str, depuis: datetime | None) -> Motif:
    """`objet` (« cette candidature ») is taken when nobody in place follows it; a responsable gives it to another."""
    if not instructeur or depuis is None:
        return Motif("libre", True, f"Personne ne suit {objet}.")
    return Motif("libre", False, f"{instructeur} suit déjà {objet} depuis le {en_clair(depuis)}.")


def attribution_possible(*, objet: str, instruit: bool, suivi_deja: bool) -> Verdict:
    """`objet` (« la candidature ») is given to a person who examines, and who has it not yet."""
    sujet = f"{objet[0].upper()}{objet[1:]}"
    return Verdict(
        (
            Motif("instruit", instruit, f"{sujet} s’attribue à un vérificateur ou à un responsable de l’ANS."),
            Motif("nouveau", not suivi_deja, f"Cette personne suit déjà {objet}."),
        )
    )


def restitution_possible(*, objet: str, pris: bool, par_lui: bool, est_responsable: bool) -> Motif:
    """`objet` (« cette candidature ») is given back by who has it, or by a responsable for an absent colleague."""
    if not pris:
        return Motif("suivie", False, f"Personne n’a {objet} en charge.")
    explication = f"Rendre {objet} revient à qui en a la charge, ou à un responsable."
    return Motif("suivie", par_lui or est_responsable, explication)


def convention_prete(*, produite: bool) -> Motif:
    """The convention is sent once its PDF is made (E4-03)."""
    explication = "La convention est prête." if produite else "La convention est en cours de préparation : réessayez."
    return Motif("convention_prete", produite, explication, CONVENTION)


def etapes_achevees(*, achevees: bool) -> Motif:
    """A step reopened to its vendor is validated again before the convention, which quotes it, leaves (E4-02)."""
    explication = "Les étapes 1 et 2 sont validées."
    if not achevees:
        explication = "L’étape 1 ou 2 a été rouverte à l’éditeur : elle doit être validée de nouveau."
    return Motif("etapes_achevees", achevees, explication, CONVENTION)


def signature_a_redemander(*, echouee: bool) -> Motif:
    """Signers are invited again when the last request ended without a signature, never beside an open one (E4-02)."""
    explication = "La dernière demande de signature a pris fin sans signature."
    if not echouee:
        explication = "Aucune demande de signature électronique n’a échoué : il n’y a rien à renvoyer."
    return Motif("signature_echouee", echouee, explication, CONVENTION)


def exemplaire_recevable(*, defauts: list[str]) -> Motif:
    """What the provider gives back as the signed copy is judged like what a vendor deposits."""
    explication = " ".join(defauts) or "L’exemplaire signé est un PDF entier."
    return Motif("exemplaire", not defauts, explication, CONVENTION)


def signatures_intactes(*, rompues: list[str]) -> Motif:
    """What was changed after it was signed is not the convention that was signed."""
    explication = f"L’exemplaire a été changé après sa signature ({', '.join(rompues)}) : déposez celui qui fut signé."
    return Motif("signatures", not rompues, explication if rompues else "Aucune signature n’est rompue.", CONVENTION)


def motif_donne(texte: str) -> Motif:
    """A request for changes says why."""
    return Motif("motif", bool(texte.strip()), "Indiquez ce qui doit être modifié, et pourquoi.")


def decision_motivee(texte: str) -> Motif:
    """A refusal, an unfavourable opinion, an adjournment or a measure says why."""
    return Motif("motif", bool(texte.strip()), "Donnez le motif de la décision.")


def droit_suffisant(*, tenu: str, exige: str) -> Motif:
    """A salarié acts on a product according to their right on it, none when it is empty (E1-08, ROL-08)."""
    suffisant = tenu in DROITS and DROITS.index(tenu) >= DROITS.index(exige)
    explication = f"Votre droit sur ce produit : « {tenu} »." if tenu else "Vous n’avez pas accès à ce produit."
    if not suffisant:
        explication += (
            f" Cette action demande le droit « {exige} » : adressez-vous au responsable du produit, "
            "à un mandataire ou à un représentant."
        )
    return Motif("droit", suffisant, explication, COLLABORATEURS)


def acces_gerable(*, engage_l_editeur: bool, est_responsable: bool) -> Motif:
    """Who has access to a product, and who answers for it, is decided by those who answer for it already (E1-08)."""
    return Motif(
        "gestion",
        engage_l_editeur or est_responsable,
        "Les collaborateurs et le responsable d’un produit sont choisis par son responsable, un mandataire ou "
        "un représentant de l’entreprise.",
        COLLABORATEURS,
    )


def identite_modifiable(*, changee: bool, soumises: Sequence[str]) -> Motif:
    """Name and version stay what they were once a candidature that rests on them was submitted (CP-16)."""
    if not soumises:
        return Motif("identite", True, "Aucune candidature soumise ne dépend du nom ni de la version.", CATALOGUE)
    return Motif(
        "identite",
        not changee,
        f"Le nom et la version ne changent plus : ils sont ceux de ce qui a été soumis à l’ANS "
        f"({', '.join(soumises)}). Pour une autre version, ajoutez un nouveau produit.",
        CATALOGUE,
    )


def saisie_a_jour(*, champ: str, auteur: str, valeur: str) -> Motif:
    """What a colleague kept meanwhile is shown to who was about to replace it without having seen it."""
    return Motif(
        f"conflit:{champ}",
        False,
        f"{auteur or 'Un collègue'} a enregistré entre-temps « {valeur or 'rien'} ». Gardez l’une des deux valeurs, "
        "puis enregistrez.",
    )


def rattachement_maintenu(*, retire: bool, ouvertes: Sequence[str]) -> Motif:
    """A product stays attached to the Ségur as long as it has a candidature there (CP-18)."""
    if not ouvertes:
        return Motif("rattachement", True, "Aucune candidature ne dépend du rattachement au Ségur.", CATALOGUE)
    return Motif(
        "rattachement",
        not retire,
        f"« Ségur du Numérique en Santé » reste coché : le produit y a une candidature ({', '.join(ouvertes)}).",
        CATALOGUE,
    )


OBSOLESCENCE = Reference("AF-MDV-LGC-Va2", "versions obsolètes (4.3)")


def version_declarable_obsolete(
    *,
    version: str,
    publiee_le: date,
    date_0: Version[datetime | None] | None,
    avant_la_plus_recente: bool,
    avant_la_referencee_en_vague_1: bool,
) -> Verdict:
    """Announced before Date 0; never the newest in production, nor the wave-1 one or later (CMD-21…CMD-23)."""
    limite = date_0.valeur if date_0 else None
    annoncee = limite is None or publiee_le < jour_de_paris(limite)
    rappel = "non publiée : l’ANS vérifie" if limite is None else f"le {en_clair(limite)}"
    return Verdict(
        (
            Motif(
                "avant_date_0",
                annoncee,
                f"Version {version} : l’arrêt doit être public avant la Date 0 ({rappel}).",
                OBSOLESCENCE,
            ),
            Motif(
                "pas_la_plus_recente",
                avant_la_plus_recente,
                f"Version {version} : la version la plus récente installée en production n’est pas obsolète, "
                "ni aucune qui la suit.",
                OBSOLESCENCE,
            ),
            Motif(
                "avant_la_vague_1",
                avant_la_referencee_en_vague_1,
                f"Version {version} : la version référencée en vague 1 et les suivantes ne sont jamais obsolètes.",
                OBSOLESCENCE,
            ),
        )
    )


def date_qui_regle(
    *, etapes_1_et_2_soumises: bool, preuves_soumises: bool = False, preuves_validees: bool = False
) -> int | None:
    """Number of the Date that rules a candidature now; none once its proofs are validated (E1-30, E3-23, E3-26)."""
    if not etapes_1_et_2_soumises:
        return 1
    if preuves_validees:
        return None
    return 3 if preuves_soumises else 2


def bornes_des_risques(le: datetime) -> dict[str, tuple[datetime | None, datetime | None]]:
    """For each risk, its deadlines: from an instant (included) to another (excluded). Days are those of Paris."""
    urgente, proche = (_minuit_dans(jours, le) for jours in (JOURS_URGENTS, JOURS_PROCHES))
    return {"depassee": (None, le), "urgente": (le, urgente), "proche": (urgente, proche), "lointaine": (proche, None)}


def _minuit_dans(jours: int, le: datetime) -> datetime:
    return instant_de_paris(jour_de_paris(le) + timedelta(days=jours), time())


def risque(*, echeance: datetime | None, le: datetime) -> str:
    """Code of the risk (`RISQUES`) that a deadline makes one run at that instant."""
    if echeance is None:
        return "inconnue"
    bornes = bornes_des_risques(le).items()
    return next(c for c, (debut, fin) in bornes if (not debut or debut <= echeance) and (not fin or echeance < fin))
