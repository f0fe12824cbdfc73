"""The chapters of nobody shared between colleagues: who would receive what, then all of it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction as db
from django.urls import reverse

from candidatures.instruction import A_MOI, A_PERSONNE
from candidatures.regles import RISQUES
from preuves import regles
from preuves.competences import connus_de
from preuves.file import ChapitreQuiAttend, attentes, charges, en_lignes
from preuves.models import Chapitre
from preuves.repartition import AJuger, empreinte, repartir
from preuves.transitions import attribution
from segur.noyau.comptes.models import Acteur, Utilisateur
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, Refus

URGENCE = {code: rang for rang, code in enumerate(RISQUES)}


@dataclass(frozen=True)
class Part:
    """What one colleague would receive, how many of it they know, and the proofs that wait with them already."""

    collegue: Utilisateur
    avant: int
    lignes: tuple[ChapitreQuiAttend, ...]
    connus: int

    @property
    def preuves(self) -> int:
        return sum(ligne.a_juger for ligne in self.lignes)

    @property
    def apres(self) -> int:
        return self.avant + self.preuves


@dataclass(frozen=True)
class Partage:
    parts: tuple[Part, ...]
    chapitres: int
    empreinte: str

    @property
    def verdict(self) -> Verdict:
        return regles.partage_possible(chapitres=self.chapitres, collegues=len(self.parts))


def proposer(acteur: Acteur, le: datetime, choix: Mapping[str, str], collegues: Sequence[Utilisateur]) -> Partage:
    """Who would receive what, today. `choix`: `dispositif` and `risque` of the chapters to share. Writes nothing."""
    lignes = {c.pk: c for c in en_lignes(attentes(acteur, le, {**choix, "a": A_PERSONNE}), le)}
    connus = connus_de(collegues)
    a_juger = [AJuger(c.pk, c.a_juger, URGENCE[c.risque], _qui_connait(c.chapitre, connus)) for c in lignes.values()]
    portees = {c.personne.pk: c.preuves for c in charges(acteur, collegues, le) if c.personne}
    parts = repartir(a_juger, portees)
    return Partage(
        tuple(
            Part(
                collegue,
                portees[collegue.pk],
                tuple(lignes[recu.cle] for recu in parts[collegue.pk]),
                sum(collegue.pk in recu.connu_de for recu in parts[collegue.pk]),
            )
            for collegue in collegues
        ),
        len(lignes),
        empreinte(parts),
    )


def _qui_connait(titre: str, connus: Mapping[int, set[str]]) -> frozenset[int]:
    return frozenset(cle for cle, titres in connus.items() if titre in titres)


def appliquer(demande: Demande, choix: Mapping[str, str], collegues: Sequence[Utilisateur], confirme: str) -> int:
    """Gives what was read, all of it or nothing; how many chapters. Raises Refus when it has moved since.

    The same page confirmed twice gives once, and is told the same number.
    """
    with db.atomic():
        partage = proposer(demande.acteur, demande.recu_le, choix, collegues)
        verdict = partage.verdict + regles.apercu_a_jour(confirme=confirme, actuel=partage.empreinte)
        if not verdict.favorable:
            if deja := _deja_donnes(demande):
                return deja
            raise Refus(verdict)
        donner(partage, demande)
    return partage.chapitres


def _deja_donnes(demande: Demande) -> int:
    entrees = EntreeJournal.objects.filter(action=attribution.repartir.nom, acteur=demande.acteur.utilisateur)
    return entrees.filter(cle__endswith=f":{demande.cle}").count() if demande.cle else 0


@db.atomic
def donner(partage: Partage, demande: Demande) -> None:
    """All of it, or nothing when a chapter has somebody by now (Refus).

    In the order of their candidatures: two sharings at once wait for each other, and never block each other.
    """
    recus = sorted((ligne.candidature, ligne.pk, part.collegue) for part in partage.parts for ligne in part.lignes)
    chapitres = Chapitre.objects.select_related("candidature").in_bulk([pk for _, pk, _ in recus])
    for _, pk, collegue in recus:
        cle = demande.cle and f"{pk}:{demande.cle}"[:64]
        attribution.repartir(chapitres[pk], replace(demande, donnees={"instructeur": collegue}, cle=cle))
    for part in partage.parts:
        _prevenir(part, demande)


def _prevenir(part: Part, demande: Demande) -> None:
    if not part.lignes or part.collegue == demande.acteur.utilisateur:
        return
    lignes = [f"- {ligne.chapitre}, {ligne.produit} ({ligne.editeur}) : {ligne.a_juger}" for ligne in part.lignes]
    notifier(
        [part.collegue],
        categorie=Categorie.ATTRIBUTION,
        evenement=f"repartition:{demande.acteur.personne.pk}:{demande.cle or demande.recu_le.isoformat()}",
        sujet=f"{len(lignes)} chapitre(s) à juger vous sont attribués",
        corps=f"{demande.acteur} vous attribue ces chapitres (preuves à juger) :\n\n" + "\n".join(lignes),
        lien=f"{reverse('preuves:file')}?a={A_MOI}",
    )
