"""One proof: deposited by the vendor, judged by the ANS."""

from typing import Any

from candidatures.regles import motif_donne
from preuves import regles
from preuves.models import Chapitre, Depot, Preuve
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR
from segur.noyau.documents.depot import deposer as deposer_document
from segur.noyau.documents.models import Document
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Preuve.Statut
OUVERT = (Chapitre.Statut.A_COMPLETER, Chapitre.Statut.A_MODIFIER)


def _depot_ouvert(preuve: Preuve, demande: Demande) -> Verdict:
    chapitre, dispositif = preuve.chapitre, preuve.dossier.dispositif
    return regles.depot_ouvert(
        chapitre_modifiable=chapitre.statut in OUVERT,
        deja_soumis=chapitre.premiere_soumission_le is not None,
        recu_le=demande.recu_le,
        date_2=dispositif.echeance(2, au=demande.recu_le),
        date_3=dispositif.echeance(3, au=demande.recu_le),
    ) + regles.preuve_demandee(dispensee=preuve.est_dispensee, raison=preuve.raison)


def _decidable(preuve: Preuve, demande: Demande) -> Verdict:
    soumis = preuve.chapitre.statut == Chapitre.Statut.SOUMIS
    return regles.preuve_decidable(chapitre_soumis=soumis) + regles.preuve_demandee(
        dispensee=preuve.est_dispensee, raison=preuve.raison
    )


def _motif_donne(preuve: Preuve, demande: Demande) -> Verdict:
    return Verdict((motif_donne(demande.donnees.get("motif", "")),))


@transition(
    Preuve,
    de=(Statut.A_CHARGER, Statut.CHARGEE, Statut.A_MODIFIER),
    vers=Statut.CHARGEE,
    roles=EDITEUR,
    garde=_depot_ouvert,
    libelle="Déposer la preuve",
    recit="Preuve {objet} chargée",
    a_sa_page=False,
)
def deposer(preuve: Preuve, demande: Demande) -> dict[str, str]:
    """A file or a link (E3-17). What was there before is archived, never overwritten (E3-29)."""
    preuve.depots.filter(archive_le=None).update(archive_le=demande.recu_le)
    fichier, lien = demande.donnees.get("fichier"), demande.donnees.get("lien", "")
    document = _ranger(fichier, demande) if fichier else None
    Depot.objects.create(
        preuve=preuve,
        document=document,
        lien="" if document else lien,
        depose_le=demande.recu_le,
        depose_par=demande.acteur.personne,
    )
    if document:
        return {"document": document.nom, "empreinte": document.fichier.empreinte}
    return {"lien": lien}


def _ranger(fichier: Any, demande: Demande) -> Document:
    return deposer_document(fichier, nom=fichier.name, zone="preuve", acteur=demande.acteur, le=demande.recu_le)


@transition(
    Preuve,
    de=(Statut.SOUMISE, Statut.A_MODIFIER),
    vers=Statut.CONFORME,
    roles=ANS_INSTRUIT,
    garde=_decidable,
    libelle="Conforme",
    recit="Preuve {objet} jugée conforme",
    a_sa_page=False,
    bouton="Conforme",
)
def declarer_conforme(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """The proof shows what the scenario asks (E3-24)."""
    preuve.motif = ""
    return _contenu(preuve)


@transition(
    Preuve,
    de=(Statut.SOUMISE, Statut.CONFORME, Statut.A_MODIFIER),
    vers=Statut.A_MODIFIER,
    roles=ANS_INSTRUIT,
    garde=_decidable,
    controle=_motif_donne,
    libelle="À modifier",
    recit="Modification de la preuve {objet} demandée",
    a_sa_page=False,
    bouton="Demander la modification",
)
def demander_modification(preuve: Preuve, demande: Demande) -> dict[str, Any]:
    """The vendor reads the reason next to the proof, once the chapter is sent back (E3-25)."""
    preuve.motif = demande.donnees["motif"]
    return {"motif": preuve.motif, **_contenu(preuve)}


def _contenu(preuve: Preuve) -> dict[str, Any]:
    """What exactly was judged."""
    depot = preuve.depots.filter(archive_le=None).select_related("document__fichier").get()
    return {"empreinte": depot.document.fichier.empreinte} if depot.document else {"lien": depot.lien}
