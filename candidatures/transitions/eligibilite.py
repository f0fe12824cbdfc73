"""Step 2. Declaring eligible opens the proofs: that transition belongs to the storey above (`preuves`)."""

from typing import Any

from candidatures import regles
from candidatures.avancement import jauge_eligibilite
from candidatures.models import CandidatureAdministrative, Eligibilite
from candidatures.transitions.annonces import prevenir_l_ans, prevenir_l_editeur
from candidatures.transitions.formulaires import MotifForm
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR
from segur.noyau.documents.depot import deposer
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, transition

Statut = Eligibilite.Statut
OBJET = "Première soumission de l’éligibilité (Date 1)"


def _ouverte(etape: Eligibilite, demande: Demande) -> Verdict:
    administrative = CandidatureAdministrative.objects.get(candidature=etape.candidature_id)
    return Verdict(
        (regles.eligibilite_ouverte(administrative_soumise=administrative.premiere_soumission_le is not None),)
    )


def _premiere_soumission(etape: Eligibilite, demande: Demande) -> Verdict:
    return _ouverte(etape, demande) + regles.premiere_soumission(
        objet=OBJET,
        recu_le=demande.recu_le,
        echeance=etape.dossier.dispositif.echeance(1, au=demande.recu_le),
        restantes=jauge_eligibilite(etape).libelles_restants,
    )


def _complete(etape: Eligibilite, demande: Demande) -> Verdict:
    return Verdict((regles.etape_complete(restantes=jauge_eligibilite(etape).libelles_restants),))


def _motif_donne(etape: Eligibilite, demande: Demande) -> Verdict:
    return Verdict((regles.motif_donne(demande.donnees.get("motif", "")),))


def _document_present(etape: Eligibilite, demande: Demande) -> Verdict:
    present = etape.documentation.filter(pk=demande.donnees.get("document", 0)).exists()
    return Verdict((Motif("document", present, "Ce document n’est plus joint à l’étape."),))


@transition(
    Eligibilite,
    de=Eligibilite.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    garde=_ouverte,
    libelle="Enregistrer le brouillon",
    recit="Brouillon de l’étape 2 enregistré",
    a_sa_page=False,
    discrete=True,
)
def enregistrer(etape: Eligibilite, demande: Demande) -> None:
    """Keeps what was typed and the files; the general profile applies to every solution (REM-01)."""
    etape.nie, etape.nil = demande.donnees["nie"], demande.donnees["nil"]
    generaux = etape.dossier.dispositif.profils.filter(est_general=True)
    etape.profils.set({*demande.donnees["profils"], *generaux})
    for fichier in demande.donnees["documentation"]:
        etape.documentation.add(
            deposer(fichier, nom=fichier.name, zone="documentation_dsr", acteur=demande.acteur, le=demande.recu_le)
        )


@transition(
    Eligibilite,
    de=Eligibilite.MODIFIABLE,
    vers=None,
    roles=EDITEUR,
    controle=_document_present,
    libelle="Retirer le document",
    recit="Document retiré de l’étape 2",
    a_sa_page=False,
)
def retirer_document(etape: Eligibilite, demande: Demande) -> dict[str, str]:
    """The file stays in the archive; the step no longer shows it."""
    document = etape.documentation.get(pk=demande.donnees["document"])
    etape.documentation.remove(document)
    return {"document": document.nom, "empreinte": document.fichier.empreinte}


@transition(
    Eligibilite,
    de=Statut.A_COMPLETER,
    vers=Statut.SOUMISE,
    roles=EDITEUR,
    garde=_premiere_soumission,
    libelle="Soumettre l’éligibilité",
    recit="Éligibilité soumise",
    question="Confirmez-vous la soumission de l’étape Éligibilité ? "
    "Une fois soumis, vous ne pourrez pas apporter de modification à votre saisie.",
    bouton="Confirmer la soumission",
)
def soumettre(etape: Eligibilite, demande: Demande) -> dict[str, Any]:
    """First filing of step 2 (E2-29, E2-30)."""
    etape.premiere_soumission_le = etape.soumise_le = demande.recu_le
    prevenir_l_ans(etape, demande, "étape 2 soumise")
    return _reponses(etape)


@transition(
    Eligibilite,
    de=Statut.A_MODIFIER,
    vers=Statut.SOUMISE,
    roles=EDITEUR,
    garde=_complete,
    libelle="Soumettre à nouveau l’éligibilité",
    recit="Éligibilité soumise à nouveau",
    question="Confirmez-vous la nouvelle soumission de l’étape Éligibilité ?",
    bouton="Confirmer la soumission",
)
def resoumettre(etape: Eligibilite, demande: Demande) -> dict[str, Any]:
    """Filing again after a request for changes."""
    etape.soumise_le, etape.motif = demande.recu_le, ""
    prevenir_l_ans(etape, demande, "étape 2 soumise à nouveau")
    return _reponses(etape)


@transition(
    Eligibilite,
    de=Statut.SOUMISE,
    vers=Statut.A_MODIFIER,
    roles=ANS_INSTRUIT,
    controle=_motif_donne,
    formulaire=MotifForm,
    libelle="Demander des modifications",
    recit="Modifications de l’éligibilité demandées",
    bouton="Envoyer la demande",
)
def demander_modifications(etape: Eligibilite, demande: Demande) -> dict[str, str]:
    """Opens the form again to the vendor, with the reason."""
    etape.motif = demande.donnees["motif"]
    prevenir_l_editeur(etape, demande, "étape 2 à modifier", f"L’ANS demande une modification :\n\n{etape.motif}")
    return {"motif": etape.motif}


def _reponses(etape: Eligibilite) -> dict[str, Any]:
    documents = [
        {"nom": document.nom, "empreinte": document.fichier.empreinte}
        for document in etape.documentation.select_related("fichier")
    ]
    return {
        "nie": etape.nie,
        "nil": etape.nil,
        "profils": [profil.code for profil in etape.profils.all()],
        "documentation": documents,
    }
