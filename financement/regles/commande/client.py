"""The client: its kind, its key, its eligibility, and no other order for it (AF 4.2)."""

from collections.abc import Iterator

from financement.regles.commande.constats import A_VERIFIER, CONFORME, NON_CONFORME, constat
from financement.regles.commande.faits import Bon, Client, Constat, Contexte
from financement.regles.commande.parametres import Parametres
from financement.regles.textes import CLIENT_ELIGIBLE, UNICITE
from segur.noyau.annuaires.identifiants import canonique, defaut_finess, defaut_rpps
from segur.noyau.regles import Motif, Reference, Verdict, Version

NOMS = {
    Client.MEDECIN: "médecin en cabinet libéral",
    Client.STRUCTURE: "structure d’exercice coordonné",
    Client.ETABLISSEMENT: "établissement de santé",
}
# Catalogue id of each reason of an eligibility; the others are those of the kind of client.
REGLES = {"present": "ELI-07", "categorie": "ELI-06", "montant": "HOP-05"}
REGLES_DU_GENRE = {Client.MEDECIN: "ELI-04", Client.STRUCTURE: "ELI-05", Client.ETABLISSEMENT: "ENR-11"}
REMEDES = {
    "present": "Vérifier la clé du client, ou le faire inscrire dans la base qui fait foi.",
    "specialite": "Faire corriger la spécialité auprès de l’Ordre, si elle est fausse.",
    "effectif": "Faire déclarer l’effectif de médecins auprès de l’Assurance maladie.",
    "aci": "Faire corriger la Base de référence, si la structure a signé l’ACI.",
}
REMEDE = "Choisir un client éligible, ou faire corriger la base qui fait foi."


def constats(bon: Bon, contexte: Contexte, textes: Parametres) -> tuple[Constat, ...]:
    connu, texte = contexte.client, textes.reference(CLIENT_ELIGIBLE)
    return (
        genre_admis(client=bon.client, admis=textes.clients),
        cle_juste(client=bon.client, cle=bon.cle, texte=textes.reference(UNICITE)),
        *eligibilite(client=bon.client, eligible=connu.eligible, texte=texte),
        unicite(
            par_soi=connu.deja_commande_par_soi,
            ailleurs=connu.deja_commande_ailleurs,
            etablissement=bon.client == Client.ETABLISSEMENT,
            texte=textes.reference(UNICITE),
        ),
    )


def genre_admis(*, client: Client, admis: Version[frozenset[Client]]) -> Constat:
    """A doctor or a structure for the LGC, a hospital for DPI and PFI (ELI-04, ELI-05, ENR-11)."""
    liste = ", ".join(NOMS[genre] for genre in Client if genre in admis.valeur)
    return constat(
        REGLES_DU_GENRE[client],
        "genre",
        CONFORME if client in admis.valeur else NON_CONFORME,
        f"Client : {NOMS[client]}, pour ce dispositif qui s’adresse à : {liste}.",
        admis.reference,
        champ="client",
        valeurs=(("Client", NOMS[client]), ("Clients du dispositif", liste)),
        remede=f"Choisir un client parmi : {liste}.",
    )


def cle_juste(*, client: Client, cle: str, texte: Reference) -> Constat:
    """RPPS of a doctor, FINESS géographique of a structure or a hospital (ELI-10)."""
    medecin = client == Client.MEDECIN
    numero = canonique(cle)
    defaut = defaut_rpps(numero) if medecin else defaut_finess(numero)
    nom = "RPPS" if medecin else "FINESS"
    return constat(
        "ELI-10",
        "cle",
        NON_CONFORME if defaut else CONFORME,
        defaut or f"Le {nom} {numero} est bien formé.",
        texte,
        champ="cle",
        valeurs=((nom, cle),),
        remede=f"Recopier le {nom} du client depuis la base qui fait foi.",
    )


def eligibilite(*, client: Client, eligible: Verdict, texte: Reference) -> Iterator[Constat]:
    """What the base that makes faith says, reason by reason (ELI-04…07, ENR-11)."""
    if not eligible.motifs:
        remede = "Interroger la base qui fait foi."
        explication = "La base qui fait foi n’a pas été interrogée."
        yield constat(REGLES_DU_GENRE[client], "present", A_VERIFIER, explication, texte, champ="cle", remede=remede)
    for motif in eligible.motifs:
        yield _de_la_base(client, motif, texte)


def _de_la_base(client: Client, motif: Motif, texte: Reference) -> Constat:
    """A base that had no version that day cannot answer: its reason cites none."""
    genre = REGLES_DU_GENRE[client]
    regle = genre if client == Client.ETABLISSEMENT and motif.code == "present" else REGLES.get(motif.code, genre)
    muette = motif.code == "present" and motif.reference is None
    return constat(
        regle,
        motif.code,
        CONFORME if motif.satisfait else (A_VERIFIER if muette else NON_CONFORME),
        motif.explication,
        motif.reference or texte,
        champ="cle",
        remede=REMEDES.get(motif.code, REMEDE),
    )


def unicite(*, par_soi: str, ailleurs: bool, etablissement: bool, texte: Reference) -> Constat:
    """One order per client and dispositif; of another supplier's order, nothing is told (ELI-09, ELI-12)."""
    regle = "ELI-12" if etablissement else "ELI-09"
    if par_soi:
        return constat(
            regle,
            "unicite",
            NON_CONFORME,
            f"Une commande de ce fournisseur compte déjà pour ce client : {par_soi}.",
            texte,
            champ="cle",
            valeurs=(("Commande qui compte déjà", par_soi),),
            remede=f"Retirer d’abord la commande {par_soi}, ou renoncer à celle-ci.",
        )
    if ailleurs:
        return constat(
            regle,
            "unicite",
            A_VERIFIER,
            "Une autre commande existe pour ce client : celle-ci est bloquée jusqu’à l’arbitrage de l’ASP.",
            texte,
            champ="cle",
            valeurs=(("Autre commande", "oui"),),
            remede="Attendre l’arbitrage de l’ASP, ou demander au client d’annuler l’autre commande.",
        )
    return constat(regle, "unicite", CONFORME, "Aucune autre commande ne compte pour ce client.", texte)
