"""What the rules of the balance ask of the database, gathered for many orders at once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from candidatures.echeances import limite_connue, rassembler
from candidatures.models import Candidature
from financement.autour_des_creances import attestees, deja_demandees, incapacites, retrait
from financement.models import Commande, PreserieValidee
from financement.pilotes import acquittements
from financement.regles.pilotes import pilotes_acquittes
from financement.regles.solde.faits import ContexteDuSolde


class AutourDuSolde:
    """What surrounds some orders, read once; asked then at any instant. A constant number of queries."""

    def __init__(
        self,
        part: str,
        commandes: Sequence[Commande],
        sauf: Collection[int] = (),
        demandees: Collection[int] | None = None,
    ) -> None:
        prefetch_related_objects(commandes, "demande__candidature__dispositif__echeances")
        candidatures = [commande.demande.candidature for commande in commandes]
        rassembler(candidatures)
        pks = [commande.pk for commande in commandes]
        self.acquittes = acquittements(commandes)
        self.preseries = _preseries(candidatures)
        self.attestees = attestees(pks)
        self.incapacites = incapacites(pks)
        self.demandees = deja_demandees(part, pks, sauf) if demandees is None else set(demandees)

    def de(self, commande: Commande, recu_le: datetime) -> ContexteDuSolde:
        candidature = commande.demande.candidature
        acquittes_le = self.acquittes.get((commande.demande.fournisseur_id, candidature.pk))
        exige = candidature.dispositif.nb_pilotes
        return ContexteDuSolde(
            dispositif=candidature.dispositif.code,
            recu_le=recu_le,
            bon=commande.bon,
            avance_validee_le=commande.decidee_le if commande.statut == Commande.Statut.VALIDEE else None,
            solde=commande.solde,
            date_5=limite_connue(candidature, 5, au=recu_le),
            date_6=limite_connue(candidature, 6, au=recu_le),
            pilotes=pilotes_acquittes(exige=exige, acquittes_le=acquittes_le, le=recu_le),
            pilotes_acquittes_le=acquittes_le,
            preserie_validee_le=self.preseries.get(candidature.pk),
            attestee_le=self.attestees.get(commande.pk),
            incapacite_le=self.incapacites.get(commande.pk),
            financement_retire=retrait(candidature),
            deja_demande=commande.pk in self.demandees,
            reference_le=candidature.referencee_le,
            finance=commande.financement,
            avance=commande.avance,
        )


def _preseries(candidatures: Iterable[Candidature]) -> dict[int, date]:
    actuelles = PreserieValidee.objects.actuelles().filter(candidature__in={c.pk for c in candidatures})
    return dict(actuelles.values_list("candidature", "validee_le"))
