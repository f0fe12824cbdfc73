"""Rules of the first installations on a pilot perimeter (AF 6.3). Plain values in, verdicts out."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from financement.regles.textes import AF
from segur.noyau.regles import Historique, HorsPeriode, Motif, Reference, Verdict, Version
from segur.noyau.temps import en_clair, jour_de_paris

FICHIER = Path(__file__).parents[1] / "donnees" / "pilotes.toml"
PILOTES = Reference(AF, "section 6.3")
SOLDE = Reference(AF, "section 6.4")
FAQ = "Foire aux questions des industriels"
DEBUT = Reference(FAQ, "guichet financement ASP, conditions pour débuter")
VA_APRES = Reference(
    FAQ,
    "guichet financement ASP, VA pendant la phase pilote",
    hypothese="Une VA porte un jour, sans heure : celle du jour même de la validation est recevable.",
)
NOMMES = 3
CONTROLES = {
    "modele": "Suit le modèle de l’ASP et porte ses mentions obligatoires",
    "signature": "Est signé par le client de la commande",
    "dates": "Porte des dates cohérentes avec la commande",
    "realisation": "Atteste une prestation complète et une solution stable",
}
"""What is checked of each PV before it is judged in order (AF 6.3)."""


@dataclass(frozen=True, slots=True)
class Conseil:
    """What a text advises and does not require: shown, never a reason to refuse."""

    suivi: bool
    explication: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class FaitsDuPilote:
    """What is known of one order chosen as a pilot. Days of Paris; None: not there yet."""

    commande: str
    validee: bool
    du_fournisseur: bool
    de_la_solution: bool
    bon_signe_le: date
    pv: bool = False
    installe_le: date | None = None
    signe_le: date | None = None


def nombre_publie(*, exige: int | None) -> Motif:
    """5 for LGC, 3 for HOP; nothing begins where no text says how many (PIL-F02, PIL-F05)."""
    explication = f"{exige} installations pilotes sont demandées."
    if exige is None:
        explication = "Nombre non publié : aucun texte ne dit combien de pilotes ce dispositif demande."
    return Motif("nombre_publie", exige is not None, explication, PILOTES)


def nombre_atteint(*, choisis: int, exige: int | None) -> Motif:
    """Exactly that many: one more is no pilot."""
    if exige is None:
        return nombre_publie(exige=exige)
    return Motif("nombre", choisis == exige, f"{choisis}/{exige} clients pilotes choisis.", PILOTES)


def place_libre(*, choisis: int, exige: int | None) -> Motif:
    if exige is None:
        return nombre_publie(exige=exige)
    libre = choisis < exige
    explication = f"{choisis}/{exige} clients pilotes choisis."
    if not libre:
        explication = f"Les {exige} clients pilotes sont choisis : retirez-en un pour le remplacer."
    return Motif("place", libre, explication, PILOTES)


def pilote_recevable(*, validee: bool, du_fournisseur: bool, de_la_solution: bool, deja: bool) -> Verdict:
    """Freely chosen among the supplier's orders of that solution whose advance the ASP has validated (PIL-F02)."""
    return Verdict(
        (
            Motif("du_fournisseur", du_fournisseur, "La commande doit être celle de ce fournisseur.", PILOTES),
            Motif("de_la_solution", de_la_solution, "La commande doit porter sur cette solution.", PILOTES),
            avance_validee(validee=validee),
            Motif("nouveau", not deja, "Cette commande est déjà l’un des pilotes.", PILOTES),
        )
    )


def avance_validee(*, validee: bool, commande: str = "") -> Motif:
    sujet = f"{commande} : l’avance" if commande else "L’avance"
    suite = "est validée par l’ASP." if validee else "n’est pas validée par l’ASP."
    return Motif("avance", validee, f"{sujet} {suite}", PILOTES)


def prestation_commencable(*, reference_le: date | None, bon_signe_le: date, jour: date) -> Motif:
    """Référencement and signed order are what allow to begin; the ASP's validation is not needed (PIL-F06)."""
    if reference_le is None:
        return Motif("debut", False, "La prestation ne débute pas avant le référencement de la solution.", DEBUT)
    debut = max(reference_le, bon_signe_le)
    explication = f"La prestation peut débuter à partir du {debut:%d/%m/%Y} (référencement et commande signée)."
    return Motif("debut", jour >= debut, explication, DEBUT)


