"""Models of documents: what may be imported, sent and decided (ASP-04 to ASP-10). Plain values in, reasons out."""

from collections.abc import Sequence

from financement.regles.noms import NOM_AU_PLUS, nom_admis, nom_conforme
from financement.regles.textes import MODELES
from segur.noyau.regles import Motif, Verdict

NOMMEES = 3  # of those that nobody looked at yet; what is absent is named in full


def _minuscule(nom: str) -> str:
    """« .PDF » is « .pdf »: the case of an extension is nobody's fault."""
    racine, point, extension = nom.rpartition(".")
    return racine + point + extension.lower()


def nom_de_modele(*, nom: str) -> Motif:
    """The name that the ASP takes, or the nearest one to give the file (ASP-10)."""
    if nom_admis(_minuscule(nom)):
        return Motif("saisie:fichier", True, "Le nom du fichier est accepté par l’ASP.", MODELES)
    longueur = f" (celui-ci en compte {len(nom)})" if len(nom) > NOM_AU_PLUS else ""
    return Motif(
        "saisie:fichier",
        False,
        f"Le nom « {nom} » n’est pas accepté par l’ASP : {NOM_AU_PLUS} caractères au plus{longueur}, sans accent ni "
        f"caractère spécial. Renommez le fichier, par exemple « {nom_conforme(nom, 'modele')} ».",
        MODELES,
    )


def type_ouvert(*, connu: bool) -> Motif:
    """A kind of document of a dispositif where the firm is enrolled, were it early (ENR-08)."""
    explication = "Ce type de document vous est ouvert."
    if not connu:
        explication = "Choisissez un type de document d’un dispositif où votre enrôlement, même anticipé, est accepté."
    return Motif("saisie:type_de_document", connu, explication, MODELES)


def fichier_nouveau(*, statut: str) -> Motif:
    """`statut`: in words, of the same file already sent for the same document; "" when there is none."""
    explication = "Ce fichier n’a pas encore été importé pour ce document."
    if statut:
        explication = (
            f"Ce fichier, octet pour octet, est déjà importé pour ce document (statut : « {statut} »). "
            "Importez une version modifiée."
        )
    return Motif("saisie:fichier", not statut, explication)


def place_dans_l_import(*, deja: int, au_plus: int) -> Motif:
    explication = f"Un import compte {au_plus} fichiers au plus : validez celui-ci, puis commencez-en un autre."
    return Motif("saisie:fichier", deja < au_plus, explication)


def import_a_valider(*, nombre: int) -> Motif:
    explication = f"{nombre} modèle(s) à envoyer." if nombre else "Aucun modèle de document n’est en cours d’import."
    return Motif("import", nombre > 0, explication, MODELES)


def controle_connu(*, inconnus: Sequence[str]) -> Motif:
    explication = f"Ces mentions ne sont pas de la grille de ce document : {', '.join(inconnus)}."
    return Motif("mentions", not inconnus, explication)


def mentions_presentes(*, non_controlees: Sequence[str], absentes: Sequence[str]) -> Verdict:
    """A model is validated once every mandatory mention was looked for and found (ASP-04)."""
    controlees = "Chaque mention obligatoire est contrôlée."
    if non_controlees:
        premieres, suite = non_controlees[:NOMMEES], " ; …" if len(non_controlees) > NOMMEES else ""
        controlees = f"Mentions obligatoires à contrôler ({len(non_controlees)}) : {' ; '.join(premieres)}{suite}"
    presentes = "Aucune mention obligatoire n’est notée absente."
    if absentes:
        presentes = f"Mentions obligatoires absentes : {' ; '.join(absentes)}."
    return Verdict(
        (
            Motif("mentions_controlees", not non_controlees, controlees, MODELES),
            Motif("mentions_presentes", not absentes, presentes, MODELES),
        )
    )


def rejet_fonde(*, absentes: int, motif: str) -> Motif:
    """A rejection names what is missing, or says why (ASP-04)."""
    fonde = absentes > 0 or bool(motif.strip())
    explication = "Notez d’abord au moins une mention absente, ou donnez le motif du rejet : le fournisseur le lira."
    return Motif("saisie:motif", fonde, explication if not fonde else "Le rejet est motivé.", MODELES)


def decision_apres_l_envoi(*, apres: bool) -> Motif:
    explication = "Le modèle est envoyé." if apres else "Le modèle a été envoyé après cet instant : rechargez la page."
    return Motif("apres_l_envoi", apres, explication)
