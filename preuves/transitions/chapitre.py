"""One chapter: filed whole by the vendor, validated or sent back by the ANS."""

from django.db.models import Q

from candidatures.echeances import limite
from candidatures.models import Convention
from candidatures.transitions.annonces import prevenir_l_ans, prevenir_l_editeur
from candidatures.transitions.convention import ouvrir, refermer
from candidatures.transitions.conversation import dire
from candidatures.transitions.formulaires import MotifForm, motif_exige
from preuves import regles
from preuves.derogations.faits import attestations_manquantes
from preuves.models import Chapitre, Preuve, PreuveQuerySet
from preuves.sujets import sujet_du_chapitre
from preuves.transitions.envois import NOUVELLE_SOUMISSION, PREMIERE_SOUMISSION
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR, SYSTEME, Role
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Chapitre.Statut


def _demandees(chapitre: Chapitre) -> PreuveQuerySet:
    return Preuve.objects.filter(chapitre=chapitre).demandees()


def _soumettable(chapitre: Chapitre, demande: Demande) -> Verdict:
    a_charger = (Preuve.Statut.A_CHARGER, Preuve.Statut.A_MODIFIER)
    return regles.chapitre_soumettable(
        restent_a_charger=_demandees(chapitre).filter(statut__in=a_charger).count(),
        deja_soumis=chapitre.premiere_soumission_le is not None,
        recu_le=demande.recu_le,
        date_2=limite(chapitre.dossier, 2, au=demande.recu_le),
        date_3=limite(chapitre.dossier, 3, au=demande.recu_le),
    ) + Verdict((attestations_manquantes(chapitre),))


def _validable(chapitre: Chapitre, demande: Demande) -> Verdict:
    non_conformes = _demandees(chapitre).exclude(statut=Preuve.Statut.CONFORME).count()
    return regles.chapitre_validable(non_conformes=non_conformes)


def _modifications_demandables(chapitre: Chapitre, demande: Demande) -> Verdict:
    return regles.modifications_demandables(
        a_modifier=_demandees(chapitre).filter(statut=Preuve.Statut.A_MODIFIER).count(),
        a_verifier=_demandees(chapitre).filter(statut=Preuve.Statut.SOUMISE).count(),
    )


def _soumettre_les_preuves(chapitre: Chapitre, demande: Demande) -> dict[str, int]:
    """The proofs follow their chapter in one statement: 124 of them are a normal chapter."""
    nombre = _demandees(chapitre).filter(statut=Preuve.Statut.CHARGEE).update(statut=Preuve.Statut.SOUMISE, motif="")
    chapitre.soumis_le = demande.recu_le
    return {"preuves": nombre}


@transition(
    Chapitre,
    de=Statut.A_COMPLETER,
    vers=Statut.SOUMIS,
    roles=EDITEUR,
    garde=_soumettable,
    envoi=PREMIERE_SOUMISSION,
    libelle="Soumettre le chapitre",
    recit="Chapitre « {objet} » soumis",
    question="Confirmation de la soumission du chapitre pour évaluation. "
    "Confirmez-vous la soumission du chapitre suivant ?",
    bouton="Soumettre",
)
def soumettre(chapitre: Chapitre, demande: Demande) -> dict[str, int]:
    """First filing of the chapter (E3-21, E3-22)."""
    chapitre.premiere_soumission_le = demande.recu_le
    prevenir_l_ans(chapitre, demande, f"chapitre « {chapitre} » soumis")
    return _soumettre_les_preuves(chapitre, demande)


@transition(
    Chapitre,
    de=Statut.A_MODIFIER,
    vers=Statut.SOUMIS,
    roles=EDITEUR,
    garde=_soumettable,
    envoi=NOUVELLE_SOUMISSION,
    libelle="Resoumettre le chapitre",
    recit="Chapitre « {objet} » soumis à nouveau",
    question="Confirmez-vous la nouvelle soumission du chapitre suivant ?",
    bouton="Soumettre",
)
def resoumettre(chapitre: Chapitre, demande: Demande) -> dict[str, int]:
    """Filing again what was asked; conform proofs keep their verdict (E3-25)."""
    prevenir_l_ans(chapitre, demande, f"chapitre « {chapitre} » soumis à nouveau")
    return _soumettre_les_preuves(chapitre, demande)


