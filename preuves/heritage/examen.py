"""The rules of A8 run on a situation: one decision per expected proof, and the conditions of each source."""

from collections.abc import Iterable

from preuves import regles
from preuves.heritage.faits import (
    INTEGRATION_INS,
    Anterieur,
    Attendue,
    Composant,
    Condition,
    Decision,
    Provenance,
    Situation,
)
from preuves.heritage.rapprochement import DPI, DUI, LGC, comparable, famille, sans_prefixe
from preuves.regles import textes
from preuves.regles.depot import VAGUE_1
from segur.noyau.regles import Motif, Reference, Verdict

# HE-12, DUI-05: the DUI desk recognises these; no text says so of another desk.
EQUIVALENCES = {DUI: frozenset({DUI, LGC, DPI})}
HABILITATION_PROXY = "Attestation d’habilitation EDC PSC Éditeur de Proxy e-santé"


def decisions(situation: Situation, attendues: Iterable[Attendue]) -> dict[str, Decision]:
    """One decision per expected proof, by identifier."""
    examen = Examen(situation)
    return {attendue.identifiant: examen.decider(attendue) for attendue in attendues}


def pieces(situation: Situation) -> dict[str, Decision]:
    """Complementary pieces that no REM lists, by title (HE-20 c)."""
    retenu = Examen(situation).retenu
    if not situation.nouveau_proxy or retenu is None or famille(retenu.dispositif) != LGC:
        return {}
    motif = f"Nouveau composant Proxy e-santé d’une solution déjà référencée sur LGC vague 2 ({retenu.source})."
    sources = (retenu.source, "composant Proxy e-santé")
    return {
        HABILITATION_PROXY: Decision(Provenance.COMPLEMENTAIRE, motif, str(textes.COMPLEMENTAIRES), sources),
    }


def profils_admis(situation: Situation) -> tuple[frozenset[str], Verdict]:
    """Codes of the profiles that count, and why the others do not (E3-39)."""
    motifs = {
        profil.code: regles.profil_admis(
            libelle=profil.libelle,
            est_general=profil.est_general,
            deja_retenu=profil.deja_retenu,
            recu_le=situation.le,
            date_2=situation.date_2,
        )
        for profil in situation.profils
    }
    admis = frozenset(code for code, motif in motifs.items() if motif.satisfait)
    return admis, Verdict(tuple(motifs.values()))


def conditions(situation: Situation, attendues: Iterable[Attendue]) -> tuple[Condition, ...]:
    """Every condition of every source, satisfied or not."""
    examen, liste = Examen(situation), list(attendues)
    resultat = [Condition("Profils", profils_admis(situation)[1])] if situation.profils else []
    resultat += [Condition(f"Héritage, {a.source}", verdict) for a, verdict in examen.heritages]
    resultat += [
        Condition(f"Équivalence, {a.source}", verdict + examen.unicite(a, verdict))
        for a, verdict in examen.equivalences
    ]
    titres = {comparable(attendue.chapitre) for attendue in liste}
    resultat += [Condition(f"Nouveau {c.source}", _chapitres_trouves(c, titres)) for c in situation.composants]
    connues = {attendue.identifiant for attendue in liste}
    perdues = [r for r in (*situation.exigees, *situation.non_conformes) if r.identifiant not in connues]
    if perdues:
        motifs = (Motif("attendue", False, f"La preuve {r.identifiant} n’est pas attendue ici.") for r in perdues)
        resultat.append(Condition("Preuves réclamées par l’ANS", Verdict(tuple(motifs))))
    return tuple(resultat)


def _chapitres_trouves(composant: Composant, titres: set[str]) -> Verdict:
    def motif(titre: str) -> Motif:
        trouve = comparable(titre) in titres
        suite = "a des preuves attendues" if trouve else "ne correspond à aucun chapitre attendu de ce REM"
        return Motif("chapitre", trouve, f"Le chapitre « {titre} » {suite}.", textes.COMPLEMENTAIRES)

    return Verdict(tuple(motif(titre) for titre in sorted(composant.chapitres)))


