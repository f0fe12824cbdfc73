"""Candidatures, chapters, proofs: read their verdicts, deposit a proof (E3-17)."""

from typing import Any, ClassVar

from django.db.models import F
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.response import Response

from candidatures.models import Candidature
from preuves.forms import DepotForm
from preuves.models import Chapitre, Preuve
from preuves.transitions import preuve as transitions_preuve
from segur.noyau.jetons.models import Portee
from segur.portail.api.envois import CLE_D_IDEMPOTENCE, DepotDePreuveSerializer
from segur.portail.api.formes import CandidatureSerializer, ChapitreSerializer, PreuveSerializer
from segur.portail.api.vues import Porte, exiger, filtre

LIRE, DEPOSER = Portee.CANDIDATURES_LIRE.value, Portee.PREUVES_DEPOSER.value
ETIQUETTES = ["Candidatures"]
STATUT = OpenApiParameter("statut", str, enum=Preuve.Statut.values, description="Statut de la preuve.")


class _Lues(Porte):
    portees: ClassVar = {"GET": LIRE}

    def candidatures(self) -> Any:
        visibles = Candidature.objects.visibles_par(self.acteur)
        return visibles.select_related("produit", "dispositif").order_by("-pk")

    def candidature(self, numero: str) -> Candidature:
        trouvee: Candidature = get_object_or_404(self.candidatures(), numero=numero)
        return trouvee


class Candidatures(_Lues):
    @extend_schema(
        operation_id="candidatures",
        tags=ETIQUETTES,
        summary="Les candidatures de l’entreprise",
        responses=CandidatureSerializer(many=True),
    )
    def get(self, request: Any) -> Response:
        return self.paginer(self.candidatures(), CandidatureSerializer)


class UneCandidature(_Lues):
    @extend_schema(
        operation_id="candidature", tags=ETIQUETTES, summary="Une candidature", responses=CandidatureSerializer
    )
    def get(self, request: Any, numero: str) -> Response:
        return Response(CandidatureSerializer(self.candidature(numero)).data)


class Chapitres(_Lues):
    @extend_schema(
        operation_id="chapitres",
        tags=ETIQUETTES,
        summary="Les chapitres d’une candidature",
        responses=ChapitreSerializer(many=True),
    )
    def get(self, request: Any, numero: str) -> Response:
        siens = Chapitre.objects.filter(candidature=self.candidature(numero)).avec_compteurs()
        siens = siens.order_by(F("chapitre_rem__ordre").asc(nulls_last=True), "pk")
        return self.paginer(siens, ChapitreSerializer)


class Preuves(_Lues):
    @extend_schema(
        operation_id="preuves",
        tags=ETIQUETTES,
        summary="Les preuves d’une candidature et leurs verdicts",
        parameters=[STATUT],
        responses=PreuveSerializer(many=True),
    )
    def get(self, request: Any, numero: str) -> Response:
        siennes = Preuve.objects.filter(chapitre__candidature=self.candidature(numero)).pour_liste()
        if statut := filtre(request, "statut", Preuve.Statut.values):
            siennes = siennes.filter(statut=statut)
        return self.paginer(siennes.order_by("chapitre", "pk"), PreuveSerializer)


def trouver_la_preuve(porte: Porte, pk: int) -> Preuve:
    trouvee: Preuve = get_object_or_404(Preuve.objects.visibles_par(porte.acteur).pour_liste(), pk=pk)
    return trouvee


class UnePreuve(_Lues):
    @extend_schema(operation_id="preuve", tags=ETIQUETTES, summary="Une preuve", responses=PreuveSerializer)
    def get(self, request: Any, pk: int) -> Response:
        return Response(PreuveSerializer(trouver_la_preuve(self, pk)).data)


class Depots(Porte):
    portees: ClassVar = {"POST": DEPOSER}

    @extend_schema(
        operation_id="deposer_une_preuve",
        tags=ETIQUETTES,
        summary="Déposer un fichier ou un lien pour une preuve",
        parameters=[CLE_D_IDEMPOTENCE],
        request={"multipart/form-data": DepotDePreuveSerializer},
        responses={201: PreuveSerializer},
    )
    def post(self, request: Any, pk: int) -> Response:
        """Same checks, same transition, same verdict as the page of the proof."""
        preuve = trouver_la_preuve(self, pk)
        champs, fichiers = envoye(request)
        donnees = exiger(DepotForm(champs, fichiers))
        transitions_preuve.deposer(preuve, self.demande(donnees))
        return Response(PreuveSerializer(trouver_la_preuve(self, pk)).data, status=status.HTTP_201_CREATED)


def envoye(request: Any) -> tuple[Any, Any]:
    """Fields and files as the forms of the screens read them, once the body is parsed or refused (400, 415)."""
    lues = request.data
    champs = QueryDict(mutable=True)
    if hasattr(lues, "items"):
        for nom, valeur in lues.items():
            if isinstance(valeur, str | int | float | bool):
                champs[str(nom)] = str(valeur)
    return champs, request.FILES