@transition(
    Chapitre,
    de=Statut.SOUMIS,
    vers=Statut.A_MODIFIER,
    roles=ANS_INSTRUIT,
    garde=_modifications_demandables,
    libelle="Demander les modifications",
    recit="Chapitre « {objet} » renvoyé à l’éditeur",
    question="Le chapitre sera renvoyé à l’éditeur avec le motif de chaque preuve à modifier.",
    bouton="Renvoyer le chapitre",
)
def demander_modifications(chapitre: Chapitre, demande: Demande) -> dict[str, list[str]]:
    """The vendor may change these proofs only (E3-25); the conversation lists them, one mail for both (MSG-02)."""
    preuves = _demandees(chapitre).filter(statut=Preuve.Statut.A_MODIFIER).select_related("attendue")
    lignes = [f"- {preuve} : {preuve.motif}" for preuve in preuves]
    titre = f"Chapitre « {chapitre} » : {len(lignes)} preuve(s) à modifier."
    a_propos = sujet_du_chapitre(chapitre)
    dire(chapitre.dossier, a_propos, f"Modifications demandées : {chapitre}", "\n\n".join((titre, *lignes)), demande)
    corps = f"{titre} Un message dans la conversation du dossier dit, preuve par preuve, ce qui est demandé."
    prevenir_l_editeur(chapitre, demande, f"chapitre « {chapitre} » à modifier", corps)
    return {"preuves": [str(preuve) for preuve in preuves]}


@transition(
    Chapitre,
    de=Statut.SOUMIS,
    vers=Statut.VALIDE,
    roles=ANS_INSTRUIT,
    garde=_validable,
    libelle="Valider le chapitre",
    recit="Chapitre « {objet} » validé",
    question="Confirmez-vous la validation du chapitre suivant ?",
    bouton="Valider le chapitre",
)
def valider(chapitre: Chapitre, demande: Demande) -> None:
    """The last chapter validated opens step 4 (E4-02)."""
    chapitre.valide_le = demande.recu_le
    prevenir_l_editeur(chapitre, demande, f"chapitre « {chapitre} » validé", "Toutes ses preuves sont conformes.")
    ouvrir_l_etape_4(chapitre.candidature_id, demande, sauf=chapitre)


def _validation_annulable(chapitre: Chapitre, demande: Demande) -> Verdict:
    convention = Convention.objects.get(candidature=chapitre.candidature_id)
    commencee = convention.statut not in (Convention.Statut.FERMEE, Convention.Statut.A_VENIR)
    return regles.validation_annulable(convention_envoyee=commencee)


@transition(
    Chapitre,
    de=Statut.VALIDE,
    vers=Statut.SOUMIS,
    roles=(Role.RESPONSABLE,),
    garde=_validation_annulable,
    controle=motif_exige,
    formulaire=MotifForm,
    libelle="Annuler la validation",
    recit="Validation du chapitre « {objet} » annulée",
    question="Le chapitre redevient « Soumis » : ses preuves gardent leur verdict et peuvent être jugées de nouveau.",
    bouton="Annuler la validation",
)
def annuler_la_validation(chapitre: Chapitre, demande: Demande) -> dict[str, str]:
    """EDC-06. Step 4, if it had just opened, closes until the chapter is validated again."""
    chapitre.valide_le = None
    convention = Convention.objects.get(candidature=chapitre.candidature_id)
    if convention.statut == Convention.Statut.A_VENIR:
        refermer(convention, Demande(SYSTEME, demande.recu_le))
    motif = demande.donnees["motif"]
    prevenir_l_editeur(chapitre, demande, f"validation du chapitre « {chapitre} » annulée", motif)
    return {"motif": motif}


def ouvrir_l_etape_4(candidature: int, demande: Demande, *, sauf: Chapitre | None = None) -> None:
    """Once no chapter waits any more: all validated, or with nothing to deposit. `sauf`: the one being validated."""
    chapitres = Chapitre.objects.filter(candidature=candidature)
    finis = Q(statut__in=(Statut.VALIDE, Statut.DISPENSE)) | Q(pk=sauf.pk if sauf else None)
    if not chapitres.exists() or chapitres.exclude(finis).exists():
        return
    convention = Convention.objects.get(candidature=candidature)
    if convention.statut == Convention.Statut.FERMEE:
        ouvrir(convention, Demande(SYSTEME, demande.recu_le))
