"""Orders: simulate a file, deposit it, follow what becomes of each one."""

import hashlib
from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.response import Response

from candidatures.models import Candidature
from financement.demandes.reception import Cadre, recevoir_un_fichier, solutions
from financement.formats import ZONE
from financement.forms import ArchiveForm, DepotForm
from financement.models import Commande, DemandeDeFinancement, Fournisseur, Simulation
from financement.natures import AVANCE, NATURES
from financement.simulation import demander
from financement.simulation import solutions as solutions_simulees
from financement.transitions import depot
from segur.noyau.documents.champs import DepotField
from segur.noyau.jetons.models import Portee
from segur.noyau.reception.tentatives import LONGUEUR_D_UNE_CLE
from segur.noyau.temps import jour_de_paris
from segur.portail.api.candidatures import envoye
from segur.portail.api.envois import (
    CLE_D_IDEMPOTENCE,
    ArchiveSerializer,
    DemandeEnvoyeeSerializer,
    FichierDeCommandesSerializer,
)
from segur.portail.api.formes import (
    CommandeSerializer,
    DemandeSerializer,
    LigneSimuleeSerializer,
    SimulationSerializer,
)
from segur.portail.api.problemes import Saisie
from segur.portail.api.vues import Porte, exiger, filtre

LIRE, SIMULER, DEPOSER = (
    Portee.COMMANDES_LIRE.value,
    Portee.COMMANDES_SIMULER.value,
    Portee.COMMANDES_DEPOSER.value,
)
ETIQUETTES = ["Commandes"]
MALGRE_TOUT = "malgre_tout"
SUITE = "-archive"


class SimulationForm(DepotForm):
    """The file alone."""

    fichier = DepotField(label="Fichier JSON des commandes", zone=ZONE)
    archive = None  # type: ignore[assignment]
    malgre_tout = None


class _DuFournisseur(Porte):
    def fournisseur(self) -> Fournisseur:
        siens = Fournisseur.objects.visibles_par(self.acteur).select_related("organisation")
        fournisseur = siens.first()
        if fournisseur is None:
            raise Http404
        return fournisseur

    def solution(self, offertes: list[Candidature], numero: str) -> Candidature:
        choisie = next((c for c in offertes if c.numero == numero), None)
        if choisie is None:
            raise Http404
        return choisie


class Simulations(_DuFournisseur):
    portees: ClassVar = {"GET": SIMULER, "POST": SIMULER}

    @extend_schema(
        operation_id="simulations",
        tags=ETIQUETTES,
        summary="Les simulations de l’entreprise",
        responses=SimulationSerializer(many=True),
    )
    def get(self, request: Any) -> Response:
        siennes = Simulation.objects.visibles_par(self.acteur).order_by("-pk")
        return self.paginer(siennes, SimulationSerializer)

    @extend_schema(
        operation_id="simuler",
        tags=ETIQUETTES,
        summary="Simuler un fichier : rien n’est déposé",
        request={"multipart/form-data": FichierDeCommandesSerializer},
        responses={202: SimulationSerializer},
    )
    def post(self, request: Any) -> Response:
        """A worker leads it: ask for it again until its status says that it ended."""
        champs, fichiers = envoye(request)
        fournisseur, demande = self.fournisseur(), self.demande()
        (fichier,) = exiger(SimulationForm(champs, fichiers))["fichier"]
        offertes = solutions_simulees(fournisseur, jour_de_paris(demande.recu_le))
        choisie = self.solution(offertes, champs.get("candidature", ""))
        simulation = demander(
            fournisseur, choisie, fichier=fichier, au=demande.recu_le, acteur=self.acteur, le=demande.recu_le
        )
        return Response(SimulationSerializer(simulation).data, status=status.HTTP_202_ACCEPTED)


class UneSimulation(Porte):
    portees: ClassVar = {"GET": SIMULER}

    @extend_schema(operation_id="simulation", tags=ETIQUETTES, summary="Une simulation", responses=SimulationSerializer)
    def get(self, request: Any, pk: int) -> Response:
        simulation = get_object_or_404(Simulation.objects.visibles_par(self.acteur), pk=pk)
        return Response(SimulationSerializer(simulation).data)


class LignesSimulees(Porte):
    portees: ClassVar = {"GET": SIMULER}

    @extend_schema(
        operation_id="commandes_simulees",
        tags=ETIQUETTES,
        summary="Ce que la simulation dit de chaque commande",
        responses=LigneSimuleeSerializer(many=True),
    )
    def get(self, request: Any, pk: int) -> Response:
        simulation = get_object_or_404(Simulation.objects.visibles_par(self.acteur), pk=pk)
        return self.paginer(simulation.lignes.order_by("rang"), LigneSimuleeSerializer)