class Examen:
    """A situation examined once, before its proofs are decided one by one."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.famille = famille(situation.dispositif)
        self.heritages = [(a, self._heritage(a)) for a in situation.anterieurs if a.vague == 1]
        self.equivalences = [(a, self._equivalence(a)) for a in situation.anterieurs if a.vague == 2]
        favorables = (a for a, verdict in self.equivalences if verdict.favorable)
        self.retenu = next(favorables, None)
        """HE-13: one NRU of équivalence, the first declared that fulfils the conditions."""
        self.scenarios = _sans_prefixes(self.retenu.scenarios if self.retenu else None)
        self.valides = _sans_prefixes(self.retenu.scenarios_valides if self.retenu else None)
        self.composants: dict[str, list[Composant]] = {}
        for composant in situation.composants:
            for titre in composant.chapitres:
                self.composants.setdefault(comparable(titre), []).append(composant)
        self.exigees = {r.identifiant: r for r in situation.exigees}
        self.non_conformes = {r.identifiant: r for r in situation.non_conformes}

    def _heritage(self, anterieur: Anterieur) -> Verdict:
        meme = bool(self.famille) and famille(anterieur.dispositif) == self.famille
        return regles.heritage_acquis(nru=anterieur.nru, meme_dispositif=meme)

    def _equivalence(self, anterieur: Anterieur) -> Verdict:
        return regles.equivalence_acquise(
            nru=anterieur.nru,
            dispositif_admis=famille(anterieur.dispositif) in EQUIVALENCES.get(self.famille, ()),
            principal_identique=self.situation.composant_principal_identique,
            attestation=self.situation.attestation,
            reference_le=anterieur.reference_le,
            date_2=self.situation.date_2,
            preuves_connues=anterieur.scenarios is not None and anterieur.scenarios_valides is not None,
        )

    def unicite(self, anterieur: Anterieur, verdict: Verdict) -> Verdict:
        """HE-13, for who declares several."""
        if len(self.equivalences) == 1 or self.retenu is None:
            return Verdict()
        seul = anterieur is self.retenu or not verdict.favorable
        explication = f"Un seul NRU d’équivalence est retenu : {self.retenu.nru}."
        return Verdict((Motif("nru_unique", seul, explication, textes.EQUIVALENCE),))

    def decider(self, attendue: Attendue) -> Decision:
        acquise = self._heritee(attendue) or self._equivalente(attendue)
        if acquise is None:
            return self._a_deposer(attendue)
        return self._non_conforme(attendue, acquise) or self._reprise(attendue, acquise) or acquise

    def _heritee(self, attendue: Attendue) -> Decision | None:
        """HE-01…03, E3-10, E3-40: from any of the NRU of wave 1; E3-41 for the profile that became general."""
        if attendue.perimetre in regles.perimetres_attendus(reference_en_vague_1=True):
            return None
        donnent = [a for a, verdict in self.heritages if verdict.favorable and self._ins(attendue, a).favorable]
        if not donnent:
            return None
        sources = tuple(a.source for a in donnent)
        motif = f"Preuve de la vague 1 héritée du référencement obtenu sur le même dispositif ({', '.join(sources)})."
        return Decision(Provenance.HERITEE, motif, self._texte_de_vague_1, sources)

    @property
    def _texte_de_vague_1(self) -> str:
        return str(textes.HERITAGE if self.famille == DUI else textes.VAGUE_1_HOP)

    def _ins(self, attendue: Attendue, anterieur: Anterieur) -> Verdict:
        if self.famille != DPI or not attendue.est_integration_ins:
            return Verdict()
        return Verdict((regles.integration_ins_heritee(profils=anterieur.profils, profil=INTEGRATION_INS),))

    def _equivalente(self, attendue: Attendue) -> Decision | None:
        """HE-10, HE-18, E3-12: the scenario is common with the référencement retained, and was validated there."""
        if self.retenu is None or sans_prefixe(attendue.scenario) not in self.valides:
            return None
        motif = f"Scénario {attendue.scenario} déjà validé en vague 2 ({self.retenu.source})."
        return Decision(Provenance.EQUIVALENTE, motif, str(textes.EQUIVALENCE), (self.retenu.source,))

    def _non_conforme(self, attendue: Attendue, acquise: Decision) -> Decision | None:
        """HE-20 a."""
        reclamee = self.non_conformes.get(attendue.identifiant)
        if reclamee is None:
            return None
        motif = f"Non-conformité relevée après audit ou signalement : {reclamee.motif}"
        return _complementaire(motif, (*acquise.depend_de, "non-conformité"))

    def _reprise(self, attendue: Attendue, acquise: Decision) -> Decision | None:
        """HE-20 b, then E3-42."""
        composants = self.composants.get(comparable(attendue.chapitre), [])
        if composants:
            noms = ", ".join(f"« {composant.nom} »" for composant in composants)
            motif = f"Chapitre lié à un nouveau composant additionnel : {noms}."
            return _complementaire(motif, (*acquise.depend_de, *(composant.source for composant in composants)))
        reclamee = self.exigees.get(attendue.identifiant)
        if reclamee is None or attendue.perimetre != VAGUE_1:
            return None
        motif = f"Preuve de la vague 1 exigée par l’ANS : {reclamee.motif}"
        return _a_deposer(motif, textes.VAGUE_1_HOP, (*acquise.depend_de, "exigence de l’ANS"))

    def _a_deposer(self, attendue: Attendue) -> Decision:
        """Why nothing exempts the proof: every source that might have, and what it lacks."""
        de_vague_1 = attendue.perimetre == VAGUE_1
        anterieurs = [*(self.heritages if de_vague_1 else []), *self.equivalences]
        if not anterieurs:
            quoi = "référencement antérieur" if de_vague_1 else "référencement de vague 2"
            return _a_deposer(f"Aucun {quoi} déclaré ne dispense de cette preuve.", textes.PREUVES_ATTENDUES)
        manques = [
            f"{a.source} : {' '.join(raisons)}" for a, v in anterieurs if (raisons := self._manques(attendue, a, v))
        ]
        sources = tuple(dict.fromkeys(a.source for a, _ in anterieurs))
        return _a_deposer(" ".join(manques), textes.PREUVES_ATTENDUES, sources)

    def _manques(self, attendue: Attendue, anterieur: Anterieur, verdict: Verdict) -> list[str]:
        if anterieur.vague == 1:
            verdict += self._ins(attendue, anterieur)
        if not verdict.favorable:
            return [motif.explication for motif in verdict.obstacles]
        if self.retenu is not None and anterieur is not self.retenu:
            return [f"un seul NRU d’équivalence est retenu ({self.retenu.nru})."]
        commun = sans_prefixe(attendue.scenario) in self.scenarios
        scenario = f"le scénario {attendue.scenario}"
        return [f"{scenario} n’y a pas été validé." if commun else f"{scenario} n’est pas commun aux deux dispositifs."]


def _a_deposer(motif: str, reference: Reference, sources: tuple[str, ...] = ()) -> Decision:
    return Decision(Provenance.A_DEPOSER, motif, str(reference), sources)


def _complementaire(motif: str, sources: tuple[str, ...]) -> Decision:
    return Decision(Provenance.COMPLEMENTAIRE, motif, str(textes.COMPLEMENTAIRES), sources)


def _sans_prefixes(identifiants: Iterable[str] | None) -> frozenset[str]:
    return frozenset(map(sans_prefixe, identifiants or ()))
