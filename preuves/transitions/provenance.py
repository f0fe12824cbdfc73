"""Héritage and équivalence computed again: a NRU came later, a component changed, the ANS asks a proof (HE-14)."""

from typing import Any

from candidatures.models import Candidature, Convention, Eligibilite
from candidatures.transitions.annonces import prevenir_l_editeur
from preuves import regles
from preuves.models import PreuveReclamee
from preuves.provenance import Apercu, apercu, appliquer, rem_de
from preuves.situation import situation
from preuves.transitions.chapitre import ouvrir_l_etape_4
from preuves.transitions.formulaires import LEVER, ReclamationForm
from segur.noyau.comptes.models import ANS_INSTRUIT
from segur.noyau.referentiel.models import Perimetre, PreuveAttendue
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

Statut = Candidature.Statut


def _actuel(candidature: Candidature, demande: Demande) -> Apercu:
    return apercu(candidature, situation(candidature, demande.recu_le))


def _recalculable(candidature: Candidature, demande: Demande) -> Verdict:
    return recalculable(candidature, _actuel(candidature, demande))


def recalculable(candidature: Candidature, prevu: Apercu) -> Verdict:
    """The same judgement for a page that already has the preview."""
    return regles.recalcul_possible(
        eligible=candidature.eligibilite.statut == Eligibilite.Statut.ELIGIBLE,
        convention_fermee=candidature.convention.statut == Convention.Statut.FERMEE,
        changements=len(prevu.changements),
    )


def _apercu_a_jour(candidature: Candidature, demande: Demande) -> Verdict:
    actuel = _actuel(candidature, demande).empreinte
    return regles.apercu_a_jour(confirme=demande.donnees.get("empreinte", ""), actuel=actuel)


@transition(
    Candidature,
    de=Statut.EN_COURS,
    vers=None,
    roles=ANS_INSTRUIT,
    garde=_recalculable,
    controle=_apercu_a_jour,
    libelle="Recalculer les preuves",
    recit="Preuves recalculées selon l’héritage et l’équivalence",
    bouton="Confirmer et appliquer",
    a_sa_page=False,
)
def recalculer_les_preuves(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """Applies the preview that was read, and only that; the journal keeps the list of the proofs that change."""
    fait = appliquer(candidature, situation(candidature, demande.recu_le), demande)
    effets = ", ".join(f"{effet} : {nombre}" for effet, nombre in fait.effets.items())
    prevenir_l_editeur(
        candidature.eligibilite, demande, "preuves attendues recalculées", f"Preuves qui changent — {effets}."
    )
    ouvrir_l_etape_4(candidature.pk, demande)
    return {"changements": [ligne.en_donnees() for ligne in fait.changements]}


def _reclamables(candidature: Candidature, demande: Demande) -> Verdict:
    voulues = demande.donnees.get("preuves", [])
    connues = {attendue.identifiant: attendue for attendue in _attendues(candidature, voulues)}
    vague_1 = demande.donnees.get("cas") == PreuveReclamee.Cas.VAGUE_1
    return regles.preuves_reclamables(
        motif=demande.donnees.get("motif", ""),
        inconnues=[identifiant for identifiant in voulues if identifiant not in connues],
        hors_vague_1=[
            identifiant
            for identifiant, attendue in connues.items()
            if vague_1 and attendue.scenario.exigence.perimetre != Perimetre.VAGUE_1
        ],
    )


def _attendues(candidature: Candidature, identifiants: list[str]) -> list[PreuveAttendue]:
    rem = rem_de(candidature)
    if rem is None:
        return []
    return list(PreuveAttendue.objects.de_la_version(rem).filter(identifiant__in=identifiants))


@transition(
    Candidature,
    de=Statut.EN_COURS,
    vers=None,
    roles=ANS_INSTRUIT,
    controle=_reclamables,
    formulaire=ReclamationForm,
    libelle="Réclamer des preuves",
    recit="Preuves réclamées malgré l’héritage ou l’équivalence",
    question="Ces preuves resteront à déposer. La liste ne change qu’une fois le recalcul confirmé.",
    bouton="Enregistrer",
)
def reclamer_des_preuves(candidature: Candidature, demande: Demande) -> dict[str, Any]:
    """Wave-1 proofs asked all the same (E3-42), or non-conform after an audit (HE-20 a); or no longer asked."""
    cas, motif = demande.donnees["cas"], demande.donnees["motif"].strip()
    attendues = _attendues(candidature, demande.donnees["preuves"])
    PreuveReclamee.objects.filter(candidature=candidature, attendue__in=attendues).delete()
    if cas != LEVER:
        PreuveReclamee.objects.bulk_create(
            PreuveReclamee(candidature=candidature, attendue=a, cas=cas, motif=motif, reclamee_le=demande.recu_le)
            for a in attendues
        )
    return {"cas": cas, "motif": motif, "preuves": [attendue.identifiant for attendue in attendues]}
