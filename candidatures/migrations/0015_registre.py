from typing import Any

from django.db import migrations, models

from segur.noyau.recherche import normaliser


def indexer(apps: Any, schema_editor: Any) -> None:
    """The products that were there before the column."""
    produits = apps.get_model("candidatures", "Produit").objects
    for produit in produits.only("nom", "version").iterator(500):
        texte = normaliser(f"{produit.nom} {produit.version}")[:200]
        produits.filter(pk=produit.pk).update(recherche_publique=texte)


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0014_signature")]

    operations = [
        migrations.AddField(
            model_name="produit",
            name="recherche_publique",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.RunPython(indexer, migrations.RunPython.noop),
    ]
