"""One proof: deposited by the vendor, judged by the ANS."""

from typing import Any

from candidatures.echeances import limite
from candidatures.transitions.annonces import prevenir_l_editeur
from candidatures.transitions.formulaires import motif_exige
from preuves import regles
from preuves.derogations.faits import verdict_intrusion
from preuves.models import Chapitre, Depot, DepotQuerySet, Jugement, MotifReutilisable, Preuve
from preuves.motifs import generaliser, identifiants
from preuves.transitions.envois import DEPOT
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR
from segur.noyau.documents.depot import deposer as deposer_document
from segur.noyau.documents.depot import empreinte
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Preuve.Statut
OUVERT = (Chapitre.Statut.A_COMPLETER, Chapitre.Statut.A_MODIFIER)


def depot_ouvert(preuve: Preuve, demande: Demande) -> Verdict:
    chapitre = preuve.chapitre
    return regles.depot_ouvert(
        chapitre_modifiable=chapitre.statut in OUVERT,
        deja_soumis=chapitre.premiere_soumission_le is not None,
        recu_le=demande.recu_le,
        date_2=limite(preuve.dossier, 2, au=demande.recu_le),
        date_3=limite(preuve.dossier, 3, au=demande.recu_le),
    ) + regles.preuve_demandee(dispensee=preuve.est_dispensee, raison=preuve.raison)


def _apporte_du_nouveau(preuve: Preuve, demande: Demande) -> Verdict:
    """What was refused is not an answer; elsewhere, a file sent twice is simply there once."""
    if preuve.statut != Statut.A_MODIFIER:
        return Verdict()
    nouveau = bool(contenus_proposes(demande) - contenus_de(preuve))
    return Verdict((regles.depot_nouveau(nouveau=nouveau),))


def contenus_proposes(demande: Demande) -> set[str]:
    """What the request brings, as `Depot.contenu` says it."""
    proposes = {empreinte(fichier) for fichier in demande.donnees.get("fichiers", ())}
    return proposes | ({demande.donnees["lien"]} if demande.donnees.get("lien") else set())


def contenus_de(preuve: Preuve) -> set[str]:
    return {depot.contenu for depot in preuve.depots.actuels().select_related("document__fichier")}


def _decidable(preuve: Preuve, demande: Demande) -> Verdict:
    return regles.preuve_decidable(chapitre_soumis=se_decide(preuve)) + regles.preuve_demandee(
        dispensee=preuve.est_dispensee, raison=preuve.raison
    )


def _conforme_decidable(preuve: Preuve, demande: Demande) -> Verdict:
    return _decidable(preuve, demande) + verdict_intrusion(preuve, demande.recu_le)


def se_decide(preuve: Preuve) -> bool:
    """In a filed chapter; in a validated one, only the final attestation that came since (DER-06)."""
    if preuve.chapitre.statut == Chapitre.Statut.VALIDE:
        return preuve.statut == Statut.SOUMISE
    return preuve.chapitre.statut == Chapitre.Statut.SOUMIS


def _telle_que_vue(preuve: Preuve, demande: Demande) -> Verdict:
    return Verdict((regles.rien_n_a_change(vu=demande.donnees.get("vu", ""), actuel=etat_de(preuve)),))


def _motif_et_vue(preuve: Preuve, demande: Demande) -> Verdict:
    return motif_exige(preuve, demande) + _telle_que_vue(preuve, demande)


def etat_de(preuve: Preuve) -> str:
    """What the page of a proof shows, as a decision sends it back."""
    depots = preuve.depots.actuels().select_related("document__fichier")
    return regles.etat_vu(statut=preuve.statut, motif=preuve.motif, contenus={depot.lu for depot in depots})