class Demandes(_DuFournisseur):
    portees: ClassVar = {"GET": LIRE, "POST": DEPOSER}

    @extend_schema(
        operation_id="demandes",
        tags=ETIQUETTES,
        summary="Les demandes de financement de l’entreprise",
        responses=DemandeSerializer(many=True),
    )
    def get(self, request: Any) -> Response:
        siennes = DemandeDeFinancement.objects.visibles_par(self.acteur)
        lues = siennes.select_related("dispositif", "candidature").order_by("-pk")
        return self.paginer(lues, DemandeSerializer)

    @extend_schema(
        operation_id="deposer_une_demande",
        tags=ETIQUETTES,
        summary="Déposer un fichier de commandes, avec ou sans ses pièces",
        parameters=[CLE_D_IDEMPOTENCE],
        request={"multipart/form-data": DemandeEnvoyeeSerializer},
        responses={200: DemandeSerializer, 202: DemandeSerializer},
    )
    def post(self, request: Any) -> Response:
        """202 when the file is new, 200 when these bytes were already received: nothing is deposited twice."""
        champs, fichiers = envoye(request)
        champs.setdefault(MALGRE_TOUT, "true")
        fournisseur, demande = self.fournisseur(), self.demande()
        form = DepotForm(champs, fichiers)
        fichier = exiger(form)["fichier"][0]
        if not depot.envoyer_des_pieces.autorise(self.acteur):
            raise PermissionDenied
        choisie = self.solution(solutions(fournisseur, demande.recu_le), champs.get("candidature", ""))
        cadre = Cadre(fournisseur, choisie, _nature(champs.get("nature", AVANCE.code)))
        objet, nouvelle = recevoir_un_fichier(cadre, fichier, demande, malgre_tout=form.valeurs[MALGRE_TOUT])
        self._avec_ses_pieces(objet, form.valeurs)
        return Response(DemandeSerializer(objet).data, status=202 if nouvelle else 200)

    def _avec_ses_pieces(self, objet: DemandeDeFinancement, valeurs: dict[str, Any]) -> None:
        ouverte = objet.statut in (DemandeDeFinancement.Statut.EN_LECTURE, DemandeDeFinancement.Statut.INCOMPLETE)
        if valeurs["archive"] and ouverte:
            demande = self.demande(valeurs)
            condense = hashlib.sha256(demande.cle.encode()).hexdigest()
            cle = f"{condense[: LONGUEUR_D_UNE_CLE - len(SUITE)]}{SUITE}" if demande.cle else ""
            depot.envoyer_des_pieces(objet, replace(demande, cle=cle))


def _nature(code: str) -> str:
    if code not in NATURES:
        raise Saisie({"nature": [f"Choisissez une de ces natures : {', '.join(NATURES)}."]})
    return code


def _demande_de(porte: Porte, pk: int) -> DemandeDeFinancement:
    visibles = DemandeDeFinancement.objects.visibles_par(porte.acteur).select_related("dispositif", "candidature")
    trouvee: DemandeDeFinancement = get_object_or_404(visibles, pk=pk)
    return trouvee


class UneDemande(Porte):
    portees: ClassVar = {"GET": LIRE}

    @extend_schema(operation_id="demande", tags=ETIQUETTES, summary="Une demande", responses=DemandeSerializer)
    def get(self, request: Any, pk: int) -> Response:
        return Response(DemandeSerializer(_demande_de(self, pk)).data)


class Pieces(Porte):
    portees: ClassVar = {"POST": DEPOSER}

    @extend_schema(
        operation_id="envoyer_des_pieces",
        tags=ETIQUETTES,
        summary="Envoyer l’archive des pièces d’une demande",
        parameters=[CLE_D_IDEMPOTENCE],
        request={"multipart/form-data": ArchiveSerializer},
        responses={202: DemandeSerializer},
    )
    def post(self, request: Any, pk: int) -> Response:
        champs, fichiers = envoye(request)
        champs.setdefault(MALGRE_TOUT, "true")
        objet, form = _demande_de(self, pk), ArchiveForm(champs, fichiers)
        exiger(form)
        depot.envoyer_des_pieces(objet, self.demande(form.valeurs))
        return Response(DemandeSerializer(_demande_de(self, pk)).data, status=status.HTTP_202_ACCEPTED)


class Commandes(Porte):
    portees: ClassVar = {"GET": LIRE}

    @extend_schema(
        operation_id="commandes",
        tags=ETIQUETTES,
        summary="Les commandes de l’entreprise",
        parameters=[
            OpenApiParameter("demande", {"type": "integer", "minimum": 1, "maximum": 2**31}, description="Demande."),
            OpenApiParameter("statut", str, enum=Commande.Statut.values, description="Statut de la commande."),
        ],
        responses=CommandeSerializer(many=True),
    )
    def get(self, request: Any) -> Response:
        lues = Commande.objects.visibles_par(self.acteur).order_by("-demande", "rang")
        if statut := filtre(request, "statut", Commande.Statut.values):
            lues = lues.filter(statut=statut)
        if demande := request.query_params.get("demande"):
            lues = lues.filter(demande=int(demande)) if demande.isdecimal() and len(demande) < 19 else lues.none()
        return self.paginer(lues, CommandeSerializer)


class UneCommande(Porte):
    portees: ClassVar = {"GET": LIRE}

    @extend_schema(operation_id="commande", tags=ETIQUETTES, summary="Une commande", responses=CommandeSerializer)
    def get(self, request: Any, pk: int) -> Response:
        return Response(CommandeSerializer(get_object_or_404(Commande.objects.visibles_par(self.acteur), pk=pk)).data)