def pv_recevable(
    *,
    bon_signe_le: date,
    reference_le: date | None,
    installe_le: date,
    signe_le: date,
    jour: date,
) -> Verdict:
    """Days in order: order signed, installation, PV signed by the client, reception (PIL-F03). Each may be the same."""
    debut = prestation_commencable(reference_le=reference_le, bon_signe_le=bon_signe_le, jour=installe_le)
    return Verdict(
        (
            Motif("saisie:installe_le", debut.satisfait, debut.explication, debut.reference),
            _dans_l_ordre("saisie:signe_le", bon_signe_le, signe_le, "à la signature du bon de commande"),
            _dans_l_ordre("saisie:signe_le", installe_le, signe_le, "à l’installation"),
            Motif("saisie:signe_le", signe_le <= jour, "Le PV ne peut pas être signé après sa réception.", PILOTES),
        )
    )


def _dans_l_ordre(code: str, avant: date, apres: date, quoi: str) -> Motif:
    explication = f"Le PV est signé le {apres:%d/%m/%Y} : il ne peut être antérieur {quoi} ({avant:%d/%m/%Y})."
    return Motif(code, apres >= avant, explication, PILOTES)


def pv_presents(*, pilotes: Sequence[FaitsDuPilote]) -> Motif:
    """One PV for each Prestation (PIL-F03)."""
    sans = [pilote.commande for pilote in pilotes if not pilote.pv]
    explication = f"{len(pilotes) - len(sans)}/{len(pilotes)} PV joints."
    if sans:
        explication += f" Il manque celui de : {', '.join(sans)}."
    return Motif("pv", not sans, explication, PILOTES)


def contenus_couverts(*, dus: int, manquants: Sequence[str], publies: bool = True) -> Motif:
    """A copy of all the training supports, in which every content of the annex is covered (PIL-F04, PR-15)."""
    if not publies:
        return Motif("contenus", True, "Aucun texte ne publie de liste de contenus pour ce dispositif.", PILOTES)
    explication = f"{dus - len(manquants)}/{dus} contenus de formation couverts."
    if manquants:
        explication += f" Il manque : {_quelques(manquants)}."
    return Motif("contenus", not manquants, explication, PILOTES)


def _quelques(libelles: Sequence[str]) -> str:
    """The first ones by name; the page shows each of the others in its place."""
    autres = len(libelles) - NOMMES
    suite = f" ; et {autres} autre{'s' if autres > 1 else ''}" if autres > 0 else ""
    return f"{' ; '.join(libelles[:NOMMES])}{suite}"


def dossier_conforme(
    *,
    exige: int | None,
    pilotes: Sequence[FaitsDuPilote],
    reference_le: date | None,
    en_vigueur: bool,
    contenus: Motif,
    jour: date,
) -> Verdict:
    """Everything that must be there when the dossier is sent to the ANS (AF 6.3)."""
    nombre = (nombre_publie(exige=None),) if exige is None else (nombre_atteint(choisis=len(pilotes), exige=exige),)
    avances = tuple(avance_validee(validee=p.validee, commande=p.commande) for p in pilotes)
    motifs = (*nombre, referencement_en_vigueur(reference_le=reference_le, en_vigueur=en_vigueur), *avances)
    dates = [motif for pilote in pilotes for motif in _obstacles_des_dates(pilote, reference_le, jour)]
    return Verdict((*motifs, pv_presents(pilotes=pilotes), *dates, contenus))


def _obstacles_des_dates(pilote: FaitsDuPilote, reference_le: date | None, jour: date) -> list[Motif]:
    if pilote.installe_le is None or pilote.signe_le is None:
        return []
    lus = pv_recevable(
        bon_signe_le=pilote.bon_signe_le,
        reference_le=reference_le,
        installe_le=pilote.installe_le,
        signe_le=pilote.signe_le,
        jour=jour,
    )
    return [Motif("dates", False, f"{pilote.commande} : {m.explication}", m.reference) for m in lus.obstacles]


def referencement_en_vigueur(*, reference_le: date | None, en_vigueur: bool) -> Motif:
    explication = "La solution est référencée."
    if reference_le is None:
        explication = "La solution n’est pas référencée."
    elif not en_vigueur:
        explication = "Le référencement de la solution est suspendu ou retiré."
    return Motif("referencement", reference_le is not None and en_vigueur, explication, DEBUT)


def avis_utile(*, connus: bool, conforme: bool, motif: str, controles_manquants: Sequence[str]) -> Verdict:
    """In order once each check is made; to be corrected with the reason that the supplier will read."""
    return Verdict(
        (
            Motif("cle", connus, "Choisissez ce qui est à juger dans ce dossier."),
            Motif("motif", conforme or bool(motif.strip()), "Dites ce qui est à corriger, et pourquoi."),
            Motif(
                "controles",
                not conforme or not controles_manquants,
                f"Pour juger ce PV conforme, vérifiez aussi : {' ; '.join(controles_manquants)}.",
                PILOTES,
            ),
        )
    )


