"""What the rules of the balance ask of the database, gathered for many orders at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from candidatures.echeances import limite_connue, rassembler
from candidatures.models import Candidature
from financement.models import AttestationDeFin, Commande, Creance, Fournisseur, Incapacite, Part, PreserieValidee
from financement.models.realisation import AttestationDeFinQuerySet, IncapaciteQuerySet
from financement.pilotes import acquittements
from financement.regles.pilotes import pilotes_acquittes
from financement.regles.solde.faits import ContexteDuSolde, Declaration
from segur.noyau.regles import Motif


def contextes(
    commandes: Sequence[Commande], recu_le: datetime, sauf: Collection[int] = ()
) -> dict[int, ContexteDuSolde]:
    """By order; a constant number of queries. `recu_le`: aware instant of reception, whose texts apply.

    `sauf`: primary keys of the claims that are being judged, which do not count against themselves.
    """
    lu = Autour(commandes, sauf)
    return {commande.pk: lu.de(commande, recu_le) for commande in commandes}


def contextes_des_creances(creances: Sequence[Creance], le: datetime | None = None) -> dict[int, ContexteDuSolde]:
    """By claim, each at the instant of its deposit unless another is given; a constant number of queries."""
    prefetch_related_objects(creances, "demande", "commande")
    lu = Autour([creance.commande for creance in creances], [creance.pk for creance in creances])
    return {creance.pk: lu.de(creance.commande, le or recue_le(creance)) for creance in creances}


def contexte_de(creance: Creance, le: datetime | None = None) -> ContexteDuSolde:
    return contextes_des_creances([creance], le)[creance.pk]


def contextes_declares(
    fournisseur: Fournisseur, candidature: Candidature, declarations: Sequence[Declaration], recu_le: datetime
) -> list[ContexteDuSolde | None]:
    """Of claims that are not there yet, in their order; None when no order of the supplier bears the number."""
    lues = Commande.objects.qui_comptent().filter(demande__fournisseur=fournisseur, demande__candidature=candidature)
    lues = lues.filter(reference__in={declaration.reference for declaration in declarations})
    commandes = list(lues.select_related("demande__candidature__dispositif").order_by("pk"))
    autour, par_numero = contextes(commandes, recu_le), defaultdict[str, list[Commande]](list)
    for commande in commandes:
        par_numero[commande.reference].append(commande)
    designees = [_designee(declaration, par_numero[declaration.reference]) for declaration in declarations]
    return [autour[commande.pk] if commande else None for commande in designees]


def _designee(declaration: Declaration, memes: Iterable[Commande]) -> Commande | None:
    """Of the orders of one number, that of the client; a validated one first."""

    def merite(commande: Commande) -> tuple[bool, bool]:
        return commande.cle == declaration.cle, commande.statut == Commande.Statut.VALIDEE

    return max(memes, key=merite, default=None)


def recue_le(creance: Creance) -> datetime:
    """The instant whose texts apply: that of the first deposit, or of the file as long as there is none."""
    return creance.deposee_le or creance.demande.recue_le


class Autour:
    """What surrounds some orders, read once; asked then at any instant."""

    def __init__(self, commandes: Sequence[Commande], sauf: Collection[int] = ()) -> None:
        prefetch_related_objects(commandes, "demande__candidature__dispositif__echeances")
        candidatures = [commande.demande.candidature for commande in commandes]
        rassembler(candidatures)
        pks = [commande.pk for commande in commandes]
        self.acquittes = acquittements(commandes)
        self.preseries = _preseries(candidatures)
        self.attestees = _instants(AttestationDeFin.objects.actuelles().filter(commande__in=pks))
        self.incapacites = _instants(Incapacite.objects.actuelles().filter(commande__in=pks))
        autres = Creance.objects.qui_comptent().filter(commande__in=pks, part=Part.SOLDE).exclude(pk__in=sauf)
        self.demandees = set(autres.values_list("commande", flat=True))

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
            financement_retire=_retrait(candidature),
            deja_demande=commande.pk in self.demandees,
            reference_le=candidature.referencee_le,
            finance=commande.financement,
            avance=commande.avance,
        )


def _preseries(candidatures: Iterable[Candidature]) -> dict[int, date]:
    actuelles = PreserieValidee.objects.actuelles().filter(candidature__in={c.pk for c in candidatures})
    return dict(actuelles.values_list("candidature", "validee_le"))


def _instants(declarations: AttestationDeFinQuerySet | IncapaciteQuerySet) -> dict[int, datetime]:
    return dict(declarations.values_list("commande", "declaree_le"))


def _retrait(candidature: Candidature) -> Motif | None:
    """Nothing is paid any more on a solution whose référencement was withdrawn."""
    if candidature.statut != Candidature.Statut.RETIREE:
        return None
    return Motif("retrait", False, "Le référencement de la solution est retiré : rien ne se paie plus sur elle.")
