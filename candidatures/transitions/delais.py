"""Granting a later instant, setting it aside, revoking it: never by who proposed it (decision 0037)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from candidatures.avancement import Etape
from candidatures.echeances import ligne_en_vigueur, limite, limite_de_tous, reouverture
from candidatures.models import Candidature, CandidatureAdministrative, DerogationDeDelai, Eligibilite, Produit
from candidatures.regles import delais as regles
from candidatures.transitions.cloture import rouvrir
from candidatures.transitions.formulaires import MotifForm, MotifInterneForm, motif_exige
from segur.noyau import horloge
from segur.noyau.comptes.models import SYSTEME, Role, Utilisateur
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.regles import HorsPeriode, Motif, Verdict, Version
from segur.noyau.temps import a_temps, en_clair, jour_de_paris
from segur.noyau.transitions import Demande, transition

Statut = DerogationDeDelai.Statut
Nature = DerogationDeDelai.Nature
DECIDENT = (Role.RESPONSABLE, Role.DIRECTION)
ETAPES: dict[int, Any] = {1: CandidatureAdministrative, 2: Eligibilite}


def echeance_reportee(derogation: DerogationDeDelai, le: datetime) -> Version[datetime | None]:
    """The deadline that binds those dossiers at that instant, other derogations included. HorsPeriode."""
    if derogation.candidature:
        return limite(derogation.candidature, derogation.numero, au=le, portee=derogation.portee)
    return limite_de_tous(derogation.dispositif, derogation.numero, au=le, portee=derogation.portee)


def _etape_a_rouvrir(derogation: DerogationDeDelai) -> Etape:
    etapes = ETAPES[derogation.rouvre or 1]._default_manager.select_related("candidature__dispositif")
    etape: Etape = etapes.get(candidature=derogation.candidature_id)
    return etape


def _utile(derogation: DerogationDeDelai, demande: Demande) -> Verdict:
    a_venir = Verdict((regles.delai_a_venir(jusqu_au=derogation.jusqu_au, recu_le=demande.recu_le),))
    if derogation.rouvre:
        return a_venir + _reouvrable(derogation)
    try:
        echeance = echeance_reportee(derogation, demande.recu_le)
    except HorsPeriode as absence:
        return a_venir + Verdict((Motif("hors_periode", False, str(absence)),))
    objet = f"Date {derogation.numero}"
    return a_venir + regles.report_utile(objet=objet, limite=echeance.valeur, jusqu_au=derogation.jusqu_au)


def _reouvrable(derogation: DerogationDeDelai) -> Verdict:
    etape = _etape_a_rouvrir(derogation)
    statut, deja = type(etape).Statut, reouverture(etape)
    rouverte = etape.statut == statut.A_MODIFIER and deja is not None
    verdict = Verdict((regles.etape_reouvrable(refusee=etape.statut == statut.REFUSEE, rouverte=rouverte),))
    if deja and rouverte:
        objet = f"Étape {derogation.rouvre} rouverte"
        verdict += regles.report_utile(objet=objet, limite=deja.jusqu_au, jusqu_au=derogation.jusqu_au)
    return verdict


def _proposable(derogation: DerogationDeDelai, demande: Demande) -> Verdict:
    memes = DerogationDeDelai.objects.filter(
        candidature=derogation.candidature,
        dispositif=derogation.dispositif,
        numero=derogation.numero,
        portee=derogation.portee,
        statut=Statut.PROPOSEE,
    )
    return _utile(derogation, demande) + regles.derogation_motivee(
        motif=derogation.motif, pieces=derogation.pieces.count(), en_attente=memes.exists()
    )


@transition(
    DerogationDeDelai,
    de=Statut.BROUILLON,
    vers=Statut.PROPOSEE,
    roles=DECIDENT,
    garde=_proposable,
    libelle="Proposer",
    recit="Dérogation de délai proposée : {objet}",
    a_sa_page=False,
    interne=True,
)
def proposer(derogation: DerogationDeDelai, demande: Demande) -> dict[str, Any]:
    """The others who may decide are told; the vendor is not, before it is granted."""
    decideurs = Utilisateur.objects.ayant_role(*DECIDENT).exclude(pk=demande.acteur.personne.pk)
    corps = (
        f"{demande.acteur} propose de reporter jusqu’au {en_clair(derogation.jusqu_au)} : {derogation.objet}.\n\n"
        f"Motif : {derogation.motif}\n\nUne autre personne que {demande.acteur} doit décider."
    )
    _prevenir(decideurs, derogation, Categorie.A_INSTRUIRE, "proposee", "dérogation de délai à décider", corps)
    return _details(derogation)


def _details(derogation: DerogationDeDelai) -> dict[str, Any]:
    pieces = derogation.pieces.select_related("fichier").order_by("pk")
    return {
        "derogation": derogation.pk,
        "date": derogation.numero,
        "portee": derogation.get_portee_display(),
        "rouvre": derogation.rouvre,
        "beneficiaires": derogation.beneficiaires,
        "jusqu_au": derogation.jusqu_au,
        "motif": derogation.motif,
        "fondement": derogation.fondement,
        "pieces": [f"{piece.nom} (SHA-256 {piece.fichier.empreinte})" for piece in pieces],
    }


def _autre_personne(derogation: DerogationDeDelai, demande: Demande) -> Verdict:
    return Verdict(
        (
            regles.deux_personnes(
                meme=derogation.proposee_par_id == demande.acteur.compte_pour(derogation.proposee_par_id)
            ),
        )
    )


def _accordable(derogation: DerogationDeDelai, demande: Demande) -> Verdict:
    return _autre_personne(derogation, demande) + _utile(derogation, demande)


def ce_qui_change(derogation: DerogationDeDelai) -> Iterable[str]:
    """What granting it now would change, in words."""
    fin = en_clair(derogation.jusqu_au)
    if derogation.rouvre:
        yield f"L’étape {derogation.rouvre} refusée de la {derogation.beneficiaires} redevient « A modifier »."
        yield f"L’éditeur peut la soumettre à nouveau jusqu’au {fin}, cet instant compris."
        return
    yield f"Date {derogation.numero} : {_actuelle(derogation)}, reportée au {fin}, cet instant compris."
    yield f"Portée : {derogation.get_portee_display()}."
    if derogation.candidature is None:
        nombre = _candidatures(derogation).count()
        yield f"Candidatures en cours qui en bénéficient, toutes de la même façon : {nombre}."
    yield "Seuls les envois reçus à partir de la décision en bénéficient ; ceux qui ont été refusés sont à refaire."


def _actuelle(derogation: DerogationDeDelai) -> str:
    try:
        valeur = echeance_reportee(derogation, horloge.maintenant()).valeur
    except HorsPeriode:
        valeur = None
    return en_clair(valeur) if valeur else "date non publiée"


@transition(
    DerogationDeDelai,
    de=Statut.PROPOSEE,
    vers=Statut.ACCORDEE,
    roles=DECIDENT,
    garde=_accordable,
    consequences=ce_qui_change,
    libelle="Accorder la dérogation",
    recit="{objet} accordée",
    question="L’éditeur, ou chacun des éditeurs concernés, en sera prévenu une fois.",
    bouton="Accorder",
)
def accorder(derogation: DerogationDeDelai, demande: Demande) -> dict[str, Any]:
    """From this instant on, and only from it, the later instant counts."""
    derogation.decidee_le, derogation.decidee_par = demande.recu_le, demande.acteur.personne
    derogation.version = ligne_en_vigueur(derogation.dispositif, derogation.numero, au=demande.recu_le)
    derogation.nature = _nature(derogation, demande.recu_le)
    if derogation.rouvre:
        _rouvrir_l_etape(derogation, demande)
    corps = f"{en_mots(derogation)}\n\nMotif : {derogation.motif}"
    if derogation.fondement:
        corps += f"\n\nTexte : {derogation.fondement}"
    sujet = f"{derogation.objet} : délai jusqu’au {en_clair(derogation.jusqu_au)}"
    _prevenir(beneficiaires(derogation), derogation, Categorie.CALENDRIER, "accordee", sujet, corps)
    return _details(derogation) | {"nature": derogation.nature, "texte": str(derogation.version.en_version().reference)}


def _nature(derogation: DerogationDeDelai, le: datetime) -> str:
    """A derogation proper before the deadline, a reopening once it has passed."""
    if derogation.rouvre:
        return Nature.REOUVERTURE
    valeur = echeance_reportee(derogation, le).valeur
    return Nature.DEROGATION if valeur is None or a_temps(recu_le=le, limite=valeur) else Nature.REOUVERTURE


def _rouvrir_l_etape(derogation: DerogationDeDelai, demande: Demande) -> None:
    systeme = Demande(SYSTEME, demande.recu_le, {"derogation": derogation})
    dossier = derogation.dossier
    if dossier.statut == Candidature.Statut.REFUSEE:
        rouvrir(dossier, systeme)
    etape = _etape_a_rouvrir(derogation)
    transition_de = ROUVRIR[type(etape)]
    transition_de(etape, systeme)


def _declarer_la_reouverture(modele: Any) -> Any:
    def rouvrir_l_etape(etape: Etape, demande: Demande) -> dict[str, Any]:
        """By the portal, in the transition that grants the derogation: the whole step is open again."""
        derogation = demande.donnees["derogation"]
        etape.motif, etape.a_rendre_le = derogation.motif, jour_de_paris(derogation.jusqu_au)
        return {"derogation": derogation.pk, "jusqu_au": derogation.jusqu_au}

    return transition(
        modele,
        de=(modele.Statut.REFUSEE, modele.Statut.A_MODIFIER),
        vers=modele.Statut.A_MODIFIER,
        roles=(Role.SYSTEME,),
        libelle="Rouvrir l’étape refusée",
        recit=f"Étape {modele.rang} rouverte",
    )(rouvrir_l_etape)


ROUVRIR = {modele: _declarer_la_reouverture(modele) for modele in ETAPES.values()}


@transition(
    DerogationDeDelai,
    de=Statut.PROPOSEE,
    vers=Statut.ECARTEE,
    roles=DECIDENT,
    garde=_autre_personne,
    controle=motif_exige,
    formulaire=MotifInterneForm,
    libelle="Écarter la proposition",
    recit="Dérogation de délai écartée : {objet}",
    bouton="Écarter",
    interne=True,
)
def ecarter(derogation: DerogationDeDelai, demande: Demande) -> dict[str, Any]:
    """Nothing changes for the vendor, who is not told."""
    derogation.decidee_le, derogation.decidee_par = demande.recu_le, demande.acteur.personne
    derogation.reponse = demande.donnees["motif"].strip()
    return {"derogation": derogation.pk, "motif": derogation.reponse}


def _revocable(derogation: DerogationDeDelai, demande: Demande) -> Verdict:
    utilisee = derogation.envois.exists()
    return Verdict((regles.derogation_revocable(utilisee=utilisee, rouvre=derogation.rouvre is not None),))


@transition(
    DerogationDeDelai,
    de=Statut.ACCORDEE,
    vers=Statut.REVOQUEE,
    roles=DECIDENT,
    garde=_revocable,
    controle=motif_exige,
    formulaire=MotifForm,
    libelle="Révoquer la dérogation",
    recit="{objet} révoquée",
    question="Le délai redevient celui des textes dès maintenant. L’éditeur en sera prévenu.",
    bouton="Révoquer",
)
def revoquer(derogation: DerogationDeDelai, demande: Demande) -> dict[str, Any]:
    """Before it has served. What is received from this instant on no longer benefits from it."""
    derogation.revoquee_le, derogation.revoquee_par = demande.recu_le, demande.acteur.personne
    derogation.reponse = demande.donnees["motif"].strip()
    sujet = f"{derogation.objet} : délai révoqué"
    corps = f"L’ANS a révoqué la {derogation.cite}.\n\nMotif : {derogation.reponse}"
    _prevenir(beneficiaires(derogation), derogation, Categorie.CALENDRIER, "revoquee", sujet, corps)
    return {"derogation": derogation.pk, "motif": derogation.reponse}


def en_mots(derogation: DerogationDeDelai) -> str:
    """What it gives, as a vendor reads it."""
    fin = en_clair(derogation.jusqu_au)
    if derogation.rouvre:
        return f"L’ANS rouvre l’étape {derogation.rouvre} de votre candidature : soumettez-la au plus tard le {fin}."
    qui = "votre candidature" if derogation.candidature_id else f"tous les éditeurs, {derogation.dispositif.libelle}"
    if derogation.portee == DerogationDeDelai.Portee.PIECES:
        return f"Pour {qui}, les pièces provisoires de la Date {derogation.numero} sont admises jusqu’au {fin}."
    return f"Pour {qui}, la Date {derogation.numero} est reportée au {fin}."


def _candidatures(derogation: DerogationDeDelai) -> Any:
    en_cours = Q(dispositif=derogation.dispositif, statut=Candidature.Statut.EN_COURS)
    return Candidature.objects.filter(Q(pk=derogation.candidature_id) if derogation.candidature_id else en_cours)


def beneficiaires(derogation: DerogationDeDelai) -> list[Utilisateur]:
    """Those of each firm who may see the product, once each."""
    produits = Produit.objects.filter(candidatures__in=_candidatures(derogation)).select_related("editeur")
    return sorted({p for produit in produits for p in produit.personnes()}, key=lambda p: p.pk)


def _prevenir(
    personnes: Iterable[Utilisateur],
    derogation: DerogationDeDelai,
    categorie: Categorie,
    quoi: str,
    sujet: str,
    corps: str,
) -> None:
    notifier(
        personnes,
        categorie=categorie,
        evenement=f"derogation:{derogation.pk}:{quoi}",
        sujet=f"{sujet[0].upper()}{sujet[1:]}",
        corps=corps,
        lien=derogation.get_absolute_url(),
    )
