"""What a thread of the conversation may be about in step 3: a chapter, a proof."""

from candidatures.models import Candidature
from candidatures.sujets import Sujet, declarer
from preuves.models import Chapitre, Preuve

LONGUEUR_D_UNE_CLE = 19


def d_un_chapitre(candidature: Candidature, reste: str) -> Sujet | None:
    chapitres = Chapitre.objects.filter(candidature=candidature).select_related("candidature", "chapitre_rem")
    chapitre = chapitres.filter(pk=_cle(reste)).first()
    return sujet_du_chapitre(chapitre) if chapitre else None


def sujet_du_chapitre(chapitre: Chapitre) -> Sujet:
    return Sujet(f"chapitre:{chapitre.pk}", f"Chapitre « {chapitre} »", chapitre.get_absolute_url())


def d_une_preuve(candidature: Candidature, reste: str) -> Sujet | None:
    preuves = Preuve.objects.filter(chapitre__candidature=candidature).select_related("attendue")
    preuve = preuves.filter(pk=_cle(reste)).first()
    return Sujet(f"preuve:{preuve.pk}", f"Preuve {preuve}", preuve.adresse_de_la_salle) if preuve else None


def _cle(reste: str) -> int:
    return int(reste) if reste.isdecimal() and len(reste) < LONGUEUR_D_UNE_CLE else 0


def declarer_les_sujets() -> None:
    declarer("chapitre", d_un_chapitre)
    declarer("preuve", d_une_preuve)
