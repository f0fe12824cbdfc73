"""The single earlier référencement and the single deposit place become rows of their own. Reversible."""

from django.db import migrations


def reprendre(apps, schema_editor):
    Administrative = apps.get_model("candidatures", "CandidatureAdministrative")
    Precedent = apps.get_model("candidatures", "PrecedentReferencement")
    Eligibilite = apps.get_model("candidatures", "Eligibilite")
    Piece = apps.get_model("candidatures", "Piece")
    for etape in Administrative.objects.exclude(precedente_vague=None, precedent_nru=""):
        Precedent.objects.create(etape=etape, vague=etape.precedente_vague, nru=etape.precedent_nru)
    for etape in Eligibilite.objects.all():
        for document in etape.documentation.all():
            Piece.objects.create(etape=etape, zone="documentation_dsr", document=document)


def revenir(apps, schema_editor):
    Precedent = apps.get_model("candidatures", "PrecedentReferencement")
    Piece = apps.get_model("candidatures", "Piece")
    for precedent in Precedent.objects.select_related("etape").order_by("-pk"):
        precedent.etape.precedente_vague, precedent.etape.precedent_nru = precedent.vague, precedent.nru
        precedent.etape.save()
    for piece in Piece.objects.filter(zone="documentation_dsr", retiree_le=None):
        piece.etape.documentation.add(piece.document)


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0004_etapes_entieres")]
    operations = [migrations.RunPython(reprendre, revenir)]