def tout_est_accepte(*, restants: Sequence[str]) -> Motif:
    explication = "Chaque PV et chaque contenu de formation est jugé conforme."
    if restants:
        explication = f"Ne sont pas jugés conformes : {_quelques(restants)}."
    return Motif("avis", not restants, explication, PILOTES)


def points_a_demander(*, nombre: int) -> Motif:
    explication = f"{nombre} point(s) à corriger." if nombre else "Signalez d’abord ce qui est à corriger, et pourquoi."
    return Motif("points", nombre > 0, explication, PILOTES)


def pilotes_acquittes(*, exige: int | None, acquittes_le: datetime | None, le: datetime) -> Verdict:
    """No balance before the ANS has validated the first installations (PIL-F01, SOL-01). `le`: when it is asked."""
    if exige is None:
        return Verdict((nombre_publie(exige=None),))
    acquittes = acquittes_le is not None and acquittes_le <= le
    explication = f"Les {exige} PV d’installation pilote ne sont pas encore validés par l’ANS."
    if acquittes and acquittes_le is not None:
        explication = f"L’ANS a validé les premières installations le {en_clair(acquittes_le)}."
    return Verdict((Motif("pilotes", acquittes, explication, SOLDE),))


def va_apres_les_pilotes(*, signe_le: date, acquittes_le: datetime | None) -> Motif:
    """A VA is signed after the ANS has validated the pilots' PV (PIL-F09)."""
    if acquittes_le is None:
        explication = "La VA se signe après la validation des PV pilotes par l’ANS, qui n’a pas eu lieu."
        return Motif("va_apres_pilotes", False, explication, VA_APRES)
    jour = jour_de_paris(acquittes_le)
    explication = f"VA signée le {signe_le:%d/%m/%Y} ; PV pilotes validés par l’ANS le {jour:%d/%m/%Y}."
    return Motif("va_apres_pilotes", signe_le >= jour, explication, VA_APRES)


def avance_conseillee(*, validee: bool) -> Conseil:
    """PIL-F06: not needed to begin, strongly advised."""
    texte = "La validation de l’ASP n’est pas nécessaire pour débuter, mais elle évite un rejet après coup."
    return Conseil(validee, texte, DEBUT)


def observation_conseillee(*, installe_le: date, signe_le: date) -> Conseil | None:
    """PIL-F08: an observation is advised after the whole installation; no minimum is required."""
    version = _au("observation", installe_le)
    if version is None:
        return None
    fin = installe_le + timedelta(days=version.valeur["jours"])
    texte = f"Aucun minimum n’est imposé. Observation préconisée : {version.valeur['jours']} jours après une "
    texte += f"installation complète, soit jusqu’au {fin:%d/%m/%Y}."
    return Conseil(signe_le >= fin, texte, version.reference)


def exercice_conseille(jour: date) -> Conseil | None:
    """PIL-F10: until when a VA is best deposited to be paid on that year's budget, without any guarantee."""
    version = _au("exercice", jour)
    if version is None or jour.year != version.valeur["annee"]:
        return None
    dernier: date = version.valeur["dernier_jour"]
    texte = f"Pour un paiement sur l’exercice {version.valeur['annee']}, déposez les VA au plus tard le "
    return Conseil(jour <= dernier, f"{texte}{dernier:%d/%m/%Y}, avec précaution et sans garantie.", version.reference)


def delais_annonces(jour: date) -> Conseil | None:
    """PIL-F07: how long the ASP usually takes; no one is bound by it."""
    version = _au("delais", jour)
    if version is None:
        return None
    texte = f"Délais constatés, sans engagement : {version.valeur['bons']} pour un bon de commande sans difficulté, "
    return Conseil(True, f"{texte}{version.valeur['pv']} pour un PV.", version.reference)


def conseils_du_jour(jour: date) -> list[Conseil]:
    """What the page of a dossier advises whatever it holds."""
    conseils = (avance_conseillee(validee=True), delais_annonces(jour), exercice_conseille(jour))
    return [conseil for conseil in conseils if conseil]


def _au(nom: str, jour: date) -> Version[dict[str, Any]] | None:
    try:
        return _conseils()[nom].au(jour)
    except HorsPeriode:
        return None


@lru_cache(maxsize=1)
def _conseils() -> dict[str, Historique[dict[str, Any]]]:
    lus = tomllib.loads(FICHIER.read_text(encoding="utf-8"))
    return {nom: Historique(nom, *(_version(table) for table in tables)) for nom, tables in lus.items()}


def _version(table: dict[str, Any]) -> Version[dict[str, Any]]:
    return Version(table["depuis"], table, Reference(table["texte"], table["article"]))
