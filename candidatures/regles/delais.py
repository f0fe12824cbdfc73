"""Rules of the derogations of a deadline: which instant binds, who may propose, grant, revoke. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from segur.noyau.regles import Motif, Reference, Verdict, Version
from segur.noyau.temps import en_clair, jour_de_paris


@dataclass(frozen=True, slots=True, kw_only=True)
class Accord:
    """A derogation once granted, as a deadline sees it. `cite`: how a reference names it."""

    pk: int
    cite: str
    accorde_le: datetime
    revoque_le: datetime | None
    jusqu_au: datetime

    def compte(self, au: datetime) -> bool:
        """From the instant it was granted (included) to the one it was revoked (excluded)."""
        return self.accorde_le <= au and (self.revoque_le is None or au < self.revoque_le)


def date_qui_lie(
    *, texte: Version[datetime | None], accords: Iterable[Accord], au: datetime
) -> tuple[Version[datetime | None], Accord | None]:
    """The text's instant, or the latest of the derogations that count at `au` when it is later.

    A date that no text has published blocks nobody: no derogation replaces it.
    """
    comptent = [accord for accord in accords if accord.compte(au)]
    accord = max(comptent, key=lambda a: (a.jusqu_au, a.pk), default=None)
    if texte.valeur is None or accord is None or accord.jusqu_au <= texte.valeur:
        return texte, None
    return echeance_derogee(texte=texte, accord=accord), accord


def echeance_derogee(*, texte: Version[datetime | None], accord: Accord) -> Version[datetime | None]:
    """What a derogation puts in the place of the text's instant; its reference cites both."""
    source = texte.reference
    reference = Reference(str(source), accord.cite, source.url, source.hypothese)
    return Version(jour_de_paris(accord.accorde_le), accord.jusqu_au, reference)


def derogation_motivee(*, motif: str, pieces: int, en_attente: bool) -> Verdict:
    """A proposal says why, brings its evidence, and is the only one that waits for that Date and those dossiers."""
    return Verdict(
        (
            Motif("motif", bool(motif.strip()), "Donnez le motif de la dérogation."),
            Motif("pieces", pieces > 0, "Joignez au moins une pièce qui justifie la dérogation."),
            Motif(
                "unique",
                not en_attente,
                "Une proposition attend déjà une décision pour cette Date et ces dossiers."
                if en_attente
                else "Aucune autre proposition n’attend.",
            ),
        )
    )


def report_utile(*, objet: str, limite: datetime | None, jusqu_au: datetime) -> Verdict:
    """A derogation gives something: a deadline is published, and what it grants is later."""
    if limite is None:
        explication = f"{objet} : aucune date limite n’est publiée, il n’y a rien à reporter."
        return Verdict((Motif("date_publiee", False, explication),))
    plus_tard = jusqu_au > limite
    explication = f"Le nouveau délai court jusqu’au {en_clair(jusqu_au)}."
    if not plus_tard:
        explication = f"Le nouveau délai, {en_clair(jusqu_au)}, ne dépasse pas la date limite : {en_clair(limite)}."
    return Verdict(
        (
            Motif("date_publiee", True, f"{objet} : date limite le {en_clair(limite)}."),
            Motif("plus_tard", plus_tard, explication),
        )
    )


def delai_a_venir(*, jusqu_au: datetime, recu_le: datetime) -> Motif:
    """Nothing is granted for an instant that has passed."""
    a_venir = jusqu_au > recu_le
    return Motif(
        "a_venir", a_venir, "Le nouveau délai est à venir." if a_venir else f"Le {en_clair(jusqu_au)} est déjà passé."
    )


def deux_personnes(*, meme: bool) -> Motif:
    """Who proposed a derogation does not grant it, nor set it aside."""
    explication = (
        "Une autre personne doit décider : vous avez proposé cette dérogation."
        if meme
        else "La décision est prise par une autre personne que celle qui a proposé."
    )
    return Motif("deux_personnes", not meme, explication)


def etape_reouvrable(*, refusee: bool, rouverte: bool) -> Motif:
    """What is reopened is a refused step, or one already reopened that needs longer."""
    explication = "L’étape à rouvrir a été refusée." if refusee else "L’étape est déjà rouverte : son délai change."
    if not (refusee or rouverte):
        explication = "L’étape à rouvrir n’est pas refusée."
    return Motif("etape_refusee", refusee or rouverte, explication)


def derogation_revocable(*, utilisee: bool, rouvre: bool) -> Motif:
    """Before it has served: what was received thanks to it stays received."""
    if rouvre:
        return Motif("revocable", False, "Une étape a été rouverte par cette dérogation : elle ne se révoque plus.")
    explication = "Aucun dépôt n’a encore bénéficié de cette dérogation."
    if utilisee:
        explication = "Un dépôt a déjà été reçu grâce à cette dérogation : elle ne se révoque plus."
    return Motif("revocable", not utilisee, explication)