@transition(
    Preuve,
    de=(Statut.A_CHARGER, Statut.CHARGEE, Statut.A_MODIFIER),
    vers=Statut.CHARGEE,
    roles=EDITEUR,
    garde=depot_ouvert,
    controle=_apporte_du_nouveau,
    envoi=DEPOT,
    libelle="Déposer la preuve",
    recit="Preuve {objet} chargée",
    a_sa_page=False,
)
def deposer(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """Files or a link, beside those already there (E3-17); `remplace`: the deposit that they replace (E3-29)."""
    if remplace := demande.donnees.get("remplace"):
        preuve.depots.actuels().filter(pk=remplace).update(archive_le=demande.recu_le)
    return apporter(preuve, demande)


def apporter(preuve: Preuve, demande: Demande, *, substitut: str = "") -> dict[str, Any]:
    """Adds the files and the link of the request that are not there yet, and says which."""
    deja = contenus_de(preuve)
    nouveaux: dict[str, Any] = {}
    for fichier in demande.donnees.get("fichiers", ()):
        nouveaux.setdefault(empreinte(fichier), fichier)
    deposes = [_deposer(preuve, demande, substitut, f) for contenu, f in nouveaux.items() if contenu not in deja]
    if (lien := demande.donnees.get("lien", "")) and lien not in deja:
        deposes.append(_deposer(preuve, demande, substitut, None, lien))
    return {"depots": [{"nom": str(depot), "contenu": depot.contenu} for depot in deposes]}


def _deposer(preuve: Preuve, demande: Demande, substitut: str, fichier: Any, lien: str = "") -> Depot:
    document = None
    if fichier is not None:
        rangement = {"nom": fichier.name, "zone": "preuve", "acteur": demande.acteur, "le": demande.recu_le}
        document = deposer_document(fichier, **rangement)
    auteur = {"depose_le": demande.recu_le, "depose_par": demande.acteur.personne}
    return Depot.objects.create(preuve=preuve, document=document, lien=lien, substitut=substitut, **auteur)


def _archivable(preuve: Preuve, demande: Demande) -> Verdict:
    """While a change is asked, even the only deposit may be archived: another one is due anyway."""
    autres = preuve.depots.actuels().exclude(pk=demande.donnees["depot"]).exists()
    return regles.depot_designe(
        present=_designe(preuve, demande).exists(), seul=not autres and preuve.statut == Statut.CHARGEE
    )


def _retirable(preuve: Preuve, demande: Demande) -> Verdict:
    return regles.depot_designe(present=_designe(preuve, demande).exists(), seul=False)


def _designe(preuve: Preuve, demande: Demande) -> DepotQuerySet:
    return preuve.depots.actuels().filter(pk=demande.donnees["depot"])


@transition(
    Preuve,
    de=(Statut.CHARGEE, Statut.A_MODIFIER),
    vers=None,
    roles=EDITEUR,
    garde=depot_ouvert,
    controle=_archivable,
    libelle="Archiver la preuve",
    recit="Un dépôt de la preuve {objet} est archivé",
    a_sa_page=False,
)
def archiver(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """E3-28: the deposit stays in the history, and is no longer what the proof rests on."""
    depot = _designe(preuve, demande).select_related("document__fichier").get()
    preuve.depots.filter(pk=depot.pk).update(archive_le=demande.recu_le)
    return {"depot": {"nom": str(depot), "contenu": depot.contenu}}


@transition(
    Preuve,
    de=Statut.CHARGEE,
    vers=Statut.A_CHARGER,
    roles=EDITEUR,
    garde=depot_ouvert,
    controle=_retirable,
    libelle="Retirer le dépôt",
    recit="La preuve {objet} n’a plus de dépôt",
    a_sa_page=False,
)
def vider(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """The only deposit is withdrawn: the proof is to be loaded again."""
    depots = list(preuve.depots.actuels().select_related("document__fichier"))
    preuve.depots.actuels().update(archive_le=demande.recu_le)
    return {"depots": [{"nom": str(depot), "contenu": depot.contenu} for depot in depots]}


@transition(
    Preuve,
    de=(Statut.A_CHARGER, Statut.CHARGEE, Statut.A_MODIFIER),
    vers=None,
    roles=EDITEUR,
    garde=depot_ouvert,
    libelle="Commenter la preuve",
    recit="Commentaire de la preuve {objet} enregistré",
    a_sa_page=False,
)
def commenter(preuve: Preuve, demande: Demande) -> dict[str, str]:
    """What the vendor tells the ANS beside the deposits; an empty text takes it away."""
    preuve.commentaire = demande.donnees["commentaire"].strip()
    return {"commentaire": preuve.commentaire}


@transition(
    Preuve,
    de=(Statut.SOUMISE, Statut.A_MODIFIER),
    vers=Statut.CONFORME,
    roles=ANS_INSTRUIT,
    garde=_conforme_decidable,
    controle=_telle_que_vue,
    libelle="Conforme",
    recit="Preuve {objet} jugée conforme",
    a_sa_page=False,
    bouton="Conforme",
)
def declarer_conforme(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """The proof shows what the scenario asks (E3-24)."""
    preuve.motif = ""
    return _juger(preuve, demande, Jugement.Verdict.CONFORME)


@transition(
    Preuve,
    de=(Statut.SOUMISE, Statut.CONFORME, Statut.A_MODIFIER),
    vers=Statut.A_MODIFIER,
    roles=ANS_INSTRUIT,
    garde=_decidable,
    controle=_motif_et_vue,
    libelle="À modifier",
    recit="Modification de la preuve {objet} demandée",
    a_sa_page=False,
    bouton="Demander la modification",
)
def demander_modification(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """The vendor reads the reason next to the proof, once the chapter is sent back (E3-25)."""
    preuve.motif = demande.donnees["motif"].strip()
    if portee := demande.donnees.get("reutiliser"):
        _proposer_ensuite(preuve, demande, portee)
    if preuve.chapitre.statut == Chapitre.Statut.VALIDE:
        prevenir_l_editeur(preuve.chapitre, demande, f"attestation définitive {preuve} à modifier", preuve.motif)
    return _juger(preuve, demande, Jugement.Verdict.A_MODIFIER)


def _proposer_ensuite(preuve: Preuve, demande: Demande, portee: str) -> None:
    """The reason will be offered for other proofs, without the names of this one."""
    MotifReutilisable.objects.get_or_create(
        identifiant=identifiants(preuve)[portee],
        texte=generaliser(preuve.motif, preuve),
        retire_le=None,
        defaults={"cree_le": demande.recu_le, "cree_par": demande.acteur.personne},
    )


def _interruptible(preuve: Preuve, demande: Demande) -> Verdict:
    return regles.demande_interruptible(chapitre_renvoye=preuve.chapitre.statut == Chapitre.Statut.A_MODIFIER)


@transition(
    Preuve,
    de=Statut.A_MODIFIER,
    vers=Statut.SOUMISE,
    roles=ANS_INSTRUIT,
    garde=_interruptible,
    controle=_motif_et_vue,
    libelle="Interrompre la demande",
    recit="Demande de modification de la preuve {objet} interrompue",
    a_sa_page=False,
    bouton="Interrompre la demande de modification",
)
def interrompre_la_demande(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """E3-28: nothing is asked of the vendor any more; the proof is judged as it stands at the next filing."""
    preuve.motif = ""
    motif = demande.donnees["motif"].strip()
    quoi = f"preuve {preuve} : demande de modification interrompue"
    prevenir_l_editeur(preuve.chapitre, demande, quoi, motif)
    return _juger(preuve, demande, Jugement.Verdict.INTERROMPUE, motif)


def _juger(preuve: Preuve, demande: Demande, verdict: str, motif: str = "") -> dict[str, Any]:
    """Keeps the decision with the very deposits it bears on."""
    depots = list(preuve.depots.actuels().select_related("document__fichier"))
    motif = motif or preuve.motif
    jugement = Jugement.objects.create(
        preuve=preuve, verdict=verdict, motif=motif, juge_le=demande.recu_le, juge_par=demande.acteur.personne
    )
    jugement.depots.set(depots)
    return {"motif": motif, "depots": [depot.contenu for depot in depots]}
