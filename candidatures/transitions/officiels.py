"""Official documents: asked in a transaction, made by a task, mailed when ready."""

from datetime import datetime
from functools import partial

from celery import current_app
from django.db import transaction as db
from kombu.exceptions import OperationalError

from candidatures import regles
from candidatures.models import Candidature, DocumentOfficiel
from candidatures.transitions import annonces
from segur.noyau.comptes.models import SYSTEME, Role
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import ecrire
from segur.noyau.regles import Verdict
from segur.noyau.temps import PARIS
from segur.noyau.transitions import Demande, transition

TACHE = "preuves.tasks.produire_certificat"
PREFIXES = {
    DocumentOfficiel.Nature.CONVENTION: "ANS Segur_Convention de referencement",
    DocumentOfficiel.Nature.ATTESTATION: "ANS Segur_Attestation de referencement",
    DocumentOfficiel.Nature.RAPPORT: "ANS Segur_Rapport de conformite",
    DocumentOfficiel.Nature.CONTRESIGNEE: "ANS Segur_Convention de referencement signee",
}
OCTETS_JOINTS_AU_PLUS = 5_000_000
"""What a mailbox takes for sure; a heavier document is downloaded from the portal."""


def _remplacable(officiel: DocumentOfficiel, demande: Demande) -> Verdict:
    derniere = not officiel.dossier.officiels.filter(nature=officiel.nature, version__gt=officiel.version).exists()
    return Verdict((regles.nouvelle_version(signe=officiel.se_verifie, derniere=derniere),))


def demander(candidature: Candidature, nature: str, demande: Demande) -> None:
    """Records that the document is owed and hands it to the workers after commit; a sweep finds it otherwise.

    One document of each nature: asked again, the one already owed or made serves.
    """
    officiel, nouveau = DocumentOfficiel.objects.get_or_create(
        candidature=candidature, nature=nature, version=1, defaults={"demande_le": demande.recu_le}
    )
    if nouveau:
        db.on_commit(partial(confier, TACHE, officiel.pk))


@transition(
    DocumentOfficiel,
    de=DocumentOfficiel.Statut.PRODUIT,
    vers=None,
    roles=(Role.RESPONSABLE,),
    garde=_remplacable,
    libelle="Délivrer une nouvelle version",
    recit="Nouvelle version demandée : {objet}",
    question="La version actuelle restera vérifiable ; elle sera dite remplacée. La nouvelle dira les faits du jour.",
    bouton="Délivrer",
)
def delivrer_de_nouveau(officiel: DocumentOfficiel, demande: Demande) -> dict[str, int]:
    """The same document again, from the facts of the day, under a version and a code of its own."""
    nouveau = DocumentOfficiel.objects.create(
        candidature=officiel.dossier,
        nature=officiel.nature,
        version=officiel.version + 1,
        demande_le=demande.recu_le,
    )
    db.on_commit(partial(confier, TACHE, nouveau.pk))
    return {"version": nouveau.version}


def confier(tache: str, pk: int) -> None:
    """To a task of a storey above, by its name; when the broker is away, its sweep will find it."""
    try:
        current_app.send_task(tache, args=[pk])
    except (OperationalError, OSError):
        return


@transition(
    DocumentOfficiel,
    de=DocumentOfficiel.Statut.DEMANDE,
    vers=DocumentOfficiel.Statut.PRODUIT,
    roles=(Role.SYSTEME,),
    libelle="Publier le document",
    recit="Document disponible",
)
def publier(officiel: DocumentOfficiel, demande: Demande) -> dict[str, str]:
    """Keeps the PDF; all but the convention to sign also go to the legal representative by e-mail (E4-08)."""
    officiel.document = deposer_octets(
        demande.donnees["pdf"],
        nom=nom_de_fichier(officiel, demande.recu_le),
        zone="officiel",
        acteur=SYSTEME,
        le=demande.recu_le,
    )
    officiel.texte, officiel.empechement = demande.donnees.get("texte"), ""
    officiel.jumeau = demande.donnees.get("jumeau", {})
    if officiel.nature != DocumentOfficiel.Nature.CONVENTION:
        _envoyer(officiel)
    return {"document": officiel.document.nom, "empreinte": officiel.document.fichier.empreinte}


@transition(
    DocumentOfficiel,
    de=DocumentOfficiel.Statut.DEMANDE,
    vers=DocumentOfficiel.Statut.IMPOSSIBLE,
    roles=(Role.SYSTEME,),
    libelle="Constater que le document ne peut pas être produit",
    recit="Document impossible à produire : {objet}",
)
def renoncer(officiel: DocumentOfficiel, demande: Demande) -> dict[str, str]:
    """The copy that the vendor signed bears no further signature. The référencement stands; the ANS is told why."""
    officiel.empechement = demande.donnees["empechement"]
    annonces.prevenir_l_ans(officiel, demande, f"{officiel.get_nature_display().lower()} : impossible à produire")
    return {"empechement": officiel.empechement}


@transition(
    DocumentOfficiel,
    de=DocumentOfficiel.Statut.IMPOSSIBLE,
    vers=DocumentOfficiel.Statut.DEMANDE,
    roles=(Role.RESPONSABLE,),
    libelle="Essayer de nouveau",
    recit="Nouvel essai demandé : {objet}",
    question="Le portail essaiera de nouveau de produire le document.",
    bouton="Essayer de nouveau",
)
def essayer_de_nouveau(officiel: DocumentOfficiel, demande: Demande) -> None:
    """For instance after an upgrade of the portal."""
    officiel.empechement = ""
    db.on_commit(partial(confier, TACHE, officiel.pk))


def nom_de_fichier(officiel: DocumentOfficiel, le: datetime) -> str:
    """E4-09: kind, product, dispositif, then the Paris date and time."""
    dossier = officiel.candidature
    dispositif = dossier.dispositif.libelle.replace("vague", "Vague")
    produit = "".join(c for c in dossier.produit.nom if c.isalnum() or c in " -.")
    nature = DocumentOfficiel.Nature(officiel.nature)
    return f"{PREFIXES[nature]}_{produit}_{dispositif}_{le.astimezone(PARIS):%Y%m%d_%H%M%S}.pdf"


def _envoyer(officiel: DocumentOfficiel) -> None:
    dossier = officiel.candidature
    if officiel.document is None:
        return
    joint = officiel.document.fichier.taille <= OCTETS_JOINTS_AU_PLUS
    quoi = f"{officiel.get_nature_display().lower()}, NRU {dossier.nru}"
    ecrire(
        dossier.administrative.legal_email,
        categorie=Categorie.OFFICIEL,
        evenement=f"{officiel.cle_dossier}:officiel:{officiel.nature}:{officiel.version}",
        sujet=f"{officiel.get_nature_display()} — {dossier.produit}",
        corps=f"Veuillez trouver ci-joint : {quoi}." if joint else f"À télécharger sur le portail : {quoi}.",
        lien=officiel.get_absolute_url(),
        pieces=[officiel.document] if joint else [],
        dossier=dossier.cle_dossier,
    )
