"""Step 4: the convention sent and signed (E4-02, E4-03).

Its validation looks at the proofs: it is declared with them, one storey up.
"""

from typing import Any

from candidatures import regles
from candidatures.models import CandidatureAdministrative, Convention, DocumentOfficiel, Eligibilite
from candidatures.transitions import annonces, exemplaire
from candidatures.transitions.formulaires import ConventionSigneeForm, MotifForm, motif_exige
from candidatures.transitions.officiels import demander
from segur.noyau.comptes.models import EDITEUR, Role
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import ecrire
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Convention.Statut
Nature = DocumentOfficiel.Nature


def _convention_produite(convention: Convention, demande: Demande) -> Verdict:
    produites = convention.dossier.officiels.filter(statut=DocumentOfficiel.Statut.PRODUIT)
    prete = regles.convention_prete(produite=produites.filter(nature=Nature.CONVENTION).exists())
    dossier = convention.dossier
    validee = dossier.administrative.statut == CandidatureAdministrative.Statut.VALIDEE
    achevees = validee and dossier.eligibilite.statut == Eligibilite.Statut.ELIGIBLE
    return Verdict((prete, regles.etapes_achevees(achevees=achevees)))


@transition(
    Convention,
    de=Statut.FERMEE,
    vers=Statut.A_VENIR,
    roles=(Role.SYSTEME,),
    libelle="Ouvrir l’étape 4",
    recit="Toutes les preuves sont validées : l’étape Convention est ouverte",
)
def ouvrir(convention: Convention, demande: Demande) -> None:
    """Called by the storey above when the last chapter is validated (E4-02); asks for the convention's PDF."""
    demander(convention.dossier, Nature.CONVENTION, demande)
    annonces.prevenir_l_ans(convention, demande, "convention à envoyer")


@transition(
    Convention,
    de=Statut.A_VENIR,
    vers=Statut.FERMEE,
    roles=(Role.SYSTEME,),
    libelle="Refermer l’étape 4",
    recit="La validation d’un chapitre est annulée : l’étape Convention est refermée",
)
def refermer(convention: Convention, demande: Demande) -> None:
    """Called by the storey above; the PDF already made serves again when the step opens anew."""


@transition(
    Convention,
    de=Statut.A_VENIR,
    vers=Statut.ENVOYEE,
    roles=(Role.RESPONSABLE,),
    garde=_convention_produite,
    libelle="Envoyer la convention",
    recit="Convention envoyée pour signature",
    question="La convention sera adressée au responsable légal de l’entreprise pour signature.",
    bouton="Envoyer",
)
def envoyer(convention: Convention, demande: Demande) -> None:
    """E4-03: the legal representative receives the convention by e-mail."""
    convention.envoyee_le = demande.recu_le
    dossier = convention.dossier
    officiel = dossier.officiels.select_related("document__fichier").get(nature=Nature.CONVENTION)
    ecrire(
        dossier.administrative.legal_email,
        categorie=Categorie.OFFICIEL,
        evenement=f"{dossier.cle_dossier}:convention:{demande.recu_le.isoformat()}",
        sujet=f"Convention de référencement à signer — {dossier.produit}",
        corps=annonces.invitation_a_signer(),
        lien=convention.get_absolute_url(),
        pieces=[officiel.document] if officiel.document else [],
        dossier=dossier.cle_dossier,
    )
    annonces.prevenir_l_editeur(convention, demande, "convention à signer", "La convention attend votre signature.")


def _signatures_intactes(convention: Convention, demande: Demande) -> Verdict:
    (fichier,) = demande.donnees["exemplaire"]
    return exemplaire.intactes(exemplaire.signatures_lues(fichier))


@transition(
    Convention,
    de=Statut.ENVOYEE,
    vers=Statut.SIGNEE,
    roles=EDITEUR,
    controle=_signatures_intactes,
    formulaire=ConventionSigneeForm,
    libelle="Déposer la convention signée",
    recit="Convention signée déposée",
    bouton="Déposer",
)
def signer(convention: Convention, demande: Demande) -> dict[str, Any]:
    """The signed copy, as a PDF. A copy sent again replaces the one that was refused."""
    (fichier,) = demande.donnees["exemplaire"]
    annonces.prevenir_l_ans(convention, demande, "convention signée à vérifier")
    return exemplaire.garder(convention, fichier, demande)


@transition(
    Convention,
    de=Statut.SIGNEE,
    vers=Statut.ENVOYEE,
    roles=(Role.RESPONSABLE,),
    controle=motif_exige,
    formulaire=MotifForm,
    libelle="Demander une nouvelle signature",
    recit="Nouvelle signature de la convention demandée",
    bouton="Envoyer la demande",
)
def demander_signature(convention: Convention, demande: Demande) -> dict[str, str]:
    """The copy deposited is not the convention, or is not signed."""
    convention.motif = demande.donnees["motif"]
    convention.envoyee_le, convention.signee_le = demande.recu_le, None
    annonces.prevenir_l_editeur(convention, demande, "convention à signer de nouveau", convention.motif)
    return {"motif": convention.motif}
