"""Writing the register of filings: each one with the date, the text and the derogation that ruled it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from candidatures.echeances import Applicable, applicable
from candidatures.models import Candidature, DerogationDeDelai, EnvoiRecu
from candidatures.regles import echeance_respectee
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, Envoi, Refus

Regle = Callable[[Any, datetime], Applicable | None]


def envoi(nature: str, regle: Regle, touche_le: Callable[[Any], datetime | None]) -> Envoi:
    """What a transition declares to be a filing. `regle`: the deadline that rules it at an instant, None for none."""

    def consigner(objet: Any, demande: Demande, entree: EntreeJournal) -> None:
        inscrire_l_envoi(objet.dossier, nature, regle(objet, demande.recu_le), entree)

    return Envoi(consigner, touche_le)


def date(numero: int) -> Regle:
    """The filings that one Date rules."""
    return lambda objet, le: applicable(objet.dossier, numero, au=le)


def inscrire_l_envoi(
    candidature: Candidature, nature: str, regle: Applicable | None, entree: EntreeJournal
) -> EnvoiRecu:
    """In the transaction of the filing. A derogation revoked while the filing waited for it serves no more: Refus."""
    if regle and regle.derogation:
        _encore_accordee(regle, regle.derogation.pk, entree.recu_le)
    return EnvoiRecu.objects.create(
        candidature=candidature,
        nature=nature,
        entree=entree,
        recu_le=entree.recu_le,
        numero=regle.numero if regle else None,
        version=regle.version if regle else None,
        limite=regle.instant if regle else None,
        derogation=regle.derogation if regle else None,
        cle=entree.cle,
    )


def _encore_accordee(regle: Applicable, pk: int, le: datetime) -> None:
    """Read again under lock: it is revoked before this filing, or once this filing is there to forbid it."""
    derogation = DerogationDeDelai.objects.select_for_update(no_key=True).get(pk=pk)
    if not derogation.accord.compte(le):
        objet = f"Date {regle.numero}, après la révocation de la {derogation.cite}"
        refus = echeance_respectee(objet=objet, recu_le=le, echeance=regle.version.en_version())
        raise Refus(Verdict((refus,)))
