"""The archive of a dossier: asked by its vendor in a transaction, made by a task, published by the portal."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction as db

from candidatures.models import Candidature, Collaborateur
from candidatures.transitions.annonces import prevenir
from candidatures.transitions.officiels import confier
from preuves import regles
from preuves.models import ExportDossier
from segur.noyau.comptes.models import EDITEUR, Role
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

TACHE = "preuves.tasks.produire_archive"


def _demandable(candidature: Candidature, demande: Demande) -> Verdict:
    en_preparation = ExportDossier.objects.filter(candidature=candidature, statut=ExportDossier.Statut.DEMANDE)
    return regles.archive_demandable(signable=bool(settings.CLE_ARCHIVES), en_preparation=en_preparation.exists())


@transition(
    Candidature,
    de=tuple(Candidature.Statut),
    vers=None,
    roles=EDITEUR,
    droit=Collaborateur.Droit.LECTURE,
    garde=_demandable,
    libelle="Préparer l’archive",
    recit="Archive du dossier demandée",
    a_sa_page=False,
)
def demander_une_archive(candidature: Candidature, demande: Demande) -> None:
    """Whoever reads the dossier may take it away. A sweep finds the demand if the workers did not hear of it."""
    export = ExportDossier.objects.create(
        candidature=candidature, demande_le=demande.recu_le, demande_par=demande.acteur.personne
    )
    db.on_commit(partial(confier, TACHE, export.pk))


@transition(
    ExportDossier,
    de=ExportDossier.Statut.DEMANDE,
    vers=ExportDossier.Statut.PRODUIT,
    roles=(Role.SYSTEME,),
    libelle="Publier l’archive",
    recit="Archive du dossier disponible",
    a_sa_page=False,
)
def publier(export: ExportDossier, demande: Demande) -> dict[str, str]:
    """Keeps the document, new or that of the last version when nothing changed; tells who asked, if still there."""
    document = demande.donnees["document"]
    export.document, export.version, export.empreinte = document, demande.donnees["version"], demande.donnees["contenu"]
    demandeur = export.dossier.produit.personnes().filter(pk=export.demande_par_id)
    corps = f"L’archive du dossier n° {export.dossier.numero} (version {export.version}) peut être téléchargée."
    prevenir(demandeur, export, demande, Categorie.OFFICIEL, "archive disponible", corps)
    return {"document": document.nom, "empreinte": document.fichier.empreinte}


@transition(
    ExportDossier,
    de=ExportDossier.Statut.PRODUIT,
    vers=ExportDossier.Statut.EXPIREE,
    roles=(Role.SYSTEME,),
    libelle="Retirer l’archive",
    recit="Archive du dossier expirée",
    a_sa_page=False,
)
def expirer(export: ExportDossier, demande: Demande) -> dict[str, Any]:
    """The line stays, with what was downloaded; the archive is made again when it is asked for."""
    retire, export.document = export.document, None
    return {"version": export.version, "empreinte": retire.fichier.empreinte if retire else ""}


DE_L_ARCHIVE = (demander_une_archive.nom, publier.nom, expirer.nom)
"""What the making of archives adds to the journal: it changes nothing in the dossier."""
